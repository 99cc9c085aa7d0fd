"""The codes of areas and SLS in a row: whole or in parts, 14 or 16 digits, 4+2 or 6, padded where that is certain."""

from __future__ import annotations

from functools import cache

from regsosek_desk.services.lists.cells import Code
from regsosek_desk.services.lists.kinds import SLS_PART, SUB_PART, WHOLE, Column, definitions
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.line import Line

_SLS_DIGITS, _IDSLS_DIGITS, _VILLAGE_DIGITS, _OWN_DIGITS, _SUB_DIGITS = 16, 14, 10, 4, 2


@cache
def area_columns() -> tuple[Column, ...]:
    """From the province to the desa."""
    return tuple(column for column in definitions()["wilayah"].columns if column.type == "area")


def village_of(line: Line, known: Known) -> str:
    """The 10 digits of the desa from the four area columns; "" when refused.

    A column may repeat what stands above it (kode_kec 3321010 for 010); when that of the desa says everything, the
    others may be absent.
    """
    if not any(line.has(column.name) for column in area_columns()[:-1]):
        return _whole_village(line)
    above = ""
    for column in area_columns():
        above = _area(line, column, above, known)
        if not above:
            return ""
    return above


def _whole_village(line: Line) -> str:
    column = area_columns()[-1].name
    code = line.digits(column).text
    if code and len(code) != _VILLAGE_DIGITS:
        line.refuse(column, "length", length=str(len(code)), width=str(_VILLAGE_DIGITS))
        return ""
    return code


def _area(line: Line, column: Column, above: str, known: Known) -> str:
    whole = len(above) + column.width
    found = line.digits(column.name, lambda name: known.area_called(name, above, whole)[len(above) :])
    if above and len(found.text) == whole:
        if found.text.startswith(above):
            return found.text
        line.refuse(column.name, "code_elsewhere", above=above)
        return ""
    part = line.padded(column.name, found, column.width)
    return above + part if part else ""


def sls_of(line: Line, known: Known) -> str:
    """The 16 digits of the SLS of a row, 14 completed where only one SLS can be meant; "" when refused."""
    column = WHOLE if line.has(WHOLE) else SLS_PART
    found = line.digits(column, known.sls_called)
    if len(found.text) == _SLS_DIGITS or not found.text:
        return found.text
    if len(found.text) == _IDSLS_DIGITS:
        return _with_sub(line, column, found.text, known)
    if column == WHOLE or len(found.text) > _OWN_DIGITS + _SUB_DIGITS:
        line.refuse(column, "sls_length", length=str(len(found.text)))
        return ""
    village = village_of(line, known)
    return _in_village(line, village, found, known) if village else ""


def _in_village(line: Line, village: str, found: Code, known: Known) -> str:
    if line.has(SUB_PART):
        own = line.padded(SLS_PART, found, _OWN_DIGITS)
        return _with_sub(line, SLS_PART, village + own, known) if own else ""
    if len(found.text) > _OWN_DIGITS:
        return village + line.padded(SLS_PART, found, _OWN_DIGITS + _SUB_DIGITS)
    return _four_or_six(line, village, found.text, known)


def _four_or_six(line: Line, village: str, code: str, known: Known) -> str:
    """Up to four digits: an SLS without its sub-SLS, or six that lost their zeros. The master list decides."""
    six = village + code.zfill(_OWN_DIGITS + _SUB_DIGITS)
    meant = {*known.subs(village + code.zfill(_OWN_DIGITS)), *([six] if six in known.sls else [])}
    return _only_one(line, SLS_PART, sorted(meant))


def _with_sub(line: Line, column: str, idsls: str, known: Known) -> str:
    if line.has(SUB_PART):
        sub = line.padded(SUB_PART, line.digits(SUB_PART), _SUB_DIGITS)
        return idsls + sub if sub else ""
    return _only_one(line, column, known.subs(idsls))


def _only_one(line: Line, column: str, meant: list[str]) -> str:
    if len(meant) == 1:
        line.note(column, "sub_added", code=meant[0])
        return meant[0]
    if meant:
        line.refuse(column, "sub_unclear", count=str(len(meant)))
    else:
        line.refuse(column, "sub_missing")
    return ""
