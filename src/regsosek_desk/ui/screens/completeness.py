"""Kelengkapan: every SLS with the numbers that are to be equal, and what is missing in the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.completeness.gaps import Gap, Kind
from regsosek_desk.services.completeness.minutes import minutes_id, open_minutes
from regsosek_desk.services.completeness.ties import place_of, recap_place
from regsosek_desk.services.session import Session
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.models.addresses import ConflictList, OpenDocument, TeamPlace
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.models.completeness import (
    COLUMNS,
    UNEQUAL_ROLE,
    TiedSls,
    TieModel,
    cure_words,
    gap_words,
    read_ties,
)
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.rows import Index
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.screens.team import place_named
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint, headline
from regsosek_desk.ui.widgets.look import scaled, theme
from regsosek_desk.ui.widgets.tables import RowDelegate, ink, quiet

_WRITERS = (Role.PPL, Role.PML, Role.KOSEKA, Role.SUPERVISOR)
"""Who may begin the minutes of an SLS."""
_COUNTS = (Kind.NOT_COUNTED, Kind.RECEIVED_DIFFERS, Kind.USED_DIFFERS, Kind.UNUSED)
"""What is mended where bundles are taken."""
_CUSTODY = "custody"


class CompletenessScreen(Screen):
    """A table above, the gaps of its current row below; Enter goes down, and from a gap to where it is mended."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self._comes_back = bool(address.sls_id)
        self.model = TieModel(self)
        self.table = _TieTable(self.model)
        self.gaps = QListWidget()
        self.heading = QLabel()
        self.cure = faint()
        self.count = faint()
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._show_sls(now.row()))
        self.table.doubleClicked.connect(lambda _: self._enter())
        self.gaps.currentRowChanged.connect(self._show_cure)
        self.gaps.itemDoubleClicked.connect(lambda _: self._enter())
        self.install_commands()
        self.refresh()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.gaps if self._comes_back else self.table)
        self.table.setAccessibleName(self.title)
        self.gaps.setWordWrap(True)
        self.gaps.setObjectName("gaps")
        self.cure.setWordWrap(True)
        self.gaps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.heading.setFont(scaled(self.font(), 1.15, bold=True))
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(10)
        box.addLayout(headline(QLabel(self.title), self.count))
        box.addWidget(self.table, 5)
        box.addWidget(self.heading)
        box.addWidget(self.gaps, 4)
        box.addWidget(self.cure)

    @property
    def title(self) -> str:
        return t("complete.title")

    def commands(self) -> list[Command]:
        return [
            Command("Enter", "complete.enter", ("Return", "Enter", "Right"), self._enter),
            Command("↑ ↓", "complete.move"),
            Command("R", "complete.recap", ("R",), self._recap),
            Command("B", "complete.minutes", ("B",), self._minutes),
            Command("V", "complete.list", ("V",), self._list),
            Command("N", "complete.next", ("N",), self._next_incomplete),
            Command("Left", "complete.up", ("Left",), partial(self._stand_in, self.table), hint=False),
            Command("F5", "complete.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "complete.back", ("Esc",), self._back),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Tie everything anew."""
        self.take_task(self.runner.submit(read_ties, self._show, self.reading_failed))

    def _show(self, rows: Sequence[TiedSls]) -> None:
        self._task = None
        at = self.gaps.currentRow()
        self.model.show_rows(rows)
        if rows:
            self.table.selectRow(self.model.row_of(self.address.sls_id))
        else:
            self.heading.setText(t("complete.no_sls"))
        self.gaps.setCurrentRow(min(max(at, 0), self.gaps.count() - 1))
        done = sum(row.tie.is_complete for row in rows)
        self.count.setText(t("complete.count", done=number(done), all=number(len(rows))))
        if self._comes_back or not self.gaps.count():
            self._stand_in(self.gaps if self.gaps.count() else self.table)
        self._comes_back = False

    def _stand_in(self, pane: QWidget) -> None:
        """Bring the keyboard to the table or to the gaps, and back there whenever the screen gets it."""
        self.setFocusProxy(pane)
        pane.setFocus()

    def _show_sls(self, at: int) -> None:
        self.gaps.clear()
        if not 0 <= at < len(self.model.rows):
            return
        row = self.model.rows[at]
        self.address.sls_id = row.sls.id
        state = t("complete.gaps_of" if row.tie.gaps else "complete.done_of", count=number(len(row.tie.gaps)))
        where = " · ".join(part for part in (row.name, village(row.sls), grouped(row.sls)) if part)
        self.heading.setText(f"{where} — {state}")
        for gap in row.tie.gaps:
            self.gaps.addItem(QListWidgetItem(gap_words(gap)))
        self.gaps.setCurrentRow(0)

    def _show_cure(self, at: int) -> None:
        row = self.row
        here = row is not None and 0 <= at < len(row.tie.gaps)
        self.cure.setText(t("complete.cure_line", cure=cure_words(row.tie.gaps[at])) if row and here else "")

    @property
    def row(self) -> TiedSls | None:
        """The chosen SLS."""
        at = self.table.currentIndex().row()
        return self.model.row_at(at)

    # --- what the petugas does ----------------------------------------------------------------------

    def _enter(self) -> None:
        """From the SLS down to its gaps, from a gap to where it is mended."""
        row, at = self.row, self.gaps.currentRow()
        if row is None:
            return
        if not self.gaps.hasFocus():
            self._go_down(row)
        elif 0 <= at < len(row.tie.gaps):
            self._go_to(row.tie.gaps[at])

    def _go_down(self, row: TiedSls) -> None:
        if row.tie.gaps:
            self._stand_in(self.gaps)
        else:
            self.message.emit(t("complete.done_of"))

    def _go_to(self, gap: Gap) -> None:
        if gap.kind in _COUNTS:
            self._to_custody()
        elif gap.kind is Kind.CONFLICT:
            self.go.emit(ConflictList())
        elif gap.document is None:
            self.message.emit(cure_words(gap))
        else:
            place = self.session.run(lambda file: place_of(file, gap))
            self.go.emit(OpenDocument(gap.document, place))

    def _to_custody(self) -> None:
        if place_named(_CUSTODY, self.session.petugas):
            self.go.emit(TeamPlace(_CUSTODY, self.address.sls_id))
        else:
            self.message.emit(t("complete.cure.not_counted"))

    def _recap(self) -> None:
        """Rekap VK: the list at the first number of its recap."""
        self._open_list(recap_place())

    def _list(self) -> None:
        self._open_list(None)

    def _open_list(self, place: Place | None) -> None:
        row = self.row
        document = self.session.list_of(row.sls.id) if row else None
        if document is None:
            self.message.emit(t("complete.gap.no_list"))
        else:
            self.go.emit(OpenDocument(document, place))

    def _minutes(self) -> None:
        """BANR, made when there is none yet."""
        row = self.row
        if row is None:
            return
        own_id, sls_id, stamp = minutes_id(row.sls.id), row.sls.id, self.session.stamp()
        there = self.session.run(lambda file: any(file.documents([own_id])))
        if not there and role_of(self.session.petugas) not in _WRITERS:
            self.message.emit(t("complete.no_minutes"))
            return
        try:
            self.session.run(lambda file: open_minutes(file, sls_id, stamp))
        except DeskError as fault:
            self.message.emit(" ".join(explain(fault)))
        else:
            self.go.emit(OpenDocument(own_id))

    def _next_incomplete(self) -> None:
        """The next SLS with a gap, from the top again after the last."""
        rows, at = self.model.rows, self.table.currentIndex().row()
        order = [*range(at + 1, len(rows)), *range(at + 1)]
        found = next((each for each in order if rows[each].tie.gaps), None)
        if found is None:
            self.message.emit(t("complete.all_done"))
        else:
            self.table.selectRow(found)

    def _back(self) -> None:
        if self.gaps.hasFocus():
            self._stand_in(self.table)
        else:
            self.address.sls_id = ""
            self.back_requested.emit()


class _TieTable(QTableView):
    def __init__(self, model: TieModel) -> None:
        super().__init__()
        self.setObjectName("ties")
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        quiet(self, 1.9)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMNS.index("sls"), QHeaderView.ResizeMode.Stretch)


class _CellDelegate(RowDelegate):
    """What doesn't tie stands out; what is complete is quiet."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(UNEQUAL_ROLE):
            option.font.setWeight(QFont.Weight.DemiBold)
            ink(option, theme().error)
