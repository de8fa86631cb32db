"""Acts in audits, by subject. Each is one thing a person does, in one transaction."""
