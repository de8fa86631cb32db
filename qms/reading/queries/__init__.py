"""Reading what stands about reading, by subject; never changes anything."""
