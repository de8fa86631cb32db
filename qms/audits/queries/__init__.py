"""Reading, by subject; never changes anything."""
