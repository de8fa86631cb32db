"""Floor 1: record-keeping without pages. Imports the kernel only."""
