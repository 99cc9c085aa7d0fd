"""Beda isian: where two people wrote differently, both answers side by side, and the PML's choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.conflicts import Choice, OpenConflict, choose, open_conflicts
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.models.dates import ago, number
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint, headline
from regsosek_desk.ui.widgets.look import scaled

_MOST_SIDES = 4
_NOT_DECIDING = ("PPL", "operator")
"""Roles that wrote one of the sides themselves, and so don't judge between them."""


@dataclass(frozen=True, slots=True)
class Case:
    """An open conflict with the document it is in."""

    document: str
    family: str
    """Number of the family, "" for a VK list."""
    sls: str
    open: OpenConflict


class ConflictsScreen(Screen):
    """A list of all that is open; beside it the chosen one."""

    open_place = Signal(str, object)
    """Document and place, to see it on the paper."""

    def __init__(self, session: Session, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self._cases: Sequence[Case] = ()
        self.list = QListWidget()
        self.count = faint()
        self.detail = Detail()
        self._lay_out()
        self.list.currentRowChanged.connect(self._show_case)
        self.install_commands()
        self.refresh()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        self.list.setAccessibleName(self.title)
        self.list.setWordWrap(True)
        self.list.setObjectName("entries")
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self.list, 2)
        columns.addWidget(self.detail, 3)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(14)
        box.addLayout(headline(QLabel(self.title), self.count))
        box.addLayout(columns, 1)

    @property
    def title(self) -> str:
        return t("conflicts.title")

    @property
    def decides(self) -> bool:
        """Whether the petugas of this file may choose."""
        return self.session.petugas.role not in _NOT_DECIDING

    def commands(self) -> list[Command]:
        sides = [
            Command(str(at), "conflicts.choose_side", (str(at),), partial(self._choose, at - 1), hint=False)
            for at in range(1, _MOST_SIDES + 1)
        ]
        return [
            Command("↑ ↓", "conflicts.move"),
            Command("1 2", "conflicts.choose"),
            *sides,
            Command("Enter", "conflicts.see", ("Return", "Enter"), self._see),
            Command("F5", "exchange_screen.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.take_task(self.runner.submit(_cases, self._show, self.reading_failed))

    def _show(self, cases: Sequence[Case]) -> None:
        self._task = None
        at = max(0, self.list.currentRow())
        self._cases = cases
        self.list.clear()
        for case in cases:
            self.list.addItem(QListWidgetItem(_line(case)))
        self.count.setText(t("conflicts.count", count=number(len(cases))) if cases else "")
        self.list.setCurrentRow(min(at, len(cases) - 1))
        self._show_case(self.list.currentRow())

    def _show_case(self, row: int) -> None:
        case = self._cases[row] if 0 <= row < len(self._cases) else None
        self.detail.show_case(case, self.decides)

    def _case(self) -> Case | None:
        row = self.list.currentRow()
        return self._cases[row] if 0 <= row < len(self._cases) else None

    # --- what the petugas does ----------------------------------------------------------------------

    def _see(self) -> None:
        if case := self._case():
            self.open_place.emit(case.document, case.open.place)

    def _choose(self, at: int) -> None:
        case = self._case()
        if case is None or at >= len(case.open.choices):
            return
        if not self.decides:
            self.message.emit(t("conflicts.not_yours"))
            return
        chosen = case.open.choices[at]
        try:
            desk = self.session.open(case.document)
            try:
                choose(desk, case.open.conflict, chosen.side)
            finally:
                self.session.close(desk)
        except DeskError as fault:
            self.message.emit(" ".join(explain(fault)))
        else:
            self.message.emit(t("conflicts.chosen", value=chosen.value or t("conflicts.blank")))
        self.runner.changed.emit("documents")


class Detail(QFrame):
    """What both had started from, and what each wrote, by whom and when."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(20, 16, 20, 16)
        self._box.setSpacing(10)

    def show_case(self, case: Case | None, decides: bool) -> None:
        self._clear()
        if case is None:
            self._add(t("conflicts.none"), 1.15)
        else:
            self._add(" ".join(part for part in (case.open.number, case.open.label) if part), 1.3, bold=True)
            self._add(_where(case))
            if case.open.place is not None:
                self._add(t("conflicts.base", value=case.open.base or t("conflicts.blank")))
            for at, choice in enumerate(case.open.choices, 1):
                self._box.addWidget(_side(at, choice))
            self._add(t("conflicts.how" if decides else "conflicts.not_yours"))
        self._box.addStretch(1)

    def _clear(self) -> None:
        while item := self._box.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def _add(self, text: str, factor: float = 1.0, *, bold: bool = False) -> None:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(scaled(label.font(), factor, bold=bold))
        self._box.addWidget(label)


def _side(at: int, choice: Choice) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    value = QLabel(choice.value or t("conflicts.blank"))
    value.setTextFormat(Qt.TextFormat.PlainText)
    value.setWordWrap(True)
    value.setFont(scaled(value.font(), 1.25, bold=True))
    key = QLabel(str(at))
    key.setFont(scaled(key.font(), 1.6, bold=True))
    shown = t("conflicts.stands") if at == 1 else ""
    who = faint(t("conflicts.who", who=choice.who, when=ago(choice.at, datetime.now()), stands=shown).strip())
    who.setWordWrap(True)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(value)
    words.addWidget(who)
    row = QHBoxLayout(frame)
    row.setContentsMargins(16, 10, 16, 10)
    row.setSpacing(16)
    row.addWidget(key)
    row.addLayout(words, 1)
    return frame


def _cases(file: WorkFile) -> list[Case]:
    places = {sls.id: sls.name or sls.id for sls in file.sls_list()}
    return [
        Case(document, stored.summary.family_number, places.get(stored.sls_id, stored.sls_id), each)
        for document in file.documents_in_conflict()
        for stored in [file.document(document)]
        for each in open_conflicts(file, document)
    ]


def _where(case: Case) -> str:
    family = t("exchange_screen.family_of", number=case.family, sls=case.sls) if case.family else ""
    parts = (family or t("exchange_screen.list_of", sls=case.sls), case.open.row)
    return " · ".join(part for part in parts if part)


def _line(case: Case) -> str:
    what = " ".join(part for part in (case.open.number, case.open.label) if part)
    return f"{_where(case)}\n{what}"
