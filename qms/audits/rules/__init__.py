"""What may be in the room, by subject: moves of programmes, audits and findings, and decisions from facts."""
