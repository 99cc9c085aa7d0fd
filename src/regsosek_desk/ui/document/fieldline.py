"""The line below the sheet: what is asked here, what may be answered, and the keys that help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regsosek_desk.core.engine.messages import label_of
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.texts import t
from regsosek_desk.ui.document.brushes import metrics_of, theme_of
from regsosek_desk.ui.document.members import code_of_text
from regsosek_desk.ui.document.words import allowed, place_title
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.signs import badge
from regsosek_desk.ui.theme import Theme

_VCENTER = int(Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value)


@dataclass(frozen=True, slots=True)
class Words:
    """What the line says. `fault` stands with its `mark` in the place of `allowed` and `hint`."""

    title: str = ""
    echo: str = ""
    allowed: str = ""
    hint: str = ""
    keys: str = ""
    fault: str = ""
    mark: str = ""


class FieldLine(QWidget):
    """Two lines of text: question with its echo and the keys; then the answers allowed and the hint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fieldLine")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words = Words()

    def show_field(self, keyer: Keyer, more_keys: Sequence[str] = (), fault: str = "") -> None:
        """The question under the cursor. `more_keys` names keys of the screen, `fault` what is wrong there."""
        question = keyer.question
        names = (*_key_names(keyer), *more_keys)
        self.show_words(
            Words(
                place_title(keyer.desk.instance, keyer.place),
                label_of(keyer.desk.instance.cell(keyer.place), keyer.shown) if question.codes else "",
                allowed(question),
                " ".join((question.hint or "").split()),
                "   ".join(t(f"document.keys.{name}") for name in names),
                fault,
                keyer.desk.mark(keyer.place) or "",
            )
        )

    def show_words(self, words: Words) -> None:
        """Nothing is painted anew while they stay the same."""
        if words != self.words:
            self.words = words
            said = (words.title, words.echo, words.fault or words.allowed, words.hint)
            self.setAccessibleName(". ".join(filter(None, said)))
            self.update()

    def sizeHint(self) -> QSize:
        m = metrics_of(self)
        return QSize(200, m.line + m.small_line + 4 * m.pad)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m, theme = QPainter(self), metrics_of(self), theme_of(self)
        painter.fillRect(self.rect(), theme.paper)
        painter.setPen(theme.rule)
        painter.drawLine(0, 0, self.width(), 0)
        first = QRect(3 * m.pad, m.pad + 1, self.width() - 6 * m.pad, m.line)
        self._first(painter, first, m, theme)
        self._second(painter, first.translated(0, m.line + m.pad // 2), m, theme)

    def _first(self, painter: QPainter, rect: QRect, m: Metrics, theme: Theme) -> None:
        painter.setFont(m.fonts["small"])
        painter.setPen(theme.faint)
        painter.drawText(rect, _VCENTER | _RIGHT, self.words.keys)
        room = rect.adjusted(0, 0, -m.width("small", self.words.keys) - 2 * m.gap, 0)
        painter.setFont(m.fonts["bold"])
        painter.setPen(theme.ink)
        title = m.elided("bold", self.words.title, room.width())
        painter.drawText(room, _VCENTER, title)
        if self.words.echo:
            painter.setPen(theme.echo)
            rest = room.adjusted(m.width("bold", title) + 2 * m.gap, 0, 0, 0)
            painter.drawText(rest, _VCENTER, m.elided("bold", f"= {self.words.echo}", rest.width()))

    def _second(self, painter: QPainter, rect: QRect, m: Metrics, theme: Theme) -> None:
        painter.setFont(m.fonts["small"])
        painter.setPen(theme.ink)
        if self.words.fault:
            self._fault(painter, rect, m, theme)
            return
        may = m.elided("small", self.words.allowed, rect.width())
        painter.drawText(rect, _VCENTER, may)
        rest = rect.adjusted(m.width("small", may) + 3 * m.gap, 0, 0, 0)
        if rest.width() > 8 * m.gap:
            painter.setPen(theme.faint)
            painter.drawText(rest, _VCENTER, m.elided("small", self.words.hint, rest.width()))

    def _fault(self, painter: QPainter, rect: QRect, m: Metrics, theme: Theme) -> None:
        """What is wrong here, in one line."""
        size = m.small_line
        color = theme.error if self.words.mark in ("E", "missing") else theme.warning
        sign = "E" if self.words.mark == "missing" else self.words.mark or "W"
        badge(painter, QRectF(rect.left(), rect.center().y() - size / 2 + 1, size, size), sign, color, theme)
        words = rect.adjusted(size + m.gap, 0, 0, 0)
        painter.setPen(theme.ink)
        painter.drawText(words, _VCENTER, m.elided("small", self.words.fault, words.width()))


def _key_names(keyer: Keyer) -> list[str]:
    """The keys that do something here, the rarer ones left to F1."""
    question = keyer.question
    names = ["help"]
    if code_of_text(keyer.desk, keyer.place) is not None:
        names.append("codes")
    if question.codes:
        names.append("ticks" if question.type == "select_sum" else "codes")
    if keyer.ghost:
        names.append("accept")
    elif keyer.place.row:
        names.append("repeat")
    names += {"E": ["why"], "W": ["why", "confirm"]}.get(keyer.desk.mark(keyer.place) or "", [])
    if keyer.desk.review.open:
        names.append("next")
    return names
