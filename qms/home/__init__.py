"""Home: what waits for me, what is late, what is new, what I opened last, one search box."""
