"""What a person or a scanner types from the enrolment sheet, read as kindly as can be without guessing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from regsosek_desk.sync import codes

MARK = "RSD1"


@dataclass(frozen=True, slots=True)
class Link:
    """Server, code and the office's root key; the key is "" when only a code was typed."""

    server: str
    code: str
    root_key: str = ""

    def __str__(self) -> str:
        return "|".join((MARK, self.server, self.code, self.root_key))

    @property
    def grouped(self) -> str:
        return codes.grouped(self.code, " ")


def read_link(text: str, server: str = "") -> Link | None:
    """The whole link, or a code with the server typed beside it; None while something is missing or can't be right."""
    parts = ["".join(part.split()) for part in text.split("|")]
    if len(parts) == 4 and parts[0].upper() == MARK:
        _, server, code, root_key = parts
        found = Link(address(server), bare_code(code), root_key)
        return found if found.server and found.code and root_key else None
    found = Link(address(server), bare_code(text))
    return found if found.server and found.code else None


def bare_code(text: str) -> str:
    """The code without blanks and dashes, upper-case, O read as 0, I and L as 1; "" when it can't be one."""
    letters = codes.bare(text)
    return letters if codes.is_whole(letters) else ""


def address(text: str) -> str:
    """The address with its scheme, https where none was typed; "" when it names no computer."""
    bare = "".join(text.split())
    whole = bare if "://" in bare else f"https://{bare}"
    try:
        parts = urlsplit(whole)
        named = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return ""
    return whole.rstrip("/") if named else ""
