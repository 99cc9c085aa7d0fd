"""F2: a note on a question."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NotePanel(Panel[str]):
    """Enter keeps the note, Shift+Enter begins a line, an empty note is taken away."""

    def __init__(self, title: str, text: str, accept: Accept[str]) -> None:
        super().__init__(t("dialogs.note.title", question=title), t("dialogs.note.keys"), accept)
        self.edit = _NoteEdit(self)
        self.edit.setPlainText(text)
        self.edit.selectAll()
        self.body.addWidget(self.edit)
        self.finish_layout()

    def first_focus(self) -> QWidget:
        return self.edit


class _NoteEdit(QPlainTextEdit):
    def __init__(self, panel: NotePanel) -> None:
        super().__init__(panel)
        self.setObjectName("noteEdit")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 5)
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._panel.accept(self.toPlainText())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
