"""Which computer this is, for the journal."""

from __future__ import annotations

import platform


def device_name() -> str:
    """The computer's own name."""
    return platform.node() or "tanpa-nama"
