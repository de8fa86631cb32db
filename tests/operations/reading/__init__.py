"""Acts about reading."""
