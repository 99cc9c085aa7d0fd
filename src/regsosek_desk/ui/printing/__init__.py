"""Showing sheets on the screen and sending them to a printer."""
