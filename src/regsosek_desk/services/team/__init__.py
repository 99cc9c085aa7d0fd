"""Who may do what with an SLS: its control book, claims, rights of each role, and what today asks of each."""
