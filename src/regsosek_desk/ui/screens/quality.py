"""Uji petik: the families that are keyed a second time, and how far each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.domain.sample import Manner
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.quality.listing import Row, rows
from regsosek_desk.services.quality.sample import Choice, begin, draw, finish
from regsosek_desk.services.session import Session
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.quality.fitted import FittedTable
from regsosek_desk.ui.quality.form_card import Field, FormCard
from regsosek_desk.ui.quality.shown import export_shown
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint, headline
from regsosek_desk.ui.widgets.tables import Column, PlainModel

_SIGNS = {"drawn": "blank", "begun": "blank", "done": "warning", "judged": "clean", "apart": "error"}
_EVERY = "10"


class QualityScreen(Screen):
    """A pengawas sees all of it and draws; an operator what she is to key again."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self.judges = role_of(session.petugas) is Role.SUPERVISOR
        self.model: PlainModel[Row] = PlainModel(self._columns(), lambda row: _SIGNS[row.state], self)
        self.table = FittedTable(self.model)
        self.about, self.empty = faint(), faint("", 1.15)
        self.stage = Stage(self, alone=True)
        self._lay_out()
        self.table.doubleClicked.connect(lambda _: self._open())
        self.stage.closed.connect(self.setFocus)
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _columns(self) -> list[Column[Row]]:
        first: list[Column[Row]] = [Column(t("quality.column.first"), lambda row: row.first, 22)] if self.judges else []
        open_: list[Column[Row]] = [Column(t("quality.column.open"), _open_of, 18, number=True)] if self.judges else []
        return [
            Column(t("quality.column.sls"), lambda row: row.sls.name or row.sls.id),
            Column(t("quality.column.family"), lambda row: row.family.number, 10),
            *first,
            Column(t("quality.column.second"), lambda row: row.second or t("quality.anybody"), 22),
            Column(t("quality.column.manner"), lambda row: t(f"quality.manner_{row.family.manner.value}"), 12),
            Column(t("quality.column.state"), lambda row: t(f"quality.state_{row.state}"), 20),
            *open_,
        ]

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        self.table.setAccessibleName(self.title)
        self.empty.setWordWrap(True)
        self.empty.setText(t("quality.none_pengawas" if self.judges else "quality.none_operator"))
        self.empty.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(14)
        box.addLayout(headline(QLabel(self.title), self.about))
        box.addWidget(self.empty)
        box.addWidget(self.table, 1)
        box.addStretch()  # takes the room of the table while that is hidden

    @property
    def title(self) -> str:
        return t("quality.title")

    def commands(self) -> list[Command]:
        judging = [
            Command("T", "quality.key_draw", ("T",), self._ask_draw),
            Command("R", "quality.key_rates", ("R",), lambda: self.go.emit(TeamPlace("rates"))),
            Command("X", "quality.key_export", ("X",), self._export),
        ]
        return [
            Command("Enter", "quality.key_open" if self.judges else "quality.key_key", ("Return", "Enter"), self._open),
            Command("S", "quality.key_done", ("S",), self._finish),
            *(judging if self.judges else []),
            Command("↑ ↓", "quality.key_choose", hint=False),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        petugas = self.session.petugas
        self.take_task(self.runner.submit(lambda file: rows(file, petugas), self._show, self.reading_failed))

    def _show(self, found: Sequence[Row]) -> None:
        self._task = None
        self.model.show_rows(found)
        at = next((at for at, row in enumerate(found) if row.family.id == self.address.selected), 0)
        self.table.selectRow(at)
        self.empty.setVisible(not found)
        self.table.setVisible(bool(found))
        done = sum(bool(row.family.done) for row in found)
        left = sum(row.open or 0 for row in found)
        words = "quality.about_pengawas" if self.judges else "quality.about_operator"
        self.about.setText(t(words, all=number(len(found)), done=number(done), open=number(left)) if found else "")

    def _row(self) -> Row | None:
        at = self.table.currentIndex().row()
        return self.model.row_at(at)

    # --- doing ------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Compare what was keyed twice; else key it."""
        row = self._row()
        if row is None:
            return
        self.address.selected = row.family.id
        if self.judges and row.family.done:
            self.go.emit(TeamPlace("compare", row.sls.id, row.family.id))
            return
        petugas, stamp = self.session.petugas, self.session.stamp()
        self.attempt(
            lambda: self.open_document.emit(
                self.session.run(lambda file: begin(file, row.sls.id, row.family.id, petugas, stamp))
            )
        )

    def _finish(self) -> None:
        row = self._row()
        if row is None:
            return
        petugas, stamp = self.session.petugas, self.session.stamp()

        def hand_over() -> None:
            self.session.run(lambda file: finish(file, row.sls.id, row.family.id, petugas, stamp))
            self.runner.changed.emit("documents")
            self.message.emit(t("quality.did_finish", number=row.family.number))

        self.address.selected = row.family.id
        self.attempt(hand_over)

    def _ask_draw(self) -> None:
        scope = self.address.sls_id
        fields = (
            Field(t("quality.draw_every"), _EVERY),
            Field(t("quality.draw_numbers"), hint=t("quality.draw_numbers_hint")),
            Field(t("quality.draw_second"), hint=t("quality.draw_second_hint")),
            Field(t("quality.draw_manner"), Manner.INDEPENDENT.value),
            Field(t("quality.draw_scope"), scope, t("quality.draw_scope_hint")),
        )
        self.stage.open(FormCard(t("quality.draw_title"), fields, self._draw, t("quality.draw_about")))

    def _draw(self, texts: Sequence[str]) -> str:
        """What is wrong with what was filled in, "" when families were drawn."""
        every, numbers, second, manner, scope = texts
        if manner not in tuple(Manner):
            return t("quality.draw_manner_wrong")
        known = {each.code for each in self.session.run(lambda file: file.petugas_list())}
        if second and second not in known:
            return t("quality.draw_second_wrong", code=second)
        choice = Choice(scope, Manner(manner), second, int(every) if every.isdigit() else 0, numbers)
        petugas = self.session.petugas.code
        try:
            count = self.session.run(lambda file: draw(file, choice, petugas, self.session.stamp))
        except DeskError as fault:
            return in_short(fault)
        self.runner.changed.emit("documents")
        self.message.emit(t("quality.did_draw", count=number(count)))
        return ""

    def _export(self) -> None:
        stem = ("uji_petik", date.today().isoformat())
        self.attempt(lambda: self.message.emit(export_shown(self, self.table, stem)))


def _open_of(row: Row) -> str:
    if row.differences is None or row.open is None:
        return ""
    if not row.differences:
        return t("quality.alike")
    return t("quality.open_of", open=number(row.open), all=number(row.differences))
