"""Periksa tanda terima: whether a receipt on paper is true, found out without a network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import t
from regsosek_desk.ui.door.card import Card
from regsosek_desk.ui.models.dates import ago
from regsosek_desk.ui.widgets.look import scaled, theme


class ReceiptCard(Card):
    """The code of a receipt is scanned or pasted, Enter checks it; the field is free for the next one at once."""

    def __init__(self, root_key: str, closed: Callable[[], None]) -> None:
        """`root_key`: the office's public key, which this laptop got when it was enrolled."""
        super().__init__(t("door.receipt.title"))
        self._root_key = root_key
        self.words(t("door.receipt.text"), "doorText", faint=True)
        self.code = self.field("receiptCode", t("door.receipt.code"))
        self.verdict = self.words("", "receiptVerdict")
        self.verdict.setFont(scaled(self.font(), 1.2, bold=True))
        self.details = self.words("", "receiptDetails")
        self.finish([("check", t("door.receipt.check"), self._check), ("escape", t("keys.close"), closed)])

    def first_focus(self) -> QWidget:
        return self.code

    def _check(self) -> None:
        from regsosek_desk.sync.statements import check_receipt_code

        text = self.code.text().strip()
        self.code.setFocus()
        if not text:
            return
        self.code.selectAll()
        try:
            found = check_receipt_code(text, self._root_key)
        except DeskError:
            self._say(t("door.receipt.false"), t("door.receipt.false_text"), good=False)
            return
        at = ago(found.at, datetime.now().astimezone())
        held = {"held": found.held, "count": found.count, "issuer": found.issuer.name}
        facts = {"number": found.number, "sender": found.sender, "batch": found.batch, "root": found.root[:16]}
        self._say(t("door.receipt.true", **held), t("door.receipt.true_text", at=at, **facts), good=True)

    def _say(self, verdict: str, details: str, *, good: bool) -> None:
        colors = theme()
        palette = self.verdict.palette()
        palette.setColor(self.verdict.foregroundRole(), colors.ok if good else colors.error)
        self.verdict.setPalette(palette)
        self.verdict.setText(f"{'✓' if good else '✗'} {verdict}")
        self.details.setText(details)
