"""Mail: a port and its adapters."""
