"""Measures what the program promises about speed: `uv run python -m bench`."""
