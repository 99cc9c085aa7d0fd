"""The one line that field staff send by chat: `REGSOSEK-<16 digits>-<verified>-<keyed>-<1 done, 0 not>`.

It holds no name. What is read is compared with what is known here, and told with the names of the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.storage.conditions import Condition

ACTIVITY = "REGSOSEK"
_LINE = re.compile(r"([A-Za-z]{2,12})\s*-\s*((?:[0-9]\s*){16})-\s*([0-9]{1,4})\s*-\s*([0-9]{1,4})\s*-\s*([01])\b")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
"""Telephones write other dashes by themselves."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one line says of an SLS."""

    sls_id: str
    verified: int
    keyed: int
    done: bool
    activity: str = ACTIVITY


@dataclass(frozen=True, slots=True)
class Compared:
    """A line beside what is known here; `sls` is None for one that isn't ours."""

    report: Report
    sls: Sls | None
    here: Report | None

    @property
    def agrees(self) -> bool:
        return self.here == self.report


def report_of(condition: Condition) -> Report:
    """What the line of this SLS says: families found, families keyed, and whether that is all."""
    done = 0 < condition.vk <= condition.keyed
    return Report(condition.sls_id, condition.vk, condition.keyed, done)


def line_of(report: Report) -> str:
    return f"{report.activity}-{report.sls_id}-{report.verified}-{report.keyed}-{int(report.done)}"


def reports_in(text: str) -> list[Report]:
    """Every line in a pasted text; of two about one SLS the later. What stands around them is passed over."""
    found: dict[str, Report] = {}
    for activity, spaced, verified, keyed, done in _LINE.findall(text.translate(_DASHES)):
        sls_id = "".join(spaced.split())
        found.pop(sls_id, None)
        found[sls_id] = Report(sls_id, int(verified), int(keyed), done == "1", activity.upper())
    return list(found.values())


def compared(text: str, places: Mapping[str, Sls], conditions: Mapping[str, Condition]) -> list[Compared]:
    """Each line of a pasted text with its place, and what is known here of it."""
    here = {sls_id: report_of(each) for sls_id, each in conditions.items()}
    return [Compared(each, places.get(each.sls_id), here.get(each.sls_id)) for each in reports_in(text)]
