"""What became of the last scan, large and in colour: to be read from an arm's length."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from regsosek_desk.texts import t
from regsosek_desk.ui.custody.lines import Line, color_of, name_of, words_of
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled, theme

_TINT = 0.16


class Banner(QFrame):
    """Green, yellow or red, the verdict in a word, the bundle, and what is to be looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        self.head, self.words = QLabel(), paragraph()
        self.head.setFont(scaled(self.font(), 1.25, bold=True))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 8, 14, 8)
        box.setSpacing(2)
        box.addWidget(self.head)
        box.addWidget(self.words)
        self.show_line(None)

    def show_line(self, line: Line | None) -> None:
        if line is None:
            self._show("waiting", t("custody.ready"), t("custody.ready_how"))
        else:
            self._show(line.state, f"{t(f'custody.state_{line.state}')}   {name_of(line)}", words_of(line))

    def complain(self, words: str) -> None:
        """What can't be, about the bundle that is shown."""
        self._show("no", t("custody.state_no"), words)

    def _show(self, state: str, head: str, words: str) -> None:
        self.state = state
        colors = self.palette()
        colors.setColor(QPalette.ColorRole.Window, mix(theme().paper, color_of(state), _TINT))
        self.setPalette(colors)
        ink = self.head.palette()
        ink.setColor(QPalette.ColorRole.WindowText, color_of(state))
        self.head.setPalette(ink)
        self.head.setText(head)
        self.words.setText(words)
