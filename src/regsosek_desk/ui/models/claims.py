"""The table of SLS by who keys them: what is one's own first, then what can be taken, then what others have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regsosek_desk.services.team.claims import STATES, ClaimRow, State
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.models.dates import ago, number

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The ClaimRow itself."""
COLUMNS = ("sls", "village", "code", "who", "since", "done")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(slots=True)
class ClaimQuery:
    """What narrows the list: words or digits, and a state, "" for all."""

    search: str = ""
    state: State | str = ""

    def fits(self, row: ClaimRow) -> bool:
        text = f"{row.sls.id} {row.sls.name} {village(row.sls)} {row.who}".casefold()
        return self.state in ("", row.state) and all(word in text for word in self.search.casefold().split())


class ClaimModel(QAbstractTableModel):
    def __init__(self, now: Callable[[], datetime] = datetime.now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._all: Sequence[ClaimRow] = ()
        self._rows: list[ClaimRow] = []

    def show_rows(self, rows: Sequence[ClaimRow], query: ClaimQuery) -> None:
        """Replace all rows by those that the query wants."""
        self.beginResetModel()
        self._all, self._rows = rows, [row for row in rows if query.fits(row)]
        self.endResetModel()

    def narrow(self, query: ClaimQuery) -> None:
        self.show_rows(self._all, query)

    def counts(self) -> dict[str, int]:
        """SLS by state, whatever the query."""
        return {state: sum(row.state == state for row in self._all) for state in STATES}

    def at(self, row: int) -> ClaimRow | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, sls_id: str) -> int:
        """-1 when it is not listed."""
        return next((at for at, row in enumerate(self._rows) if row.sls.id == sls_id), -1)

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, name = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, name)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if name == "done" else _LEFT
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{t(f'claims.column_{name}')}: {self._text(row, name)}"
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return t(f"claims.column_{COLUMNS[section]}")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if COLUMNS[section] == "done" else _LEFT
        return None

    def _text(self, row: ClaimRow, name: str) -> str:
        match name:
            case "sls":
                return row.sls.name or row.sls.id
            case "village":
                return village(row.sls)
            case "code":
                return grouped(row.sls)
            case "who":
                return t(f"claims.who_{row.state}", who=row.who)
            case "since":
                return ago(row.claim.since, self._now()) if row.claim else ""
            case "done":
                return t("claims.done", keyed=number(row.keyed), total=number(row.total)) if row.total else "–"
        raise KeyError(name)
