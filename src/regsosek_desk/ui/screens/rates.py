"""Error rates out of the uji petik: of those who keyed first, of those who keyed again, and by question."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Literal

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.sample import Cause
from regsosek_desk.services.quality.listing import cases
from regsosek_desk.services.quality.rates import Rate, Rates, rates
from regsosek_desk.services.session import Session
from regsosek_desk.texts import t
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.models.dates import locale, number
from regsosek_desk.ui.quality.fitted import FittedTable
from regsosek_desk.ui.quality.shown import export_shown
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint, headline
from regsosek_desk.ui.widgets.tables import Column, PlainModel

By = Literal["first", "second", "question"]
BY: tuple[By, ...] = ("first", "second", "question")


class RatesScreen(Screen):
    """One of three tables."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self.by: By = "first"
        self.rates = Rates([], [], [], {})
        self._names = session.run(lambda file: file.petugas_names())
        self.model: PlainModel[Rate] = PlainModel(self._columns(), lambda _: "", self)
        self.table = FittedTable(self.model)
        self.heading, self.about = QLabel(), faint()
        self._lay_out()
        self.install_commands()
        self.refresh()

    def _columns(self) -> list[Column[Rate]]:
        causes: list[Column[Rate]] = [
            Column(t(f"quality.cause_{cause.value}"), partial(_cause, cause=cause), 11, number=True) for cause in Cause
        ]
        return [
            Column(t("quality.column.name"), self._name),
            Column(t("quality.column.families"), lambda rate: number(rate.families), 9, number=True),
            Column(t("quality.column.compared"), lambda rate: number(rate.compared), 12, number=True),
            Column(t("quality.column.errors"), lambda rate: number(rate.errors), 7, number=True),
            Column(t("quality.column.share"), lambda rate: percent(rate.share), 8, number=True),
            Column(t("quality.column.interval"), _interval, 17, number=True),
            Column(t("quality.column.undecided"), lambda rate: number(rate.undecided), 9, number=True),
            *causes,
        ]

    def _name(self, rate: Rate) -> str:
        if self.by != "question":
            return self._names.get(rate.name, rate.name) or t("quality.unknown")
        question = self.rates.cells[rate.name].question
        return f"{question.number} {question.brief}".strip()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        self.table.setAccessibleName(self.title)
        self.about.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(12)
        box.addLayout(headline(self.heading))
        box.addWidget(self.about)
        box.addWidget(self.table, 1)

    @property
    def title(self) -> str:
        return t("quality.rates_title")

    def commands(self) -> list[Command]:
        by = [
            Command(str(at), f"quality.by_{each}", (str(at),), partial(self._divide, each))
            for at, each in enumerate(BY, 1)
        ]
        return [
            *by,
            Command("X", "quality.key_export", ("X",), self._export),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    def refresh(self) -> None:
        self.take_task(self.runner.submit(lambda file: rates(cases(file)), self._show, self.reading_failed))

    def _show(self, found: Rates) -> None:
        self._task = None
        self.rates = found
        rows = {"first": found.first, "second": found.second, "question": found.questions}[self.by]
        self.model.show_rows([rate for rate in rows if self.by != "question" or rate.errors or rate.undecided])
        self.heading.setText(t("quality.rates_of", by=t(f"quality.by_{self.by}")))
        self.about.setText(t(f"quality.rates_about_{self.by}" if rows else "quality.rates_none"))
        self.table.selectRow(0)

    def _divide(self, by: By) -> None:
        self.by = by
        self._show(self.rates)

    def _export(self) -> None:
        stem = ("angka_kesalahan", self.by, date.today().isoformat())
        self.attempt(lambda: self.message.emit(export_shown(self, self.table, stem)))


def percent(share: float | None) -> str:
    """With two places; – where there is none."""
    return "–" if share is None else f"{locale().toString(100 * share, 'f', 2)} %"


def _interval(rate: Rate) -> str:
    if rate.interval is None:
        return "–"
    low, high = (locale().toString(100 * bound, "f", 2) for bound in rate.interval)
    return f"{low} – {high} %"


def _cause(rate: Rate, cause: Cause) -> str:
    return number(rate.causes[cause]) if rate.causes[cause] else ""
