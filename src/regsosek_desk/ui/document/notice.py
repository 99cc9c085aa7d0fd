"""A calm line over a document that can only be read here: at whom it is, why, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from regsosek_desk.services.team.rights import Refusal
from regsosek_desk.texts import t
from regsosek_desk.ui.document.brushes import theme_of
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled


class ReadingNotice(QWidget):
    """Shown as long as there is a refusal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readingNotice")
        self.label, self.why, self.key = QLabel(t("roles.reading")), paragraph(), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 16, 8)
        row.setSpacing(14)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.why, 1)
        row.addWidget(self.key, 0, Qt.AlignmentFlag.AlignTop)
        for label in (self.label, self.key):
            label.setFont(scaled(label.font(), 1.0, bold=True))
        self.hide()

    def show_refusal(self, refused: Refusal | None, *, takes: bool) -> None:
        """`takes`: whether the SLS can be taken by the key of the document screen."""
        self.setVisible(refused is not None)
        if refused is None:
            return
        self.why.setText(refused.words if takes else f"{refused.words} {t('roles.you_may')}")
        self.key.setText(t("roles.take_key") if takes else "")
        self.key.setVisible(takes)
        self.setAccessibleName(f"{self.label.text()}. {self.why.text()} {self.key.text()}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self)
        painter.fillRect(self.rect(), mix(theme.paper, theme.cursor, 0.14))
        painter.setPen(QPen(theme.cursor, 2))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
