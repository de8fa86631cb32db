"""Acts on procedures."""
