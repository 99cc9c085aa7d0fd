"""What stands on a label: the 16 digits of an SLS, 14 where that is clear, the number of a box, or the text of the QR
code on a printed sheet, "RSK1|sls|<id>" or "RSK1|box|<number>"."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.print.links import target_of

BOX = re.compile(r"(\d{4})(\d{4})(K\d*)?")
"""Kabupaten, running number, and for storage its suffix."""
_KINDS = ("sls", "box")
_IN_A_LINE = (
    re.compile(r"RSK1\|\w+\|[^|\s]+", re.IGNORECASE),
    re.compile(r"(?<!\d)\d{16}(?!\d)"),
    re.compile(r"(?<!\d)\d{14}(?!\d)"),
    re.compile(r"(?<!\w)\d{8}(?:K\d*)?(?!\w)"),
)
"""What may stand in a line of a list, the surest first."""
_BY_EXCEL = re.compile(r"\d+[.,]\d+E\+?\d+", re.IGNORECASE)
_SHOWN = 40


class Label(NamedTuple):
    kind: Literal["sls", "box"]
    id: str


def split_list(text: str) -> list[str]:
    """The labels in a pasted list, in order: one or several a line, names and other columns left out.

    A line without any is given whole, so that somebody sees it.
    """
    return [found for line in text.splitlines() if line.strip() for found in _in_line(line)]


def _in_line(line: str) -> list[str]:
    for shape in _IN_A_LINE:
        if found := [each.group() for each in shape.finditer(line)]:
            return found
    close = re.sub(r"[\s.'\-]", "", line)
    return [close if close.isdigit() and len(close) in (14, 16) else line.strip()]


def is_box(text: str) -> bool:
    return BOX.fullmatch(text) is not None


def read_label(text: str, known: Collection[str], kab: str) -> Label:
    """What a label names, in the kabupaten with these four digits; `known` are the SLS of the file.

    Raises InputFault `custody_unreadable`, `custody_by_excel`, `custody_not_a_bundle`, `custody_other_kab`,
    `custody_ambiguous`.
    """
    kind, word = _unwrapped(text.strip().strip("'\""))
    if _BY_EXCEL.fullmatch(word):
        raise InputFault("custody_by_excel", text=word)
    if kind != "sls" and is_box(word):
        return Label("box", _of_kab(word, kab))
    if kind == "box" or not (word.isascii() and word.isdigit() and len(word) in (14, 16)):
        raise InputFault("custody_unreadable", text=word[:_SHOWN])
    _of_kab(word, kab)
    return Label("sls", word if len(word) == 16 else _undivided(word, known))


def _unwrapped(word: str) -> tuple[str, str]:
    """Kind ("" where the text doesn't say) and id."""
    target = target_of(word)
    if target is None:
        return "", word.upper()
    if target.kind not in _KINDS:
        raise InputFault("custody_not_a_bundle")
    return target


def _of_kab(word: str, kab: str) -> str:
    if not word.startswith(kab):
        raise InputFault("custody_other_kab", id=word, kab=kab)
    return word


def _undivided(idsls: str, known: Collection[str]) -> str:
    """14 digits name an SLS as long as it has no parts."""
    whole = f"{idsls}00"
    if any(each.startswith(idsls) and each != whole for each in known):
        raise InputFault("custody_ambiguous", id=idsls)
    return whole
