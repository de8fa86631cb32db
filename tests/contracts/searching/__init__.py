"""What the port of search promises, asked of every engine that the database at hand can carry."""
