"""Acts on procedures, by subject."""
