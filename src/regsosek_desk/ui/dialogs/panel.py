"""A card over the sheet, and the stage that holds one at a time.

Part of the window, not a window of its own: it can't get lost behind another, and the keyboard goes where it
should on every system.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from regsosek_desk.ui.theme import Theme
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled

T = TypeVar("T")
Accept = Callable[[T], str]
"""Takes what the card was answered; gives "" or what is wrong with it, and then the card stays."""
_CLOSE = (Qt.Key.Key_Escape,)


class Panel(QFrame, Generic[T]):
    """Title, body, keys. `characters` is the width that the body wants."""

    finished = Signal()
    characters = 62

    def __init__(self, title: str, keys: str, accept: Accept[T]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self._accept = accept
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 14)
        self.body.setSpacing(10)
        heading = self.words(title, "panelTitle")
        heading.setFont(scaled(self.font(), 1.2, bold=True))
        self.problem = paragraph(name="panelProblem")
        self.problem.hide()
        self._keys = paragraph(keys, "panelKeys", faint=True)

    def words(self, text: str, name: str = "", *, faint: bool = False) -> QLabel:
        """A paragraph of the body."""
        label = paragraph(text, name, faint=faint)
        self.body.addWidget(label)
        return label

    def finish_layout(self) -> None:
        """To be called when the body is complete: what may go wrong and the keys stand below it."""
        self.body.addWidget(self.problem)
        self.body.addWidget(self._keys)

    def first_focus(self) -> QWidget:
        """The widget that gets the keyboard."""
        return self

    def accept(self, value: T) -> None:
        """Hand the answer over; close, or say what is wrong with it."""
        problem = self._accept(value)
        self.complain(problem)
        if not problem:
            self.finished.emit()

    def complain(self, problem: str) -> None:
        """Say below the body what is wrong; "" takes it away."""
        palette = self.problem.palette()
        palette.setColor(self.problem.foregroundRole(), Theme.from_palette(self.palette()).error)
        self.problem.setPalette(palette)
        self.problem.setText(f"! {problem}" if problem else "")
        self.problem.setVisible(bool(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CLOSE:
            self.finished.emit()
        event.accept()  # no key of a card reaches the sheet

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round within the card."""
        children = [w for w in self.findChildren(QWidget) if _takes_tab(w)]
        if children:
            focused = self.focusWidget()
            at = children.index(focused) if focused in children else -1
            children[(at + (1 if forward else -1)) % len(children)].setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _takes_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & tab)


class Stage(QWidget):
    """Dims the screen below and holds the open card. `closed` when the keyboard may go back to the sheet."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, alone: bool = False) -> None:
        """`alone`: the shortcuts of the screen below rest while a card is open, so that the card gets every key."""
        super().__init__(parent)
        self.setObjectName("stage")
        self._alone = alone
        self.panel: Panel[object] | None = None
        self._below = parent
        parent.installEventFilter(self)
        self.hide()

    def open(self, panel: Panel[T]) -> None:
        """Show a card; one that is open already goes."""
        self._drop()
        self.panel = panel  # type: ignore[assignment]
        panel.setParent(self)
        panel.finished.connect(lambda: self.close_panel(panel))
        self._let_rest(True)
        self.setGeometry(self._below.rect())
        self._place()
        self.show()
        self.raise_()
        panel.show()
        panel.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self, panel: Panel[T] | None = None) -> None:
        """Close the card; nothing happens when another one has taken its place."""
        if panel is not None and panel is not self.panel:
            return
        self._drop()
        self.hide()
        self._let_rest(False)
        self.closed.emit()

    def _let_rest(self, rest: bool) -> None:
        own = self._below.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for shortcut in own if self._alone else ():
            shortcut.setEnabled(not rest)

    def _drop(self) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _place(self) -> None:
        panel = self.panel
        if panel is None:
            return
        width = min(panel.fontMetrics().averageCharWidth() * panel.characters, self.width() - 24)
        layout = panel.layout()
        natural = layout.totalHeightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        height = min(max(natural, panel.sizeHint().height()), self.height() - 24)
        top = max(12, min((self.height() - height) // 3, self.height() - height - 12))
        panel.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._below and self.panel is not None:
            self.setGeometry(self._below.rect())
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        self.close_panel()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 70))
