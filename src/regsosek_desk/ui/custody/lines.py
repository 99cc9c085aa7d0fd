"""What was put through in this sitting: one line a bundle, the last one on top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regsosek_desk.services.custody.handover import NO_COUNT
from regsosek_desk.services.custody.scan import Doing, Scanned
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import grouped
from regsosek_desk.ui.widgets.look import theme

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("state", "sls", "k", "words")
WAITING, UNDONE = "waiting", "undone"
STATES = ("ok", "look", "no", WAITING, UNDONE)


@dataclass(slots=True)
class Line:
    """A text that came in, and what became of it."""

    text: str
    doing: Doing
    result: Scanned | None = None
    undone: bool = False

    @property
    def state(self) -> str:
        if self.undone:
            return UNDONE
        return self.result.verdict if self.result else WAITING

    @property
    def stored(self) -> bool:
        return bool(self.result and self.result.entered and not self.undone)


class Lines(QAbstractTableModel):
    """Lines in the order they came; shown the other way round."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all: list[Line] = []

    def add(self, text: str, doing: Doing, after: Line | None = None) -> Line:
        """A line at the top, or just above another one."""
        at = self.all.index(after) + 1 if after else len(self.all)
        shown = len(self.all) - at
        self.beginInsertRows(QModelIndex(), shown, shown)
        line = Line(text, doing)
        self.all.insert(at, line)
        self.endInsertRows()
        return line

    def tell(self, line: Line, results: Iterable[Scanned]) -> list[Line]:
        """What became of a line; where it was a whole box, of each bundle in it."""
        told: list[Line] = []
        for result in results:
            here = self.add(line.text, line.doing, told[-1]) if told else line
            here.result = result
            self.touch(here)
            told.append(here)
        return told

    def touch(self, line: Line) -> None:
        row = self.row_of(line)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def row_of(self, line: Line) -> int:
        return len(self.all) - 1 - next(at for at, each in enumerate(self.all) if each is line)

    def line_at(self, row: int) -> Line | None:
        return self.all[len(self.all) - 1 - row] if 0 <= row < len(self.all) else None

    def last_stored(self) -> Line | None:
        return next((line for line in reversed(self.all) if line.stored), None)

    def counts(self) -> dict[str, int]:
        """State to number of lines."""
        found: dict[str, int] = {}
        for line in self.all:
            found[line.state] = found.get(line.state, 0) + 1
        return found

    # --- as Qt asks -------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.all)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(line, COLUMNS[index.column()])
            case Qt.ItemDataRole.ToolTipRole:
                return words_of(line)
            case Qt.ItemDataRole.ForegroundRole if index.column() == 0:
                return color_of(line.state)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return t(f"custody.column_{COLUMNS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, line: Line, column: str) -> str:
        match column:
            case "state":
                return t(f"custody.state_{line.state}")
            case "sls":
                return name_of(line)
            case "k":
                return k_of(line)
        return words_of(line)


def name_of(line: Line) -> str:
    """Name and code of the SLS; the text that came in where it names none."""
    sls = line.result.sls if line.result else None
    return f"{sls.name}   {grouped(sls)}" if sls else line.text[:40]


def k_of(line: Line) -> str:
    """K received and used, as "56 / 52"."""
    if not line.stored or line.result is None or line.result.entered is None:
        return ""
    count = line.result.entered.move.counts.get("k", NO_COUNT)
    return " / ".join("–" if number is None else str(number) for number in count)


def words_of(line: Line) -> str:
    return line.result.words if line.result else ""


def color_of(state: str) -> Any:
    """Green, yellow, red; faint for what waits or was taken back."""
    colors = theme()
    return {"ok": colors.ok, "look": colors.warning, "no": colors.error}.get(state, colors.faint)
