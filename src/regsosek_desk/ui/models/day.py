"""Hari ini in words: figures, pace, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from regsosek_desk.core.domain.roles import Role
from regsosek_desk.services.team.claims import ClaimRow
from regsosek_desk.services.team.day import Day, Pace, Returned
from regsosek_desk.texts import day_shown, t
from regsosek_desk.ui.models.dates import ago, locale, number

_NOTES = 3
"""Of a family that came back, at most; the document has them all."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that wants this petugas before any other work: a line about what, and one about why."""

    about: Returned | ClaimRow
    title: str
    why: str

    @property
    def sls_id(self) -> str:
        return self.about.sls.id


def notices(day: Day, now: datetime) -> tuple[Notice, ...]:
    lost = (Notice(row, t("roles.lost", sls=row.sls.name or row.sls.id), t("roles.lost_why", who=row.who))
            for row in day.lost)  # fmt: skip
    return (*lost, *(Notice(each, _title(each), _why(each, now)) for each in day.returned))


def _title(each: Returned) -> str:
    return t("roles.back", number=each.number, name=each.name, sls=each.sls.name or each.sls.id)


def _why(each: Returned, now: datetime) -> str:
    """The notes, and by whom and when."""
    notes = [f"“{note}”" for note in each.notes[:_NOTES]]
    more = [t("roles.back_more", count=len(each.notes) - _NOTES)] if len(each.notes) > _NOTES else []
    by = t("roles.back_by", who=each.who, when=ago(each.at, now)) if each.who else ""
    return "  ".join(part for part in (*notes, *more, by) if part)


def pace_words(pace: Pace, role: Role | None, today: date) -> str:
    """Today, what is wanted a day, one's own pace, and when that ends."""
    unit = t("roles.unit_bundle" if role is Role.RECEIVER else "roles.unit_family")
    if pace.forecast.verdict == "done":
        return t("roles.all_done")
    own = t("roles.today", count=number(pace.today), unit=unit) if role not in (Role.SUPERVISOR, Role.ADMIN) else ""
    return " ".join(part for part in (own, _target(pace, unit, today), _own(pace, role), _finish(pace)) if part)


def _target(pace: Pace, unit: str, today: date) -> str:
    if pace.deadline is None or pace.target is None:
        return t("roles.no_target")
    if pace.deadline < today:
        late, left = number((today - pace.deadline).days), number(pace.forecast.left)
        return t("roles.target_past", day=day_shown(pace.deadline), late=late, left=left, unit=unit)
    return t("roles.target", count=number(pace.target), unit=unit, day=day_shown(pace.deadline))


def _own(pace: Pace, role: Role | None) -> str:
    """Nothing done gives no pace, and so no day."""
    if not pace.days:
        return t("roles.no_pace")
    team = role in (Role.SUPERVISOR, Role.ADMIN)
    mean = locale().toString(pace.forecast.pace, "f", 1)
    return t("roles.pace_team" if team else "roles.pace", pace=mean, days=pace.days)


def _finish(pace: Pace) -> str:
    finish, deadline = pace.forecast.finish, pace.deadline
    if finish is None or not pace.days:
        return ""
    if deadline is None:
        return t("roles.finish", day=day_shown(finish))
    late = (finish - deadline).days
    key = "roles.finish_late" if late > 0 else "roles.finish_early" if late < 0 else "roles.finish_then"
    return t(key, day=day_shown(finish), days=number(abs(late)))
