"""How far SLS are whose documents are elsewhere, and until when all is to be done: told by the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.progress.told import DEADLINE, told_from_json
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.workfile import WorkFile

_AT_ONCE = 200


def take_told(run: RunOnFile, sections: Mapping[str, Any], pause: Callable[[], None]) -> int:
    """Keep what the sections "conditions" and "deadline" say; gives how many SLS were told of.

    Raises InputFault `package_malformed`; then nothing of it is kept.
    """
    told = told_from_json(sections["conditions"]) if "conditions" in sections else []
    if DEADLINE in sections:
        run(partial(_keep_deadline, _day(sections[DEADLINE])))
    for start in range(0, len(told), _AT_ONCE):
        run(partial(_keep, told[start : start + _AT_ONCE]))
        pause()
    return len(told)


def _day(value: object) -> str:
    try:
        return date.fromisoformat(value).isoformat() if value else ""  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise InputFault("package_malformed") from None


def _keep(conditions: Sequence[Condition], file: WorkFile) -> None:
    file.snapshots.put_told(conditions)


def _keep_deadline(day: str, file: WorkFile) -> None:
    file.set_meta(DEADLINE, day)
