"""Progres: one table from the kabupaten down to the SLS, or by petugas, against a denominator that has a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.progress.board import board_of
from regsosek_desk.services.progress.columns import forecast_words
from regsosek_desk.services.progress.export import export_table
from regsosek_desk.services.progress.levels import Board, Row, Table, table, top, under
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS, Look
from regsosek_desk.services.progress.report import Compared, compared, line_of, report_of
from regsosek_desk.services.progress.sipmen import KINDS, export_lists
from regsosek_desk.services.session import Session
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.texts import explain, t
from regsosek_desk.ui import folders
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.dialogs.pick import PickPanel
from regsosek_desk.ui.models.addresses import FamilyList, TeamPlace
from regsosek_desk.ui.models.family_query import FamilyQuery
from regsosek_desk.ui.models.progress import ProgressModel, look_from_text, look_to_text
from regsosek_desk.ui.progress.reading import ReadingPanel
from regsosek_desk.ui.progress.table import ProgressTable
from regsosek_desk.ui.progress.trend import Trend
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled

T = TypeVar("T")


class ProgressScreen(Screen):
    """The file is read once; going up and down only sums anew."""

    def __init__(
        self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        super().__init__(session, runner, parent)
        self._address = address
        self._now = now
        self._board: Board | None = None
        self._highest = Look()
        """Where Esc leaves the screen: nothing above it is a choice."""
        kept = look_from_text(address.selected)
        self.look, self._key = kept or (Look(), "")
        self._begin = kept is None
        self.model = ProgressModel(self)
        self.table = ProgressTable(self.model)
        self.trend = Trend()
        self.heading, self.about, self.outlook, self.empty = QLabel(), faint(), faint(), faint("", 1.15)
        self.stage = Stage(self, alone=True)
        self._lay_out()
        self.table.doubleClicked.connect(lambda _: self._open())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._remember())
        self.stage.closed.connect(self.table.setFocus)
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        self.table.setAccessibleName(t("progress.title"))
        self.heading.setFont(scaled(self.font(), 1.5, bold=True))
        for label in (self.about, self.outlook):
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self.heading, self.about, self.outlook):
            words.addWidget(part)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.trend)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 18, 32, 14)
        box.setSpacing(12)
        box.addLayout(head)
        box.addWidget(self.empty)
        box.addWidget(self.table, 1)

    @property
    def title(self) -> str:
        return t("progress.title")

    def commands(self) -> list[Command]:
        return [
            Command("Enter", "progress.screen.open", ("Return", "Enter"), self._open),
            Command("Esc", "progress.screen.back", ("Esc",), self._back),
            Command("B", "progress.screen.denominator", ("B",), self._turn_denominator),
            Command("W", "progress.screen.way", ("W",), self._turn_way),
            Command("M", "progress.screen.stalled", ("M",), self._turn_stalled),
            Command("X", "progress.screen.export", ("X",), self._export),
            Command("C", "progress.screen.copy", ("C", "Ctrl+C"), self._copy),
            Command("V", "progress.screen.read", ("V", "Ctrl+V"), self._read_reports),
            Command("S", "progress.screen.sipmen", ("S",), self._choose_list),
            Command("F5", "progress.screen.refresh", ("F5",), self.refresh, hint=False),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        today = self._now().date()
        self.take_task(self.runner.submit(lambda file: board_of(file, today), self._take, self.reading_failed))

    def _take(self, board: Board) -> None:
        self._board = board
        self._to_top(keep=not self._begin)
        self._begin = False

    def _to_top(self, *, keep: bool) -> None:
        """To the first level with a choice; `keep` stays further down, where the keyer is."""
        assert self._board is not None
        self._highest = top(self._board, replace(self.look, path=()))
        if not keep or len(self.look.path) < len(self._highest.path):
            self.look = replace(self.look, path=self._highest.path)
        self._show()

    def _show(self) -> None:
        assert self._board is not None
        found = table(self._board, self.look)
        self.table.show_table(found, self._key)
        where = " › ".join(found.crumbs) or t("progress.screen.everywhere")
        self.heading.setText(t("progress.screen.heading", where=where))
        self.about.setText(_about(self.look))
        self.outlook.setText(forecast_words(found) if found.rows else "")
        self.trend.show_days(found.trend)
        self.table.setVisible(bool(found.rows))
        self.empty.setText(t("progress.none_stalled" if self.look.only_stalled else "progress.none"))
        self.empty.setVisible(not found.rows)
        self._remember()

    def _remember(self) -> None:
        row = self.table.chosen()
        self._key = row.key if row else self._key
        self._address.selected = look_to_text(self.look, self._key)

    @property
    def _shown(self) -> Table | None:
        return self.model.table

    # --- what the keyer does ----------------------------------------------------------------------

    def _open(self) -> None:
        row = self.table.chosen()
        if row is None:
            return
        if not self.look.is_last:
            self.look, self._key = self.look.into(row.key), ""
            self._show()
        elif self.session.families(row.key):
            self.go.emit(FamilyList(FamilyQuery(sls_id=row.key)))
        else:
            self.message.emit(t("progress.screen.elsewhere"))

    def _back(self) -> None:
        if len(self.look.path) <= len(self._highest.path):
            self.back_requested.emit()
            return
        self.look, self._key = self.look.up(), self.look.path[-1]
        self._show()

    def _turn_denominator(self) -> None:
        self.look = replace(self.look, denominator=_after(DENOMINATORS, self.look.denominator))
        self._look_again()

    def _turn_way(self) -> None:
        self.look, self._key = replace(self.look, way=_after(tuple(WAYS), self.look.way), path=()), ""
        if self._board is not None:
            self._to_top(keep=False)

    def _turn_stalled(self) -> None:
        self.look = replace(self.look, only_stalled=not self.look.only_stalled)
        self._look_again()

    def _look_again(self) -> None:
        self.message.emit("")
        if self._board is not None:
            self._show()

    def _export(self) -> None:
        """Exactly what is shown, into the folder used last."""
        if self._shown is None or not self._shown.rows:
            self.message.emit(t("progress.screen.nothing"))
            return
        folder = folders.begin()
        try:
            paths = export_table(self._shown, folder, self._kab())
        except DeskError as fault:
            self.message.emit(" ".join(explain(fault)))
            return
        self.message.emit(t("progress.screen.exported", files=", ".join(path.name for path in paths), folder=folder))

    def _kab(self) -> str:
        places = self._board.places if self._board else {}
        return next(iter(places), "")[:4]

    def _copy(self) -> None:
        """The report lines of the row: of each SLS in it."""
        row = self.table.chosen()
        lines = [line_of(report_of(each)) for each in self._conditions(row)]
        if not lines:
            self.message.emit(t("progress.screen.nothing"))
            return
        QGuiApplication.clipboard().setText("\n".join(lines))
        one = t("progress.screen.copied", line=lines[0])
        self.message.emit(one if len(lines) == 1 else t("progress.screen.copied_many", count=len(lines)))

    def _conditions(self, row: Row | None) -> list[Condition]:
        if self._board is None or row is None:
            return []
        return under(self._board, self.look, row.key)

    # --- cards ------------------------------------------------------------------------------------

    def _read_reports(self) -> None:
        if self._board is not None:
            self.stage.open(ReadingPanel(self._compare))

    def _compare(self, text: str) -> list[Compared]:
        assert self._board is not None
        return compared(text, self._board.places, {each.sls_id: each for each in self._board.conditions})

    def _choose_list(self) -> None:
        choices: dict[str, str] = {kind: t(f"progress.sipmen.kind.{kind}") for kind in KINDS}
        hint, note = t("progress.sipmen.title"), t("progress.sipmen.explain")
        self.stage.open(PickPanel(hint, choices, self._write_list, hint=hint, note=note, name="sipmen"))

    def _write_list(self, kind: str) -> str:
        folder, today = folders.begin(), self._now().date()
        try:
            kinds = [each for each in KINDS if each == kind]
            written = self.runner(partial(export_lists, kinds=kinds, folder=folder, today=today))
        except DeskError as fault:
            return " ".join(explain(fault))
        names = ", ".join(path.name for each in written for path in each.files)
        self.message.emit(t("progress.screen.exported", files=names, folder=folder))
        return ""


def _about(look: Look) -> str:
    parts = [
        t(f"progress.way.{look.way}"),
        t("progress.screen.against", what=t(f"progress.denominator.{look.denominator}")),
        *([t("progress.screen.only_stalled", days=look.stalled_days)] if look.only_stalled else []),
    ]
    return "  ·  ".join(parts)


def _after(items: tuple[T, ...], one: T) -> T:
    return items[(items.index(one) + 1) % len(items)]
