"""Days and times in the words of the chosen language."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from regsosek_desk.texts import day_shown, language, t

_LOCALES = {"id": QLocale.Language.Indonesian, "en": QLocale.Language.English}
_GREETINGS = ((11, "morning"), (15, "noon"), (18, "afternoon"), (24, "evening"))


def locale() -> QLocale:
    """Names of days and months, and signs in numbers."""
    return QLocale(_LOCALES[language()])


def number(value: int) -> str:
    """A count with its thousands set apart."""
    return locale().toString(value)


def long_day(day: date) -> str:
    """Day of the week and date, written out."""
    return locale().toString(QDate(day.year, day.month, day.day), "dddd, d MMMM yyyy")


def local_day(at: str) -> date | None:
    """The day here of a UTC time in ISO 8601; None for ""."""
    return datetime.fromisoformat(at).astimezone().date() if at else None


def ago(at: str, now: datetime) -> str:
    """A UTC time in ISO 8601 as a reader here says it: today and yesterday by name. "" gives ""."""
    if not at:
        return ""
    when = datetime.fromisoformat(at).astimezone()
    clock = when.strftime(t("dates.clock"))
    match (now.astimezone().date() - when.date()).days:
        case 0:
            return t("dates.today", clock=clock)
        case 1:
            return t("dates.yesterday", clock=clock)
    return t("dates.at", day=day_shown(when), clock=clock)


def greeting(now: datetime) -> str:
    """Good morning and the like, by the hour."""
    part = next(name for until, name in _GREETINGS if now.hour < until)
    return t(f"beranda.good_{part}")
