"""Django's database backend of the embedded server: PostgreSQL, started at the first connection."""
