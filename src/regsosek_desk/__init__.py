"""Regsosek Desk: key, check and hand over REGSOSEK22 questionnaires, with or without a connection."""

__version__ = "0.1.0"
