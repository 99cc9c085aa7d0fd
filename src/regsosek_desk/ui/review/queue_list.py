"""The queue: PPL, their SLS, and the families of the group chosen, as one list of headings and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from regsosek_desk.services.checking.review import Queue
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.widgets.look import scaled, theme
from regsosek_desk.ui.widgets.status import draw_status

Index = QModelIndex | QPersistentModelIndex
_ROW = int(Qt.ItemDataRole.UserRole)
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value)
_PAD = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """A PPL (`great`) or an SLS, and how many of their families are listed."""

    text: str
    count: int
    great: bool


Line = Heading | DocumentRow


class QueueModel(QAbstractListModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_queue(self, queue: Queue) -> None:
        """Replace all lines."""
        self.beginResetModel()
        self.lines = list(_lines(queue))
        self.endResetModel()

    def take_out(self, document: str) -> None:
        """The family is decided and no longer of this group."""
        at = self.line_of(document)
        if at >= 0:
            self.beginRemoveRows(QModelIndex(), at, at)
            del self.lines[at]
            self.endRemoveRows()

    def line_of(self, document: str) -> int:
        """Line of a family; -1 when it isn't listed."""
        return next((at for at, each in enumerate(self.lines) if _is_family(each, document)), -1)

    def family_from(self, line: int, step: int = 1) -> int:
        """The nearest line of a family from this one on, or back; -1 when there is none."""
        ahead = range(max(line, 0), len(self.lines)) if step > 0 else range(min(line, len(self.lines) - 1), -1, -1)
        return next((at for at in ahead if isinstance(self.lines[at], DocumentRow)), -1)

    def document_at(self, line: int) -> DocumentRow | None:
        found = self.lines[line] if 0 <= line < len(self.lines) else None
        return found if isinstance(found, DocumentRow) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        family = isinstance(self.lines[index.row()], DocumentRow)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if family else Qt.ItemFlag.ItemIsEnabled

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        line = self.lines[index.row()]
        if role == _ROW:
            return line
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return line.text if isinstance(line, Heading) else f"{line.family_number} {line.head_name}"
        return None


def _is_family(line: Line, document: str) -> bool:
    return isinstance(line, DocumentRow) and line.id == document


def _lines(queue: Queue) -> list[Line]:
    lines: list[Line] = []
    for officer in queue.officers:
        name = " ".join(part for part in (officer.name, f"({officer.code})" if officer.code else "") if part)
        lines.append(Heading(name or t("review.no_ppl"), officer.waiting, True))
        for place in officer.places:
            lines.append(Heading(place.sls.name or place.sls.id, len(place.rows), False))
            lines += place.rows
    return lines


class QueueList(QListView):
    """Families in their order; `chosen` when another one is under the mark."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QueueModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_LineDelegate(self))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._clicked)

    def mark(self, line: int) -> None:
        """Put the mark on a line and bring it into view."""
        index = self.rows.index(line) if line >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if line >= 0:
            self.scrollTo(index)

    def _clicked(self, index: QModelIndex) -> None:
        found = self.rows.document_at(index.row())
        if found is not None:
            self.chosen.emit(found.id)


class _LineDelegate(QStyledItemDelegate):
    """Draws every line at one height: headings with their count, families with sign, number, head and stage."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, round(option.fontMetrics.height() * 1.75))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(_ROW)
        painter.save()
        if isinstance(line, Heading):
            _heading(painter, option, line)
        else:
            _family(painter, option, line)
        painter.restore()


def _heading(painter: QPainter, option: QStyleOptionViewItem, heading: Heading) -> None:
    colors, rect = theme(), option.rect
    painter.fillRect(rect, colors.bar if heading.great else colors.band)
    painter.setFont(scaled(option.font, 1.0, bold=heading.great))
    painter.setPen(colors.ink)
    inner = rect.adjusted(_PAD if heading.great else 2 * _PAD, 0, -_PAD, 0)
    count = number(heading.count)
    room = inner.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(count) - _PAD, 0)
    words = painter.fontMetrics().elidedText(heading.text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _VCENTER, words)
    painter.drawText(inner, _VCENTER | _RIGHT, count)


def _family(painter: QPainter, option: QStyleOptionViewItem, row: DocumentRow) -> None:
    colors, rect = theme(), option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, colors.cursor_glow)
        painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), colors.cursor)
    size = round(option.fontMetrics.height() * 0.9)
    sign = QRectF(rect.left() + 2 * _PAD, rect.center().y() - size / 2 + 0.5, size, size)
    draw_status(painter, sign, row.status, colors)
    painter.setFont(option.font)
    stage = stage_word(row.stage) if row.stage != "open" else ""
    inner = rect.adjusted(3 * _PAD + size, 0, -_PAD, 0)
    painter.setPen(colors.faint)
    painter.drawText(inner, _VCENTER | _RIGHT, stage)
    measures = painter.fontMetrics()
    painter.setPen(colors.ink)
    room = inner.width() - (measures.horizontalAdvance(stage) + _PAD if stage else 0)
    text = f"{row.family_number}   {row.head_name or t('families.no_name')}"
    painter.drawText(inner, _VCENTER, measures.elidedText(text, Qt.TextElideMode.ElideRight, room))


def stage_word(stage: str) -> str:
    """What the stage of a family is called."""
    return t(f"review.stage_{stage}")
