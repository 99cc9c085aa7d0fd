"""The strip above the sheet: every part of the document with a sign for its state, the current one lit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.document.brushes import metrics_of, theme_of
from regsosek_desk.ui.document.progress import Stop
from regsosek_desk.ui.form import signs
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.theme import Theme

_VCENTER = int(Qt.AlignmentFlag.AlignVCenter.value)


@dataclass(frozen=True, slots=True)
class Chip:
    """A part as drawn: `label` is shortened for members, `index` is the part's; -1 for dots."""

    index: int
    label: str
    rect: QRect


class ProgressStrip(QWidget):
    stop_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progressStrip")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.stops: list[Stop] = []
        self.current = 0
        self._chips: list[Chip] = []

    def show_stops(self, stops: list[Stop], current: int) -> None:
        if stops == self.stops and current == self.current:
            return
        self.stops, self.current = stops, current
        self.setAccessibleName(", ".join(self.words(stop) for stop in stops))
        self._arrange()
        self.update()

    def words(self, stop: Stop) -> str:
        """`III: 2 salah` in words, for the tool tip and for screen readers."""
        return t("document.strip.stop", label=stop.label, state=t(f"document.strip.{stop.state}"))

    def sizeHint(self) -> QSize:
        return QSize(200, round(self.fontMetrics().height() * 1.9))

    # --- layout -----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """All parts if they fit, else those around the current member with dots at the ends of the gap."""
        everything = list(range(len(self.stops)))
        self._chips = self._set(everything)
        reach = len(self.stops)
        while self._chips and self._chips[-1].rect.right() >= self.width() and reach > 1:
            reach -= 1
            near = [i for i in everything if not self.stops[i].row or abs(i - self._centre()) < reach]
            self._chips = self._set(near)

    def _centre(self) -> int:
        """The current part if it is a member, else the first member."""
        members = [i for i, stop in enumerate(self.stops) if stop.row]
        return min(max(self.current, members[0]), members[-1]) if members else self.current

    def _set(self, indexes: list[int]) -> list[Chip]:
        m, x, before = metrics_of(self), 0, -1
        chips: list[Chip] = []
        for index in indexes:
            if index != before + 1:
                chips.append(Chip(-1, "…", QRect(x, 0, 2 * m.gap, self.height())))
                x += 2 * m.gap
            label = self._label(index)
            width = m.width("bold", label) + m.line + 3 * m.pad
            chips.append(Chip(index, label, QRect(x, 0, width, self.height())))
            x += width + m.pad
            before = index
        return chips

    def _label(self, index: int) -> str:
        """`IV.1`, then `2`, `3` … for the members after the first."""
        stop = self.stops[index]
        follows = index > 0 and stop.row and self.stops[index - 1].row
        return stop.label.rpartition(".")[2] if follows else stop.label

    def resizeEvent(self, event: QEvent) -> None:
        self._arrange()

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m, theme = QPainter(self), metrics_of(self), theme_of(self)
        for chip in self._chips:
            if chip.index < 0:
                painter.setPen(theme.faint)
                painter.drawText(chip.rect, _VCENTER, chip.label)
            else:
                self._chip(painter, chip, m, theme)

    def _chip(self, painter: QPainter, chip: Chip, m: Metrics, theme: Theme) -> None:
        here = chip.index == self.current
        rect = QRectF(chip.rect).adjusted(0.5, 3.5, -0.5, -3.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.cursor if here else theme.rule, 2 if here else 1))
        painter.setBrush(theme.cursor_glow if here else theme.paper)
        painter.drawRoundedRect(rect, 5, 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        size = m.line * 0.78
        where = QRectF(rect.left() + 2 * m.pad - 2, rect.center().y() - size / 2, size, size)
        state_sign(painter, where, self.stops[chip.index].state, theme)
        painter.setPen(theme.ink)
        painter.setFont(m.fonts["bold" if here else "base"])
        painter.drawText(rect.adjusted(size + 3 * m.pad - 2, 0, 0, 0), _VCENTER, chip.label)

    # --- mouse ------------------------------------------------------------------------------------

    def _index_at(self, x: int) -> int:
        return next((c.index for c in self._chips if c.rect.left() <= x <= c.rect.right()), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(int(event.position().x()))
        if index >= 0:
            self.stop_clicked.emit(index)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self._index_at(event.pos().x())
            if index >= 0:
                stop = self.stops[index]
                QToolTip.showText(event.globalPos(), f"{stop.title}\n{self.words(stop)}", self)
            return True
        return super().event(event)


def state_sign(painter: QPainter, where: QRectF, state: str, theme: Theme) -> None:
    """Tick, dot with exclamation mark, triangle with one, half ring, ring."""
    if state == "clean":
        signs.tick(painter, where, theme.ok, 2.2)
    elif state == "error":
        signs.badge(painter, where, "E", theme.error, theme)
    elif state == "warning":
        signs.badge(painter, where, "W", theme.warning, theme)
    else:
        _ring(painter, where.adjusted(1.5, 1.5, -1.5, -1.5), state == "partial", theme)


def _ring(painter: QPainter, where: QRectF, half: bool, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.faint, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(where)
    if half:
        painter.setBrush(theme.faint)
        painter.drawPie(where, 90 * 16, 180 * 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
