"""Acts on documents, by subject. Each is one thing a person (or the calendar) does, in one transaction."""
