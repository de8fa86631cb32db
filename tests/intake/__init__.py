"""Paper that comes in: pure readers first, the room after."""
