"""A fault of the program that somebody filed: where it was and what the screen was like, never what was keyed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

NOTE_MOST, REPORT_MOST = 300, 30_000
"""Letters of a note and of a report."""
SECTION = "problems"
"""Name of the section of an envelope that carries them."""
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
MOST = 20
"""Problems in one envelope."""
_DIGITS = re.compile(r"\d(?:[ .\-/]?\d){6,}|\d{4,}")
_WORD = re.compile(r"\w+")
_TELLING = 3
"""Letters from which a word may tell who somebody is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`at` is UTC, ISO 8601; `screen` one line that says where; `report` the screen and the log of the program."""

    id: str
    at: str
    petugas: str
    device: str
    version: str
    screen: str
    note: str
    report: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def problem_from_json(told: object) -> Problem | None:
    """What another program filed, cut to size; None for anything else."""
    if not isinstance(told, dict):
        return None
    texts = {each.name: told.get(each.name) for each in fields(Problem)}
    if not all(isinstance(text, str) for text in texts.values()) or not _ID.fullmatch(str(texts["id"])):
        return None
    return Problem(**{name: _storable(str(text))[: _most(name)] for name, text in texts.items()})


def _storable(text: str) -> str:
    """Without what a database can't keep."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _most(name: str) -> int:
    return REPORT_MOST if name == "report" else NOTE_MOST


def without_persons(text: str, answers: Iterable[str]) -> str:
    """The text on one line, and in it "…" for every word of these answers and for every number of four digits or more,
    of seven where there are gaps in it.
    """
    telling = {word for answer in answers for word in _words(answer) if len(word) >= _TELLING}
    bare = _DIGITS.sub("…", " ".join(text.split()))
    return _WORD.sub(lambda found: found[0] if telling.isdisjoint(_words(found[0])) else "…", bare)[:NOTE_MOST]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def problems_in(sections: Any) -> list[Problem]:
    """Those that an envelope carries; what is none is passed over."""
    told = sections.get(SECTION, ()) if isinstance(sections, dict) else ()
    found = [problem_from_json(each) for each in told[:MOST]] if isinstance(told, list) else []
    return [each for each in found if each]
