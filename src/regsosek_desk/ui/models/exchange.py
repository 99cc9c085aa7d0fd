"""What "Kirim & terima" says, in words: states per SLS, proofs, and what wants attention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt

from regsosek_desk.services.exchange.laptop import OFFICE_ROLE, Progress
from regsosek_desk.services.exchange.state import STATES, Proof, SlsExchange, Status
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import ago, number
from regsosek_desk.ui.models.rows import Index, RowsModel

COLUMNS = ("sls", *STATES)


class SlsStateModel(RowsModel[SlsExchange, str]):
    """One row for each SLS: its documents by state of the exchange."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

    def is_empty(self, column: int) -> bool:
        """Whether no SLS has a document in the state of this column."""
        return column > 0 and not any(row.counts.get(COLUMNS[column]) for row in self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            role = Qt.ItemDataRole.DisplayRole
        return super().data(index, role)

    def spoken(self, row: SlsExchange, column: str) -> str:
        return f"{self.heading(column)}: {self.text(row, column) or 0}"

    def heading(self, column: str) -> str:
        return t("exchange_screen.sls") if column == "sls" else t(f"exchange_screen.state_{column}")

    def is_number(self, column: str) -> bool:
        return column != "sls"

    def text(self, row: SlsExchange, column: str) -> str:
        if column == "sls":
            withdrawn = f"  ({t('exchange_screen.withdrawn')})" if row.sls.withdrawn else ""
            return f"{row.sls.name or row.sls.id}, {row.sls.desa_name}{withdrawn}".rstrip(", ")
        count = row.counts.get(column, 0)
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
