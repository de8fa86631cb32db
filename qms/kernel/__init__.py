"""Floor 0: plain words and pure helpers. Imports nothing of ours and knows neither web nor database."""
