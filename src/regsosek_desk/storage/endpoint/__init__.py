"""What an endpoint keeps, of the office or on a PML's laptop: SQLite or PostgreSQL, one chain of migrations."""
