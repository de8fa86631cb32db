"""Acts of people, and of the calendar, on legal texts."""
