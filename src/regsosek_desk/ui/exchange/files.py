"""Kirim & terima by file: batches to a stick and from one, a receipt as a page. Each asks where, and says where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.services.receipt_print import print_receipt
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t
from regsosek_desk.ui import folders
from regsosek_desk.ui.exchange.desk import ExchangeDesk


def save(parent: QWidget, desk: ExchangeDesk) -> None:
    """Write what waits into the folder that the user chooses."""
    if folder := folders.ask_folder(parent, t("exchange_screen.save"), carried=True):
        desk.save(folder)


def take(parent: QWidget, desk: ExchangeDesk) -> None:
    """Take the file that the user chooses."""
    path = folders.ask_file(parent, t("exchange_screen.take"), t("exchange_screen.file_filter"), carried=True)
    if path:
        desk.take(path)


def saved_text(files: Sequence[Path]) -> str:
    """What was written, and where."""
    names = ", ".join(path.name for path in files)
    if not files:
        return t("exchange_screen.nothing_to_save")
    return t("exchange_screen.saved", files=names, count=len(files), folder=files[0].parent)


def receipt_to(parent: QWidget, receipt: Receipt) -> Callable[[WorkFile], Path] | None:
    """Ask where to; what writes the receipt there as a page, None when the user gave it up."""
    day = receipt.at[:10].replace("-", "")
    name = t("exchange_screen.receipt_file", number=f"{receipt.number:04}", day=day)
    path = folders.ask_new_file(parent, t("exchange_screen.print"), name, "PDF (*.pdf)")
    return (lambda file: print_receipt(file, receipt, path)) if path else None


def show_page(path: Path) -> str:
    """Open a page in the reader of this computer; gives what to say of it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
    return t("exchange_screen.printed", file=path)
