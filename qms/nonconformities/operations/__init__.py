"""Acts on nonconformities, by subject; one function is one act of a person."""
