"""Ambil SLS: who keys which SLS; taking one, opening it, handing it over, giving it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from regsosek_desk.core.domain.roles import role_of
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.session import Session
from regsosek_desk.services.team.claims import GIVERS, ClaimRow, claim_rows, give, operators, release, take
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.dialogs.pick import PickPanel
from regsosek_desk.ui.models.addresses import FamilyList, TeamPlace
from regsosek_desk.ui.models.claims import ClaimModel, ClaimQuery
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.family_query import FamilyQuery
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.claim_table import ClaimTable
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.searched import SearchField

FILTERS = ("", "mine", "free", "other")
"""States by the digit that chooses them."""
_SLS_CODE = re.compile(r"(?<!\d)\d{16}(?!\d)")
"""As a scanner types it from the sheet of an SLS, alone or within the text of its QR code."""


class ClaimsScreen(Screen):
    """What is typed, or scanned from a bundle, finds the SLS; Enter does what it waits for."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self._wanted = address.sls_id
        self.query = ClaimQuery()
        self.model = ClaimModel(parent=self)
        self.table = ClaimTable(self.model)
        self.search, self.tell = SearchField(), QLabel()
        self.chips = QButtonGroup(self)
        self.stage = Stage(self, alone=True)
        self._lay_out()
        self._connect()
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.search)
        self.search.setPlaceholderText(t("claims.search"))
        self.search.setAccessibleName(t("claims.search"))
        self.search.setClearButtonEnabled(True)
        self.table.setAccessibleName(self.title)
        self.tell.setTextFormat(Qt.TextFormat.PlainText)
        self.tell.setWordWrap(True)
        heading = QLabel(self.title)
        heading.setFont(scaled(self.font(), 1.5, bold=True))
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.search, 1)
        for digit, state in enumerate(FILTERS):
            tools.addWidget(self._chip(digit, state))
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(14)
        box.addWidget(heading)
        box.addLayout(tools)
        box.addWidget(self.table, 1)
        box.addWidget(self.tell)

    def _chip(self, digit: int, state: str) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName("chip")
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.clicked.connect(partial(self._filter_by, state))
        self.chips.addButton(chip, digit)
        return chip

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search_changed)
        self.search.left_downwards.connect(self.table.setFocus)
        self.table.left_upwards.connect(self.search.setFocus)
        self.table.doubleClicked.connect(lambda _: self._enter())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._say_what_enter_does())
        self.stage.closed.connect(self.search.setFocus)

    @property
    def title(self) -> str:
        return t("claims.title")

    @property
    def gives(self) -> bool:
        """Whether the petugas of this file gives SLS to others and keys none."""
        return role_of(self.session.petugas) in GIVERS

    def commands(self) -> list[Command]:
        filters = [
            Command(f"Alt+{digit}", f"claims.filter_{state or 'all'}", (f"Alt+{digit}",), by, hint=False)
            for digit, state in enumerate(FILTERS)
            for by in [partial(self._filter_by, state)]
        ]
        return [
            Command("Enter", "claims.enter_gives" if self.gives else "claims.enter", ("Return", "Enter"), self._enter),
            Command("↑ ↓", "beranda.choose"),
            Command("F7", "claims.give", ("F7",), self._pick),
            Command("F8", "claims.release", ("F8",), self._release),
            Command("Alt+1–3, 0", "claims.filter"),
            *filters,
            Command("F5", "beranda.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self._back),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        petugas = self.session.petugas
        self.take_task(self.runner.submit(lambda file: claim_rows(file, petugas), self._show, self.reading_failed))

    def _show(self, rows: Sequence[ClaimRow]) -> None:
        self._task = None
        chosen = self._row()
        wanted, self._wanted = self._wanted or (chosen.sls.id if chosen else ""), ""
        self.model.show_all(rows, self.query)
        self._settle_on(wanted)

    def _settle_on(self, sls_id: str) -> None:
        self.table.select_row(max(0, self.model.row_of(sls_id)))
        counts = self.model.counts()
        for digit, state in enumerate(FILTERS):
            count = counts[state] if state else sum(counts.values())
            word, chip = t(f"claims.filter_{state or 'all'}"), self.chips.button(digit)
            chip.setText(f"{digit}  {word}  {number(count)}")
            chip.setChecked(state == self.query.state)
        self._say_what_enter_does()

    def _say_what_enter_does(self) -> None:
        row = self._row()
        if row is None:
            self.tell.setText(t("claims.none"))
        else:
            key = f"claims.gives_{row.state}" if self.gives else f"claims.tell_{row.state}"
            self.tell.setText(t(key, sls=row.sls.name or row.sls.id, who=row.who))

    def _row(self) -> ClaimRow | None:
        return self.model.row_at(self.table.currentIndex().row())

    # --- finding ----------------------------------------------------------------------------------

    def _search_changed(self, text: str) -> None:
        scanned = _SLS_CODE.search(text)
        self.query.search = scanned[0] if scanned else text
        self._narrow()

    def _filter_by(self, state: str, *_: object) -> None:
        self.query.state = state
        self._narrow()

    def _narrow(self) -> None:
        chosen = self._row()
        self.model.narrow(self.query)
        self._settle_on(chosen.sls.id if chosen else "")

    def _back(self) -> None:
        """Take back what narrows the list first; leave when there is nothing."""
        if self.search.text():
            self.search.clear()
        elif self.query.state:
            self._filter_by("")
        else:
            self.back_requested.emit()

    # --- doing ------------------------------------------------------------------------------------

    def _enter(self) -> None:
        """What the SLS waits for: be given, be taken, be opened, or be put away."""
        row = self._row()
        if row is None:
            self.message.emit(t("claims.none"))
        elif self.gives:
            self._pick()
        elif row.state == "mine":
            self.go.emit(FamilyList(FamilyQuery(row.sls.id)))
        elif row.state == "lost":
            self._release()
        else:
            petugas = self.session.petugas
            self._do(lambda file: take(file, petugas, row.sls.id, self.session.stamp()), "claims.took", row)

    def _release(self) -> None:
        row, petugas = self._row(), self.session.petugas
        if row is not None:
            said = "claims.put_away" if row.state == "lost" else "claims.released"
            self._do(lambda file: release(file, petugas, row.sls.id, self.session.stamp()), said, row)

    def _pick(self) -> None:
        """To whom? The list of operators, then the SLS is theirs."""
        row = self._row()
        if row is None:
            return
        if row.state != "mine" and not self.gives:
            self.message.emit(t(f"claims.tell_{row.state}", sls=row.sls.name, who=row.who))
            return
        holder = row.claim.petugas if row.claim else ""
        found = self.session.run(operators)
        choices = {each.code: each.name or each.code for each in found if each.code != holder}
        if not choices:
            self.message.emit(t("claims.nobody"))
            return
        title = t("claims.give_title", sls=row.sls.name or row.sls.id)
        self.stage.open(PickPanel(title, choices, partial(self._give, row), hint=t("claims.give_hint")))

    def _give(self, row: ClaimRow, code: str) -> str:
        to = next(each for each in self.session.run(operators) if each.code == code)
        petugas, stamp = self.session.petugas, self.session.stamp()
        self.stage.close_panel()
        self._do(lambda file: give(file, petugas, row.sls.id, to, stamp), "claims.gave", row, to=to.name or code)
        return ""

    def _do(self, work: Callable[[WorkFile], None], said: str, row: ClaimRow, **more: str) -> None:
        """Write it and say so; what another was first with is said, and the list read anew."""
        try:
            self.session.run(work)
        except DeskError as fault:
            told = in_short(fault)
        else:
            told = t(said, sls=row.sls.name or row.sls.id, **more)
            self.search.clear()
        self._wanted = row.sls.id
        self.runner.changed.emit("documents")
        self.message.emit(told)
