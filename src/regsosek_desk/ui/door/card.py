"""A card in the middle of a calm, empty window: what every page of the door looks like."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.dialogs.panel import Panel, Stage
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled, theme

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Way = tuple[str, str, Callable[[], object]]
"""A button or a link: name, word, what it does."""
_ALWAYS = ("Ctrl+Q", "Ctrl+L")
"""Keys of a window that work under a cover too: close, and lock."""
_K = Qt.Key
_MOVES = {_K.Key_Insert, _K.Key_Delete, _K.Key_Home, _K.Key_End, _K.Key_PageUp, _K.Key_PageDown, _K.Key_Clear,
          _K.Key_Left, _K.Key_Right, _K.Key_Up, _K.Key_Down}  # fmt: skip


class Card(Panel[None]):
    """Title, body, one line for what goes on, buttons. Enter presses the first button, Esc the one named so."""

    characters = 72

    def __init__(self, title: str, step: str = "") -> None:
        """`step` says small above the title where on the way this card is."""
        super().__init__(title, "", lambda _: "")
        if step:
            label = paragraph(step, "doorStep", faint=True)
            self.body.insertWidget(0, label)
        self._main: QPushButton | None = None
        self._escape: QPushButton | None = None
        self.news = self._line()

    def _line(self) -> QLabel:
        """Keeps its room while it says nothing, so that nothing on the card jumps."""
        label = QLabel(" ")
        label.setObjectName("doorNews")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("faint", True)
        label.setWordWrap(True)
        return label

    def say(self, text: str) -> None:
        """Something quiet: what goes on. It takes the place of a complaint."""
        self.complain("")
        self.news.setText(text or " ")
        self.news.show()

    def complain(self, problem: str) -> None:
        """What is wrong, in the line where the news stand; "" takes it away."""
        super().complain(problem)
        self.news.setText(" ")
        self.news.setVisible(not problem)

    def complain_of(self, error: Exception) -> None:
        """The three parts of an expected fault; anything else is the program's own."""
        if not isinstance(error, DeskError):
            raise error
        self.complain("\n".join(explain(error)))

    def field(self, name: str, label: str, *, secret: bool = False) -> QLineEdit:
        """A line to type into, below its label."""
        box, edit = QVBoxLayout(), PinEdit(self) if secret else QLineEdit(self)
        box.setSpacing(3)
        heading = QLabel(label)
        heading.setBuddy(edit)
        edit.setObjectName(name)
        edit.setAccessibleName(label)
        box.addWidget(heading)
        box.addWidget(edit)
        self.body.addLayout(box)
        return edit

    def finish(self, buttons: Sequence[Way], links: Sequence[QPushButton] = ()) -> None:
        """Put news and buttons (name, word, what it does) below the body. The first is Enter, `escape` is Esc."""
        self.body.addWidget(self.news)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        row = QHBoxLayout()
        for button in links:
            row.addWidget(button)
        row.addStretch(1)
        made = [self._button(*way) for way in buttons]  # Tab goes as they are made: the way on before the way out
        for button in reversed(made):
            row.addWidget(button)
        self.body.addLayout(row)
        self._main = made[0]
        self._main.setDefault(True)
        self._escape = self.findChild(QPushButton, "escape")

    def _button(self, name: str, word: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(word, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: run())
        return button

    def link(self, name: str, word: str, run: Callable[[], object]) -> QPushButton:
        """A way elsewhere, plain as a line of text."""
        button = self._button(name, word, run)
        button.setFlat(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        colors = theme()
        button.setStyleSheet(
            f"QPushButton {{ background: transparent; border: 0; padding: 6px 2px; color: {colors.cursor.name()}; }}"
            "QPushButton:focus, QPushButton:hover { text-decoration: underline; }"
        )
        return button

    def button(self, name: str) -> QPushButton:
        found = self.findChild(QPushButton, name)
        assert isinstance(found, QPushButton), name
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in ENTER and not event.isAutoRepeat():
            pressed = focused if isinstance(focused, QPushButton) else self._main
            if pressed is not None:
                pressed.click()
        elif event.key() == Qt.Key.Key_Escape and self._escape is not None:
            self._escape.click()
        event.accept()


class PinEdit(QLineEdit):
    """Shows dots, and says when the ten-key pad moves the cursor instead of writing."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(64)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFont(scaled(self.font(), 1.25))
        self._card = card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _moved_by_pad(event):
            self._card.complain(t("door.num_lock"))
            event.accept()
        else:
            super().keyPressEvent(event)


def _moved_by_pad(event: QKeyEvent) -> bool:
    """A key of the ten-key pad that moves because Num Lock is off. On a Mac every arrow says it is of the pad."""
    on_pad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier) and sys.platform != "darwin"
    return on_pad and event.key() in _MOVES


class Cover(Stage):
    """Fills a window so that nothing behind it can be read, clicked or called by a key, and holds one card."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        keys = window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._silent = [key for key in keys if key.isEnabled() and key.key().toString() not in _ALWAYS]
        for key in self._silent:
            key.setEnabled(False)

    def take_away(self) -> None:
        """Give the window back."""
        self._drop()
        self.hide()
        for key in self._silent:
            key.setEnabled(True)
        self.deleteLater()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setFont(scaled(self.font(), 1.12, bold=True))
        painter.setPen(theme().cursor)
        painter.drawText(20, 12 + painter.fontMetrics().ascent(), t("shell.program"))


class DoorWindow(QWidget):
    """A window of its own for cards, before there is a work file to show. `closed` runs when the user closes it."""

    def __init__(self, closed: Callable[[], None]) -> None:
        super().__init__()
        self.setWindowTitle(t("shell.program"))
        self.cover = Cover(self)
        self._closed = closed

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._closed()
