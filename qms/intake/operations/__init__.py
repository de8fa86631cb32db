"""Acts of the room: taking files in, reading them in the background, making drafts of them."""
