"""Catatan kerja: what every operator keyed and how fast, since the contract period began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.quality.work_log import PAUSE, Worked, catch_up, read_worked
from regsosek_desk.services.quality.work_table import (
    BY,
    By,
    Line,
    Settings,
    keep_settings,
    read_settings,
    settings_from,
    table,
    total,
)
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import day_digits, in_short, t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.models.dates import locale, number
from regsosek_desk.ui.quality.fitted import FittedTable
from regsosek_desk.ui.quality.form_card import Field, FormCard
from regsosek_desk.ui.quality.shown import export_shown
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.screens.rates import percent
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint, headline
from regsosek_desk.ui.widgets.tables import Column, PlainModel

_XK = "0"
"""Of questionnaires XK, which nobody keys in this program."""
OFFICIAL = (
    *("email", "username", "name", "clean_k", "warning_k", "error_k", "total_k"),
    *("clean_xk", "warning_xk", "error_xk", "total_xk", "total"),
)
"""The columns of the office's daily table, in its order."""
_WORDS = ("day", "shift", "email", "username", "name")
SHORT = (
    *("username", "name", "clean_k", "warning_k", "error_k", "total_k", "total_xk"),
    *("hours", "keys_per_hour", "minutes", "corrected"),
)


class OperatorLogScreen(Screen):
    """An operator sees her own work, a pengawas everybody's."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self.only = None if role_of(session.petugas) is Role.SUPERVISOR else session.petugas.code
        self.official = False
        self.by: By = "day" if self.only else "petugas"
        self._worked: Sequence[Worked] = ()
        self.settings = Settings()
        self._names = session.run(lambda file: file.petugas_names())
        self.model: PlainModel[Line] = PlainModel(self._columns(), lambda _: "", self)
        self.table = FittedTable(self.model)
        self.heading, self.about, self.since = QLabel(), faint(), faint()
        self.stage = Stage(self, alone=True)
        self._lay_out()
        self.stage.closed.connect(self.setFocus)
        self.install_commands()
        self.refresh()

    def _columns(self) -> list[Column[Line]]:
        return [
            Column(t(f"work.column.{name}"), text, width, number=name not in _WORDS)
            for name, (text, width) in self._cells().items()
        ]

    def _cells(self) -> dict[str, tuple[Callable[[Line], str], int]]:
        """Column to its text and width."""
        return {
            "day": (_day, 11),
            "shift": (lambda line: line.shift or "–", 12),
            "email": (lambda _: "", 8),
            "username": (lambda line: line.petugas, 10),
            "name": (self._name, 0),
            "clean_k": (lambda line: str(line.clean), 10),
            "warning_k": (lambda line: str(line.warning), 12),
            "error_k": (lambda line: str(line.error), 10),
            "total_k": (lambda line: str(line.documents), 8),
            "clean_xk": (lambda _: _XK, 11),
            "warning_xk": (lambda _: _XK, 13),
            "error_xk": (lambda _: _XK, 11),
            "total_xk": (lambda _: _XK, 9),
            "total": (lambda line: str(line.documents), 11),
            "hours": (_hours, 9),
            "keys_per_hour": (lambda line: _round(line.keys_per_hour, 0), 10),
            "minutes": (lambda line: _round(line.minutes_per_document, 1), 12),
            "corrected": (lambda line: percent(line.corrected), 9),
        }

    def _name(self, line: Line) -> str:
        return self._names.get(line.petugas, "") if line.petugas else t("work.all")

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        self.table.setAccessibleName(self.title)
        self.about.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(12)
        box.addLayout(headline(self.heading, self.since))
        box.addWidget(self.about)
        box.addWidget(self.table, 1)

    @property
    def title(self) -> str:
        return t("work.title")

    def commands(self) -> list[Command]:
        by = [
            Command(str(at), f"work.by_{each}", (str(at),), partial(self._divide, each))
            for at, each in enumerate(BY, 1)
        ]
        return [
            *by,
            Command("R", "work.key_official", ("R",), self._turn),
            Command("S", "work.key_settings", ("S",), self._ask_settings),
            Command("X", "quality.key_export", ("X",), self._export),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the journal piece by piece, so that an exchange or a key elsewhere needn't wait for all of it."""
        self.take_task(self.runner.submit(catch_up, self._go_on, self.reading_failed))

    def _go_on(self, left: int) -> None:
        if left:
            self.about.setText(t("work.reading", count=number(left)))
            self.refresh()
        else:
            self.take_task(self.runner.submit(_read, self._show, self.reading_failed))

    def _show(self, found: tuple[Sequence[Worked], Settings]) -> None:
        self._task = None
        self._worked, self.settings = found
        lines = table(self._worked, self.by, self.settings, self.only)
        self.model.show_rows([*lines, total(lines)] if len(lines) > 1 else lines)
        self._show_columns()
        self.table.selectRow(0)
        self.heading.setText(t("work.heading", by=t(f"work.by_{self.by}")))
        self.since.setText(_since(self.settings))
        minutes = locale().toString(self.settings.pause / 60)
        self.about.setText(t("work.about" if lines else "work.none", minutes=minutes))

    def _show_columns(self) -> None:
        divided = {"petugas": (), "day": ("day",), "shift": ("day", "shift")}[self.by]
        wanted = {*divided, *(OFFICIAL if self.official else SHORT)}
        for at, name in enumerate(self._cells()):
            self.table.setColumnHidden(at, name not in wanted)
        self.table.fit()

    def _turn(self) -> None:
        self.official = not self.official
        self._show_columns()

    def _divide(self, by: By) -> None:
        self.by = by
        if by == "shift" and not self.settings.shifts:
            self.message.emit(t("work.no_shifts"))
        self._show((self._worked, self.settings))

    # --- settings and export ----------------------------------------------------------------------

    def _ask_settings(self) -> None:
        kept = self.settings
        since = day_digits(kept.since)
        fields = (
            Field(t("work.since"), since, t("work.since_hint")),
            Field(t("work.shifts"), ", ".join(kept.shifts), t("work.shifts_hint")),
            Field(t("work.pause"), f"{kept.pause / 60:g}".replace(".", ","), str(PAUSE // 60)),
        )
        self.stage.open(FormCard(t("work.settings_title"), fields, self._set, t("work.settings_about")))

    def _set(self, texts: Sequence[str]) -> str:
        try:
            made = settings_from(*texts)
            self.session.run(lambda file: keep_settings(file, made))
        except DeskError as fault:
            return in_short(fault)
        self._show((self._worked, made))
        return ""

    def _export(self) -> None:
        stem = ("catatan_kerja", self.only or "", self.by, date.today().isoformat())
        self.attempt(lambda: self.message.emit(export_shown(self, self.table, stem)))


def _day(line: Line) -> str:
    return day_digits(line.day) or "–"


def _read(file: WorkFile) -> tuple[Sequence[Worked], Settings]:
    return read_worked(file), read_settings(file)


def _since(settings: Settings) -> str:
    if not settings.since:
        return t("work.since_ever")
    return t("work.since_day", day=day_digits(settings.since))


def _hours(line: Line) -> str:
    hours, minutes = divmod(round(line.seconds / 60), 60)
    return f"{hours}:{minutes:02}"


def _round(value: float | None, places: int) -> str:
    return "–" if value is None else locale().toString(value, "f", places)
