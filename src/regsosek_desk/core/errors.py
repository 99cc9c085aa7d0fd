"""Errors carry a code and parameters; what the user reads comes from resources/messages by that code."""

from __future__ import annotations

LOGGED = frozenset({"seq", "op", "document", "form", "count", "errno", "line"})
"""Parameters that a log may hold; all others, which a message on the screen may show, could be personal."""


class DeskError(Exception):
    """An expected failure: `code` names its message, `params` fill it in."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, object] = params

    def __str__(self) -> str:
        """Code and parameters for a log, those that may be personal left out."""
        shown = ", ".join(f"{key}={value}" for key, value in self.params.items() if key in LOGGED)
        return f"{self.code} ({shown})" if shown else self.code


class InputFault(DeskError):
    """What was given is wrong: a file, a value, a command."""


class MachineFault(DeskError):
    """This computer: disk full, read-only, file in use or damaged."""


class PeerFault(DeskError):
    """The other side of an exchange: unreachable, refused, answered nonsense."""
