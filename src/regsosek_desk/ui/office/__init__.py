"""The window of the office: lists in, petugas and their codes, packages out."""
