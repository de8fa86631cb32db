"""Rules and other pure code: no database, no web."""
