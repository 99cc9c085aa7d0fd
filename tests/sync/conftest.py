"""An office with two PPL and their PML, and laptops that are enrolled and have their lists."""

from field_fixtures import enrolled, laptop, office

__all__ = ["enrolled", "laptop", "office"]
