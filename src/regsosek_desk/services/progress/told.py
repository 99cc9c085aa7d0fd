"""What the office tells laptops: how far SLS are (columns, empty ones left out), and until when all is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.workfile import WorkFile

DEADLINE = "deadline"
"""Key in `meta`: the day (ISO 8601) on which all is to be done, "" or absent for none."""
_KEY = "sls_id"
_USUAL: dict[str, Any] = {each.name: "" if each.default is MISSING else each.default for each in fields(Condition)}
_MOST = 1 << 31
"""Above every count: what the tables hold."""


def told_to_json(conditions: Sequence[Condition]) -> dict[str, list[Any]]:
    """Column → its values, one for each condition."""
    columns = {name: [getattr(each, name) for each in conditions] for name in _USUAL}
    return {name: values for name, values in columns.items() if name == _KEY or any(v != _USUAL[name] for v in values)}


def told_from_json(section: object) -> list[Condition]:
    """What `told_to_json` wrote; columns that this program doesn't know are from a newer one, and left out.

    Raises InputFault `package_malformed`.
    """
    if not isinstance(section, Mapping) or not isinstance(section.get(_KEY), list):
        raise InputFault("package_malformed")
    columns = {name: section[name] for name in section if name in _USUAL}
    if not all(_is_column(name, values, len(section[_KEY])) for name, values in columns.items()):
        raise InputFault("package_malformed")
    return [Condition(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def _is_column(name: str, values: object, length: int) -> bool:
    if not isinstance(values, list) or len(values) != length:
        return False
    if isinstance(_USUAL[name], str):
        return all(isinstance(value, str) and (value or name != _KEY) for value in values)
    return all(type(value) is int and -_MOST < value < _MOST for value in values)


def deadline_in(file: WorkFile) -> date | None:
    """None where the office has named no day."""
    text = file.meta.get(DEADLINE, "")
    return date.fromisoformat(text) if text else None
