"""One cell: text without what nobody sees, and the digits of a code however the spreadsheet program kept it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from regsosek_desk.core.formdef.values import is_digits
from regsosek_desk.storage.sheets import Cell

_EXACT_DIGITS = 15
"""Digits that a number in a spreadsheet holds; those behind are lost."""
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_SEPARATED = re.compile(r"\d+(?:[.\- /]\d+)+")
_WHOLE_NUMBER = re.compile(r"(\d+)[.,]0")
_FORMULA_TEXT = re.compile(r'="(.*)"')
_APOSTROPHES = "'`´‘’"


class Code(NamedTuple):
    """`text` is the code; else `fault` says why there is none. `mended` names what had to be done to get it."""

    text: str = ""
    fault: str = ""
    mended: str = ""
    numeric: bool = False
    """The file keeps it as a number: zeros in front are lost."""


def tidy(text: str) -> str:
    """Without invisible signs, odd blanks and blanks at the ends; one blank between words."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if " " in text else text
    shown = "".join(_visible(letter) for letter in text)
    return " ".join(shown.split())


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":  # zero-width blanks, byte order marks, soft hyphens
        return ""
    return " " if category in ("Zs", "Zl", "Zp", "Cc", "Cn", "Co", "Cs") else letter


def shown(cell: Cell) -> str:
    """The cell as a message repeats it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell if isinstance(cell, str) else str(cell)


def text_of(cell: Cell) -> Code:
    """A name or an address. A date in it is what the spreadsheet program made of something else."""
    if isinstance(cell, str):
        return Code(tidy(cell))
    if isinstance(cell, bool):
        return Code(fault="cell_truth")
    if isinstance(cell, date | time | timedelta):
        return Code(fault="cell_date")
    return Code(shown(cell), numeric=True)


def code_of(cell: Cell) -> Code:
    """A code that may hold letters, as those of petugas do. A number in the cell is written out."""
    found = _number_code(cell) if isinstance(cell, float | int) else text_of(cell)
    if found.fault or found.numeric or not isinstance(cell, str):
        return found
    inside = _FORMULA_TEXT.fullmatch(found.text)
    text = tidy((inside[1] if inside else found.text).strip(_APOSTROPHES))
    return Code(text, mended="" if text == cell else "trimmed")


def digits_of(cell: Cell) -> Code:
    """A code of digits. What can't be one is named by `fault`; separators between digits are taken out."""
    if isinstance(cell, str) and is_digits(cell):
        return Code(cell)  # nearly all are
    found = code_of(cell)
    if found.fault or is_digits(found.text) or not found.text:
        return found
    text = found.text
    if _SCIENTIFIC.fullmatch(text):
        return Code(fault="scientific")
    if whole := _WHOLE_NUMBER.fullmatch(text):
        long = len(whole[1]) > _EXACT_DIGITS
        return Code(fault="long_number") if long else Code(whole[1], numeric=True)
    if _SEPARATED.fullmatch(text):
        return Code("".join(filter(str.isdigit, text)), mended="separated")
    return Code(fault="name_as_code" if any(map(str.isalpha, text)) else "not_digits")


def _number_code(cell: float | bool) -> Code:
    if isinstance(cell, bool):
        return Code(fault="cell_truth")
    if not float(cell).is_integer() or cell < 0:
        return Code(fault="not_digits")
    text = str(int(cell))
    return Code(fault="long_number") if len(text) > _EXACT_DIGITS else Code(text, numeric=True)
