"""Acts about reading, by subject."""
