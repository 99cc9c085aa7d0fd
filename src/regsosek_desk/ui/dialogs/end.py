"""The end of a document: its status, what is still open, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from regsosek_desk.core.engine.review import Status
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel
from regsosek_desk.ui.document.findings import Findings
from regsosek_desk.ui.document.pill import StatusPill

NEXT_FAMILY, NEXT_PROBLEM, ADD_ROW = "next_family", "next_problem", "add_row"
_KEYS = {Qt.Key.Key_F9: NEXT_FAMILY, Qt.Key.Key_F6: NEXT_PROBLEM}


class EndPanel(Panel[str]):
    """Enter does the first thing that is left: an open problem, else the next family."""

    characters = 58

    def __init__(self, title: str, status: Status, found: Findings, accept: Accept[str], *, adds: str = "") -> None:
        """`adds` says what Insert adds; "" where it adds nothing."""
        super().__init__(t("dialogs.end.title", document=title), "", accept)
        self._open = bool(found.open or found.blanks)
        row = QHBoxLayout()
        pill = StatusPill(self)
        pill.show_status(status, found)
        row.addWidget(pill)
        row.addStretch(1)
        self.body.addLayout(row)
        self.words(t("dialogs.end.saved"), "endSaved")
        self.words(_what_is_open(found), "endOpen")
        self._adds = bool(adds)
        keys = t("dialogs.end.keys_open" if self._open else "dialogs.end.keys_done")
        self._keys.setText("\n".join(filter(None, (keys, adds))))
        self.finish_layout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.isAutoRepeat():
            event.accept()  # an Enter held down must not run through the families
        elif key == Qt.Key.Key_Insert and self._adds:
            self.accept(ADD_ROW)
        elif key in _KEYS:
            self.accept(_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept(NEXT_PROBLEM if self._open else NEXT_FAMILY)
        else:
            super().keyPressEvent(event)


def _what_is_open(found: Findings) -> str:
    counts = {
        "errors": found.count("error"),
        "passed": found.count("passed"),
        "warnings": found.count("warning"),
        "blanks": found.blanks,
    }
    lines = [t(f"dialogs.end.{name}", count=count) for name, count in counts.items() if count]
    return "\n".join(lines) or t("dialogs.end.nothing_open")
