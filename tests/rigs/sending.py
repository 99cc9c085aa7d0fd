"""Families on their way to the office, by their status."""

from __future__ import annotations

from dataclasses import replace

from store_rig import SLS_A, SendingLaptop


def send(laptop: SendingLaptop, *statuses: str, sls_id: str = SLS_A) -> list[str]:
    """Send a new family with each status; gives their ids."""
    families = [laptop.new_family(sls_id) for _ in statuses]
    pairs = zip(families, statuses, strict=True)
    laptop.send(*(replace(laptop.bundle(family), status=status) for family, status in pairs))
    return families
