"""A page that holds every component once, looked at and judged in a browser."""
