"""The card that approves a whole SLS, or says family by family what it still lacks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from regsosek_desk.services.checking.approvals import Outlook
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_SHOWN = 10
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SlsCard(Panel[str]):
    """Enter approves, where nothing stands against it."""

    characters = 80

    def __init__(self, name: str, found: Outlook, accept: Accept[str]) -> None:
        super().__init__(t("review.sls_title", sls=name), _keys(found), accept)
        self.found = found
        self.words(self._what(), "slsWhat")
        for gap in found.gaps[:_SHOWN]:
            self.words(gap, "slsGap")
        if len(found.gaps) > _SHOWN:
            self.words(t("review.sls_more", count=len(found.gaps) - _SHOWN), faint=True)
        self.finish_layout()

    def _what(self) -> str:
        if self.found.gaps:
            return t("review.sls_lacks", count=len(self.found.gaps))
        unseen = len(self.found.unseen)
        return t("review.sls_ready" if unseen else "review.sls_ready_seen", families=self.found.families, unseen=unseen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not self.found.gaps:
            self.accept("")
            event.accept()
        else:
            super().keyPressEvent(event)


def _keys(found: Outlook) -> str:
    return t("review.sls_keys_lacks" if found.gaps else "review.sls_keys")
