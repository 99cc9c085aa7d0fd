"""The table of the operators' work: per petugas, per day or per shift, since the beginning of the contract period."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.quality.work_log import CELL, PAUSE, SHORTEST, Part, Stretch, Worked, joined
from regsosek_desk.storage.workfile import WorkFile

By = Literal["petugas", "day", "shift"]
BY: tuple[By, ...] = ("petugas", "day", "shift")
Key = tuple[str, str, str]
"""Petugas, day (ISO) and shift, "" for what the table isn't divided by."""
_SETTINGS = "catatan_kerja"
_DAY = 24 * 60 * 60
_FIRST_DAY = date(1970, 1, 1)
_SHIFT = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4])[:.]([0-5]\d)")
_KEYED = ("clean", "warning", "error")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the office has agreed: since when this contract period counts (ISO day, "" from the beginning), the hours of
    the shifts as `07:30-15:00`, and the pause in seconds."""

    since: str = ""
    shifts: tuple[str, ...] = ()
    pause: int = PAUSE


@dataclass(slots=True)
class Line:
    """A row of the table. Counts of K; nothing is keyed as XK in this program, so all of XK is 0."""

    petugas: str
    day: str = ""
    shift: str = ""
    clean: int = 0
    warning: int = 0
    error: int = 0
    keys: int = 0
    answers: int = 0
    corrections: int = 0
    seconds: int = 0

    @property
    def key(self) -> Key:
        return self.petugas, self.day, self.shift

    @property
    def documents(self) -> int:
        return self.clean + self.warning + self.error

    @property
    def keys_per_hour(self) -> float | None:
        """None where no time was measured."""
        return 3600 * self.keys / self.seconds if self.seconds else None

    @property
    def minutes_per_document(self) -> float | None:
        return self.seconds / 60 / self.documents if self.documents and self.seconds else None

    @property
    def corrected(self) -> float | None:
        """Share of the stored answers that replaced one that stood, 0 to 1."""
        return self.corrections / self.answers if self.answers else None


def table(worked: Iterable[Worked], by: By, settings: Settings, petugas: str | None = None) -> list[Line]:
    """The rows, by petugas, the newest day first; of one petugas where one is named."""
    made = _Table(by, settings)
    for each in worked:
        for part in each.parts:
            if petugas in (None, part.petugas):
                made.add(part)
                if part is each.main:
                    made.count(part, each.document.status)
    return made.lines()


class _Table:
    def __init__(self, by: By, settings: Settings) -> None:
        self._by, self._settings = by, settings
        self._bounds = [_bounds(each) for each in settings.shifts]
        self._since = _day_number(settings.since)
        self._lines: dict[Key, Line] = {}
        self._stretches: dict[Key, list[Stretch]] = {}

    def add(self, part: Part) -> None:
        """What somebody typed, and when."""
        for piece in part.pieces:
            if piece.cell * CELL // _DAY >= self._since:
                line = self._line(part.petugas, piece.cell)
                line.keys += piece.keys
                line.answers += piece.answers
                line.corrections += piece.corrections
                self._stretches[line.key] += piece.stretches

    def count(self, part: Part, status: str) -> None:
        """The document is this petugas's."""
        if part.first // _DAY >= self._since and status in _KEYED:
            line = self._line(part.petugas, part.first // CELL)
            setattr(line, status, getattr(line, status) + 1)

    def lines(self) -> list[Line]:
        for key, line in self._lines.items():
            line.seconds = sum(end - start for start, end in joined(self._stretches[key], self._settings.pause))
        return sorted(self._lines.values(), key=_order)

    def _line(self, petugas: str, cell: int) -> Line:
        key = petugas, *_divided(self._by, cell, self._settings.shifts, self._bounds)
        if key not in self._lines:
            self._lines[key], self._stretches[key] = Line(*key), []
        return self._lines[key]


def total(lines: Sequence[Line]) -> Line:
    """All rows together."""
    made = Line("")
    for line in lines:
        for name in ("clean", "warning", "error", "keys", "answers", "corrections", "seconds"):
            setattr(made, name, getattr(made, name) + getattr(line, name))
    return made


def _order(line: Line) -> tuple[str, int, str]:
    return line.petugas, -_day_number(line.day), line.shift


def _divided(by: By, cell: int, names: Sequence[str], bounds: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """Day and shift of a quarter of an hour; the day of a shift over midnight is the one on which it began."""
    if by == "petugas":
        return "", ""
    day, minute = divmod(cell * CELL, _DAY)
    if by == "day":
        return _day(day), ""
    for name, (start, end) in zip(names, bounds, strict=True):
        if start <= minute < end:
            return _day(day), name
        if end <= start and (minute >= start or minute < end):
            return _day(day - (minute < end)), name
    return _day(day), ""


def _day(number: int) -> str:
    return (_FIRST_DAY + timedelta(days=number)).isoformat()


def _day_number(day: str) -> int:
    return (date.fromisoformat(day) - _FIRST_DAY).days if day else 0


def _bounds(shift: str) -> tuple[int, int]:
    """Seconds of the day."""
    match = _SHIFT.fullmatch(shift)
    assert match is not None
    hour, minute, until, until_minute = map(int, match.groups())
    return 60 * (60 * hour + minute), 60 * (60 * until + until_minute)


# --- settings ---------------------------------------------------------------------------------------


def read_settings(file: WorkFile) -> Settings:
    """What was set in this work file. Raises MachineFault."""
    kept = json.loads(file.recall(_SETTINGS) or "{}")
    return Settings(kept.get("since", ""), tuple(kept.get("shifts", ())), kept.get("pause", PAUSE))


def keep_settings(file: WorkFile, settings: Settings) -> None:
    """Raises MachineFault."""
    plain = {"since": settings.since, "shifts": settings.shifts, "pause": settings.pause}
    file.remember(_SETTINGS, json.dumps(plain))


def settings_from(since: str, shifts: str, pause: str) -> Settings:
    """Settings as people type them: a day `01-12-2022` or nothing, `07:30-15:00, 15:00-22:00` or nothing, minutes.

    Raises InputFault `work_since`, `work_shifts`, `work_pause`.
    """
    minutes = pause.strip().replace(",", ".") or str(PAUSE // 60)
    if not re.fullmatch(r"\d{1,2}(\.\d)?", minutes) or not SHORTEST <= 60 * float(minutes) <= 3600:
        raise InputFault("work_pause")
    return Settings(_since(since.strip()), tuple(_shifts(shifts)), round(60 * float(minutes)))


def _since(text: str) -> str:
    if not text:
        return ""
    match = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text)
    try:
        day, month, year = map(int, match.groups()) if match else (0, 0, 0)
        return date(year, month, day).isoformat()
    except ValueError:
        raise InputFault("work_since") from None


def _shifts(text: str) -> Iterable[str]:
    for each in filter(None, (part.strip() for part in text.split(","))):
        match = _SHIFT.fullmatch(each)
        if match is None or any(int(match[at]) % 15 for at in (2, 4)) or (match[3] == "24" and match[4] != "00"):
            raise InputFault("work_shifts")
        yield f"{int(match[1]):02}:{match[2]}-{int(match[3]):02}:{match[4]}"
