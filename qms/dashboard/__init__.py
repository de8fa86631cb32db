"""The dashboard: figures of all rooms for those who answer for the whole, as charts with their tables."""
