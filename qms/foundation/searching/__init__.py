"""Full-text search: what every engine promises (port), the texts it may show (models), and two engines."""
