"""The families of an SLS or of the whole file: find one as you type, filter, sort, open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.decisions import HANDED
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.checking.returned import why_not_hand
from regsosek_desk.services.session import Session
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.families import COLUMNS, FamilyModel
from regsosek_desk.ui.models.family_query import FamilyPage, FamilyQuery
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.screens.targets import address_of, is_target
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.family_table import FamilyTable
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.searched import SearchField
from regsosek_desk.ui.widgets.status import status_word
from regsosek_desk.ui.widgets.status_filter import CHOICES, STAGES, StatusFilter

_SEARCH_CHARACTERS = 60
_SORT_KEYS = {"number": "N", "building": "B", "name": "K", "status": "S", "updated": "T"}


class FamiliesScreen(Screen):
    """Lists what `query` asks for and writes back into it what the keyer changes, so that coming back finds it."""

    def __init__(self, session: Session, runner: TaskRunner, query: FamilyQuery, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.query = query
        places = session.run(lambda file: file.sls_list())
        self._sls = next((sls for sls in places if sls.id == query.sls_id), None)
        self._open_next = False
        self.model = FamilyModel(parent=self)
        self.table = FamilyTable(self.model)
        self.search = SearchField(query.search)
        self.filter = StatusFilter()
        self.count = faint()
        self._lay_out()
        self._connect()
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.search)
        self.search.selectAll()  # the next number typed takes the place of the last
        self.search.setPlaceholderText(t("families.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(t("families.search"))
        self.table.setAccessibleName(t("families.title_all"))
        self.table.leave_out("sls" if self._sls else "building")
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._tools.setSpacing(12)
        self._tools.addWidget(self.search, 1)
        self._tools.addWidget(self.filter)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(14)
        box.addLayout(self._heading())
        box.addLayout(self._tools)
        box.addWidget(self.table, 1)

    def _heading(self) -> QHBoxLayout:
        name = QLabel(self.title)
        name.setFont(scaled(self.font(), 1.5, bold=True))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(name)
        if self._sls:
            row.addWidget(faint(f"{village(self._sls)}   {grouped(self._sls)}"))
        row.addStretch(1)
        row.addWidget(self.count)
        return row

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search_changed)
        self.search.left_downwards.connect(self.table.setFocus)
        self.table.left_upwards.connect(self._to_search)
        self.table.doubleClicked.connect(lambda _: self._open())
        self.table.horizontalHeader().sectionClicked.connect(self._header_clicked)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._row_chosen(now.row()))
        self.filter.chosen.connect(self._filter_by)
        self.filter.stage_chosen.connect(self._filter_by_stage)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tools()

    def _fit_tools(self) -> None:
        """In a narrow window the chips stand below the search."""
        wanted = self.filter.sizeHint().width() + _SEARCH_CHARACTERS * self.fontMetrics().averageCharWidth()
        side_by_side = self.width() >= wanted
        direction = QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        self._tools.setDirection(direction)

    @property
    def title(self) -> str:
        return self._sls.name or grouped(self._sls) if self._sls else t("families.title_all")

    def commands(self) -> list[Command]:
        statuses = [
            Command(f"{digit}", f"families.filter_{status or 'all'}", (f"{digit}", f"Alt+{digit}"), by, hint=False)
            for digit, status in enumerate(CHOICES)
            for by in [partial(self._filter_by, status)]
        ]
        stages = [
            Command(f"{digit}", f"review.filter_{stage}", (f"{digit}", f"Alt+{digit}"), by, hint=False)
            for digit, stage in enumerate(STAGES, len(CHOICES))
            for by in [partial(self._filter_by_stage, stage)]
        ]
        return [
            Command("Enter", "families.open", ("Return", "Enter"), self._open),
            Command("↓ ↑", "families.move"),
            Command("Alt+1–4, 0", "families.filter"),
            Command("Alt+V", "families.list", ("V", "Alt+V"), self._open_list),
            Command("Ctrl+P", "print.family_key", ("Ctrl+P",), self._print, hint=False),
            Command("F2", "families.numbers", ("F2",), self._turn_numbers),
            Command("/", "families.search_key", ("/", "Ctrl+F"), self._to_search, hint=False),
            *statuses,
            *stages,
            *self._sort_commands(),
            Command("Alt+H", "review.hand", ("Alt+H",), self._hand_over, hint=False),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self._back),
        ]

    def _sort_commands(self) -> list[Command]:
        return [
            Command(f"Alt+{key}", f"families.sort_{sort}", (f"Alt+{key}",), partial(self._sort_by, sort), hint=False)
            for sort, key in _SORT_KEYS.items()
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the page as it is wanted now; the answer to an older question is dropped."""
        self.take_task(self.runner.submit(self.query.work(), self._show, self.reading_failed))

    def _show(self, page: FamilyPage) -> None:
        self._task = None
        wanted, self.query.selected = self.query.selected, ""
        self.model.show_page(page)
        self.table.select_row(max(0, self.model.row_of(wanted)))
        self.table.show_sort(self.query.sort, self.query.descending)
        self.table.show_empty("" if page.rows else self._why_empty(page))
        self.filter.show_counts(page.counts, "-" if self.query.stage else self.query.status)
        self.filter.show_stages(page.stages, self.query.stage)
        staged = page.stages.keys() > {"open"} or self.query.stage
        self.table.leave_out("sls" if self._sls else "building", *(() if staged else ("stage",)))
        self._fit_tools()
        self.count.setText(t("families.count", shown=number(len(page.rows)), all=number(sum(page.counts.values()))))
        if self._open_next:
            self._open_next = False
            self._open()

    def _why_empty(self, page: FamilyPage) -> str:
        if not page.counts:
            return t("families.none_here" if self._sls else "families.none_at_all")
        if self.query.search.strip():
            return t("families.none_found", text=self.query.search.strip())
        word = t(f"review.stage_{self.query.stage}") if self.query.stage else status_word(self.query.status)
        return t("families.none_of_status", status=word)

    # --- what the keyer does ----------------------------------------------------------------------

    def _search_changed(self, text: str) -> None:
        if text != self.query.search:
            self.query.search, self.query.selected = text, ""
            self._ask_again()

    def _filter_by(self, status: str) -> None:
        self.query.status, self.query.stage = status, ""
        self._ask_again()

    def _filter_by_stage(self, stage: str) -> None:
        self.query.status, self.query.stage = "", stage
        self._ask_again()

    def _sort_by(self, sort: str) -> None:
        self.query.sort_by(sort)
        self._ask_again()

    def _ask_again(self) -> None:
        self.message.emit("")
        self.refresh()

    def _header_clicked(self, section: int) -> None:
        if COLUMNS[section].sort:
            self._sort_by(COLUMNS[section].sort)
        else:
            self.table.show_sort(self.query.sort, self.query.descending)

    def _row_chosen(self, row: int) -> None:
        chosen = self.model.row_at(row)
        self.query.selected = chosen.id if chosen else ""

    def _open(self) -> None:
        """Open the family under the cursor, of the list that belongs to what has been typed."""
        if is_target(self.query.search):
            self._go_to(self.query.search)
        elif self._task is not None:
            self._open_next = True
        elif self.query.selected:
            self.open_document.emit(self.query.selected)
        else:
            self.message.emit(self.table.empty.text())

    def _hand_over(self) -> None:
        """The family under the cursor goes to whoever checks."""
        if not self.query.selected:
            return
        try:
            desk = self.session.open(self.query.selected)
            try:
                why = why_not_hand(desk, self.session.petugas)
                if not why:
                    desk.record(HANDED, None)
            finally:
                self.session.close(desk)
        except DeskError as fault:
            why = " ".join(explain(fault))
        self.runner.changed.emit("documents")
        self.message.emit(why or t("review.handed"))

    def _go_to(self, scanned: str) -> None:
        """The QR code of a sheet was scanned into the search."""
        self.search.clear()
        address = address_of(self.session, scanned)
        if address is not None:
            self.go.emit(address)
        else:
            self.message.emit(t("print.no_target"))

    def _print(self) -> None:
        chosen = self.model.row_at(self.table.currentIndex().row())
        if chosen:
            self.go.emit(TeamPlace("print", chosen.sls_id, chosen.id))

    def _open_list(self) -> None:
        chosen = self.model.row_at(self.table.currentIndex().row())
        sls_id = self.query.sls_id or (chosen.sls_id if chosen else "")
        found = self.session.list_of(sls_id) if sls_id else None
        if found:
            self.open_document.emit(found)
        else:
            self.message.emit(t("shell.no_list"))

    def _turn_numbers(self) -> None:
        self.model.show_numbers(not self.model.numbers_shown)
        self.message.emit(t("families.numbers_shown" if self.model.numbers_shown else "families.numbers_covered"))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _back(self) -> None:
        """Take back what narrows the list first; leave when there is nothing."""
        narrowed: Callable[[], None] | None = None
        if self.query.search:
            narrowed = self.search.clear
        elif self.query.status or self.query.stage:
            narrowed = partial(self._filter_by, "")
        (narrowed or self.back_requested.emit)()
