"""What brings a machine to the point where QMS runs, and what proves that it does. Standard library only."""
