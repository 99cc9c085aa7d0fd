"""How well and how fast families are keyed: uji petik, error rates, and the log of each operator's work."""
