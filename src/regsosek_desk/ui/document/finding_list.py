"""The list of violations beside the sheet: headings with counts, one entry each with sign, rincian and facts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.texts import t
from regsosek_desk.ui.document.brushes import metrics_of, theme_of
from regsosek_desk.ui.document.findings import KINDS, Finding, Findings, GivenBack
from regsosek_desk.ui.document.words import place_short, row_title
from regsosek_desk.ui.form.signs import badge

Index = QModelIndex | QPersistentModelIndex
Entry = Finding | GivenBack
Row = Entry | str
"""An entry, or the words of a heading."""
_ROW = int(Qt.ItemDataRole.UserRole)
_BACK = "returned"
_MARKS = {_BACK: "W", "error": "E", "passed": "E", "warning": "W", "info": "W", "confirmed": "w"}
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value)


class FindingModel(QAbstractListModel):
    """Rows of the list. Facts are put into words when an entry comes into view."""

    def __init__(self, desk: DocumentDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: list[Row] = []
        self._facts: dict[int, str] = {}

    def show(self, found: Findings) -> None:
        """List these; nothing is painted anew while the list reads as before."""
        rows, kept = list(_rows(found)), self._facts
        self._facts = {}
        if rows == self.rows and all(self.facts(row) == words for row, words in kept.items()):
            return
        self.beginResetModel()
        self.rows = rows
        self._facts.clear()
        self.endResetModel()

    def row_of(self, finding: Entry | None) -> int:
        """Where an entry stands; -1 when it doesn't."""
        return next((i for i, row in enumerate(self.rows) if row == finding), -1) if finding is not None else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return row if isinstance(row, str) else f"{self.short(row)} {self.facts(index.row())}"

    def short(self, entry: Entry) -> str:
        return place_short(self._desk.instance, entry.place)

    def who(self, entry: Entry) -> str:
        title = row_title(self._desk.instance, entry.place.row)
        return title.partition(" ")[2]

    def facts(self, row: int) -> str:
        entry = self.rows[row]
        if isinstance(entry, GivenBack):
            return entry.note
        if row not in self._facts and isinstance(entry, Finding):
            self._facts[row] = message_of(self._desk.instance, entry.violation).facts
        return self._facts.get(row, "")


def _rows(found: Findings) -> list[Row]:
    rows: list[Row] = []
    if found.returned:
        rows += [t("review.side_returned", count=len(found.returned)), *found.returned]
    for kind in KINDS:
        entries = [f for f in found.listed if f.kind == kind]
        if entries:
            rows += [t(f"document.side.{kind}", count=len(entries)), *entries]
    if found.blanks:
        rows.append(t("document.side.unkeyed", count=found.blanks))
    return rows


class FindingDelegate(QStyledItemDelegate):
    """Draws headings in one line, entries in two."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.restyle(parent)

    def restyle(self, widget: QWidget) -> None:
        self._m, self._theme = metrics_of(widget), theme_of(widget)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        m = self._m
        two = not isinstance(index.data(_ROW), str)
        return QSize(80, m.line + m.small_line + 3 * m.pad if two else m.line + 2 * m.pad)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(_ROW)
        rect: QRect = option.rect
        painter.save()
        if not isinstance(row, str):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._entry(painter, rect, row, index, chosen)
        else:
            self._heading(painter, rect, row)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, words: str) -> None:
        painter.fillRect(rect, self._theme.band)
        painter.setPen(self._theme.ink)
        painter.setFont(self._m.fonts["small_bold"])
        painter.drawText(rect.adjusted(2 * self._m.pad, 0, -self._m.pad, 0), _VCENTER, words)

    def _entry(self, painter: QPainter, rect: QRect, entry: Entry, index: Index, chosen: bool) -> None:
        m, theme = self._m, self._theme
        if chosen:
            painter.fillRect(rect, theme.cursor_glow)
            painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), theme.cursor)
        inner = rect.adjusted(2 * m.pad, m.pad, -m.pad, -m.pad)
        self._sign(painter, QRectF(inner.left(), inner.top() + 1, m.line - 2, m.line - 2), entry)
        words = QRect(inner.topLeft() + QPoint(m.line + m.pad, 0), QSize(inner.width() - m.line - m.pad, m.line))
        self._title(painter, words, entry, index)
        painter.setFont(m.fonts["small"])
        painter.setPen(theme.faint if _kind(entry) == "confirmed" else theme.ink)
        facts = index.model().facts(index.row())  # type: ignore[attr-defined]
        below = words.translated(0, m.line + m.pad // 2)
        painter.drawText(below, _VCENTER, m.elided("small", facts, below.width()))
        painter.setPen(theme.band)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _title(self, painter: QPainter, rect: QRect, entry: Entry, index: Index) -> None:
        m, model = self._m, index.model()
        short: str = model.short(entry)  # type: ignore[attr-defined]
        painter.setFont(m.fonts["bold"])
        painter.setPen(self._theme.ink)
        painter.drawText(rect, _VCENTER, short)
        rest = rect.adjusted(m.width("bold", short) + m.gap, 0, 0, 0)
        painter.setFont(m.fonts["small"])
        painter.setPen(self._theme.faint)
        who: str = model.who(entry)  # type: ignore[attr-defined]
        painter.drawText(rest, _VCENTER | _RIGHT, m.elided("small", who, rest.width()))

    def _sign(self, painter: QPainter, where: QRectF, entry: Entry) -> None:
        theme, kind = self._theme, _kind(entry)
        colours = {"error": theme.error, "passed": theme.error, "info": theme.cursor, _BACK: theme.note}
        badge(painter, where, _MARKS[kind], colours.get(kind, theme.warning), theme)


def _kind(entry: Entry) -> str:
    return entry.kind if isinstance(entry, Finding) else _BACK


class FindingList(QListView):
    """Never takes the keyboard: keys belong to the sheet."""

    chosen = Signal(Place)
    unkeyed_chosen = Signal()

    def __init__(self, desk: DocumentDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingList")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(t("document.side.name"))
        self.rows = FindingModel(desk, self)
        self.setModel(self.rows)
        self._delegate = FindingDelegate(self)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._clicked)

    def show_findings(self, found: Findings, here: Entry | None) -> None:
        """List them and mark the one the cursor stands on."""
        self.rows.show(found)
        self.mark(here)

    def mark(self, here: Entry | None) -> None:
        row = self.rows.row_of(here)
        if row < 0:
            self.clearSelection()
            return
        self.setCurrentIndex(self.rows.index(row))

    def restyle(self) -> None:
        self._delegate.restyle(self)
        self.scheduleDelayedItemsLayout()

    def _clicked(self, index: QModelIndex) -> None:
        row = self.rows.rows[index.row()]
        if not isinstance(row, str):
            self.chosen.emit(row.place)
        elif index.row() == len(self.rows.rows) - 1:
            self.unkeyed_chosen.emit()
