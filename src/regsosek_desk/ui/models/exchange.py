"""What "Kirim & terima" says, in words: states per SLS, proofs, and what wants attention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regsosek_desk.services.exchange.laptop import OFFICE_ROLE, Progress
from regsosek_desk.services.exchange.state import STATES, Proof, SlsExchange, Status
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import ago, number

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("sls", *STATES)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SlsStateModel(QAbstractTableModel):
    """One row for each SLS: its documents by state of the exchange."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[SlsExchange] = ()

    def show_rows(self, rows: Sequence[SlsExchange]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def is_empty(self, column: int) -> bool:
        """Whether no SLS has a document in the state of this column."""
        return column > 0 and not any(row.counts.get(COLUMNS[column]) for row in self._rows)

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
                return _LEFT if name == "sls" else _RIGHT
            case Qt.ItemDataRole.ToolTipRole if name == "sls":
                return self._text(row, name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._heading(name)}: {self._text(row, name) or 0}"
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._heading(COLUMNS[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if COLUMNS[section] == "sls" else _RIGHT
        return None

    def _heading(self, name: str) -> str:
        return t("exchange_screen.sls") if name == "sls" else t(f"exchange_screen.state_{name}")

    def _text(self, row: SlsExchange, name: str) -> str:
        if name == "sls":
            withdrawn = f"  ({t('exchange_screen.withdrawn')})" if row.sls.withdrawn else ""
            return f"{row.sls.name or row.sls.id}, {row.sls.desa_name}{withdrawn}".rstrip(", ")
        count = row.counts.get(name, 0)
        return number(count) if count else ""


def total(status: Status, *states: str) -> int:
    """Documents in these states, over all SLS."""
    return sum(row.counts.get(state, 0) for row in status.sls for state in states)


def proof_text(proof: Proof) -> str:
    """ "142 dari 142 diterima …, terverifikasi", or that the signature doesn't hold."""
    issuer = proof.receipt.issuer
    if not proof.verified:
        return t("exchange_screen.proof_wrong", issuer=issuer.name)
    key = "proof" if issuer.role == OFFICE_ROLE else "proof_of_laptop"
    said = {"held": number(proof.held), "count": number(proof.count), "issuer": issuer.name, "role": issuer.role}
    return t(f"exchange_screen.{key}", **said)


def proof_when(proof: Proof, now: datetime) -> str:
    """Number of the batch and when its receipt was signed."""
    return t("exchange_screen.batch", number=f"{proof.receipt.number:04}", when=ago(proof.receipt.at, now))


def progress_text(progress: Progress | None) -> str:
    """What goes on now, with documents and bytes where they are known."""
    if progress is None:
        return t("exchange_screen.phase_connect")
    parts = [t(f"exchange_screen.phase_{progress.phase}")]
    if progress.documents_all:
        done = number(progress.documents_done) if progress.phase == "store" else ""
        parts.append(t("exchange_screen.documents_of" if done else "exchange_screen.documents",
                       done=done, all=number(progress.documents_all)))  # fmt: skip
    if progress.bytes_all:
        parts.append(t("exchange_screen.bytes", done=_kb(progress.bytes_done), all=_kb(progress.bytes_all)))
    return " · ".join(parts)


def share(progress: Progress | None) -> int:
    """How far the present step is, in per mille; 0 while that isn't known."""
    if progress is None:
        return 0
    done, whole = progress.bytes_done, progress.bytes_all
    if progress.phase == "store":
        done, whole = progress.documents_done, progress.documents_all
    return 1000 * done // whole if whole else 0


def _kb(size: int) -> str:
    return number(-(-size // 1024))
