"""Draws one answer: its digits or text, its marks, the cursor. Never says anything by colour alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QStaticText, QTextLayout, QTextLine, QTextOption

from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import parse_date
from regsosek_desk.ui.form import signs
from regsosek_desk.ui.form.geometry import FieldBox
from regsosek_desk.ui.form.look import Look
from regsosek_desk.ui.form.metrics import Metrics, Role
from regsosek_desk.ui.form.printing import HAIRLINE, LEFT, MIDDLE, RIGHT
from regsosek_desk.ui.theme import Theme

LINE_BREAK = "\u2028"  # what a text layout takes for a new line


class FieldPainter:
    """Draws in the coordinates of the boxes given; keeps shaped digits and wrapped lines."""

    def __init__(self, theme: Theme, m: Metrics) -> None:
        self.theme, self.m = theme, m
        self._digits: dict[str, tuple[QStaticText, QSizeF]] = {}
        self.wrapped = lru_cache(maxsize=4096)(self._wrapped)

    def paint(self, painter: QPainter, box: FieldBox, look: Look) -> None:
        if look.skipped:
            self._veil(painter, box.zone)
        if look.cursor:
            self._cursor_ground(painter, box)
        if box.boxes:
            self._paint_boxes(painter, box, look)
        else:
            self._paint_line(painter, box, look)
        if look.echo and box.echo.width() > self.m.gap:
            self._paint_echo(painter, box, look)
        self._paint_marks(painter, box, look)

    # --- grounds -----------------------------------------------------------------------------------

    def _veil(self, painter: QPainter, zone: QRect) -> None:
        rect = zone.adjusted(1, 0, 0, 0)
        painter.fillRect(rect, self.theme.veil)
        painter.fillRect(rect, QBrush(self.theme.hatch, Qt.BrushStyle.BDiagPattern))

    def _cursor_ground(self, painter: QPainter, box: FieldBox) -> None:
        theme = self.theme
        painter.fillRect(_around(box, 2), theme.cursor_ground)
        painter.setPen(QPen(theme.box, HAIRLINE))
        for rect in box.boxes:
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    # --- boxes -------------------------------------------------------------------------------------

    def _paint_boxes(self, painter: QPainter, box: FieldBox, look: Look) -> None:
        characters = in_boxes(box.question, look, len(box.boxes))
        if characters is None:
            self._paint_overflow(painter, box.frame, look)
        elif box.question.type == "flag":
            self._paint_tick(painter, box.boxes[0], look)
        else:
            painter.setFont(self.m.fonts["digit"])
            self._paint_characters(painter, box, characters, self._pen(look))
            if look.ghost:
                self._paint_characters(painter, box, _proposed(box.question, look, len(box.boxes)), self.theme.ghost)
        if look.cursor:
            self._paint_box_caret(painter, box, look.caret)

    def _paint_characters(self, painter: QPainter, box: FieldBox, characters: str, pen: QColor) -> None:
        painter.setPen(pen)
        for rect, character in zip(box.boxes, characters, strict=False):
            if character != " ":
                shape, size = self._digit(character)
                x = rect.x() + (rect.width() - size.width()) / 2
                painter.drawStaticText(QPointF(x, rect.y() + (rect.height() - size.height()) / 2), shape)

    def _digit(self, character: str) -> tuple[QStaticText, QSizeF]:
        found = self._digits.get(character)
        if found is None:
            shape = QStaticText(character)
            shape.setTextFormat(Qt.TextFormat.PlainText)
            shape.prepare(font=self.m.fonts["digit"])
            found = self._digits[character] = shape, shape.size()
        return found

    def _paint_overflow(self, painter: QPainter, frame: QRect, look: Look) -> None:
        """What isn't of the boxes' shape stands over them, whole as far as it goes."""
        painter.fillRect(frame, self.theme.cursor_ground if look.cursor else self.theme.paper)
        signs.border(painter, frame, self.theme.box, HAIRLINE)
        painter.setFont(self.m.fonts["bold"])
        painter.setPen(self._pen(look))
        inner = frame.adjusted(self.m.pad, 0, -self.m.pad, 0)
        painter.drawText(inner, LEFT | MIDDLE, self.m.elided("bold", look.text, inner.width()))

    def _paint_tick(self, painter: QPainter, rect: QRect, look: Look) -> None:
        if look.text == "1":
            signs.tick(painter, QRectF(rect).adjusted(4, 4, -4, -4), self._pen(look), 2.4)
        elif look.text:
            self._paint_overflow(painter, rect, look)

    def _paint_box_caret(self, painter: QPainter, box: FieldBox, caret: int) -> None:
        """A bar at the foot of the box that takes the next digit; behind the last box when all are full."""
        if caret < len(box.boxes):
            rect = box.boxes[caret].adjusted(2, 0, -2, 0)
            painter.fillRect(QRect(rect.left(), rect.bottom() - 4, rect.width(), 3), self.theme.cursor)
        else:
            rect = box.boxes[-1]
            painter.fillRect(QRect(rect.right() - 3, rect.top() + 3, 2, rect.height() - 6), self.theme.cursor)

    # --- lines -------------------------------------------------------------------------------------

    def _paint_line(self, painter: QPainter, box: FieldBox, look: Look) -> None:
        rect = box.line.adjusted(self.m.pad + 1, 0, -self.m.pad, -1)
        role: Role = "base"
        painter.setPen(self._pen(look))
        painter.setFont(self.m.fonts[role])
        if look.cursor:
            self._paint_keyed(painter, rect, look, box.rows if box.ruled else 1)
            return
        lines = self.wrapped(look.text, rect.width(), box.rows, role)
        height = rect.height() // (box.rows if box.ruled else len(lines))
        for row, text in enumerate(lines):
            painter.drawText(QRect(rect.left(), rect.top() + row * height, rect.width(), height), LEFT | MIDDLE, text)

    def _wrapped(self, text: str, width: int, rows: int, role: Role) -> tuple[str, ...]:
        """The text in at most so many lines, the last cut short with dots."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            lines += self._broken(paragraph, width, role)
        if len(lines) > rows:
            lines[rows - 1 :] = [" ".join(lines[rows - 1 :])]
        return tuple(self.m.elided(role, line, width) for line in lines)

    def _broken(self, paragraph: str, width: int, role: Role) -> list[str]:
        lines = [""]
        for word in paragraph.split(" "):
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and self.m.measures[role].horizontalAdvance(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _paint_keyed(self, painter: QPainter, rect: QRect, look: Look, rows: int) -> None:
        """The text under the cursor, moved so that the caret is in view, with what is proposed behind it."""
        text = look.text + look.ghost[len(look.text) :]
        layout, top = self._laid_out(text, rect, rows)
        caret = min(look.caret, len(look.text))
        line = layout.lineForTextPosition(caret)
        caret_x = _x_of(line, caret)
        dx = max(0.0, caret_x - rect.width() + 4) if rows == 1 else 0.0
        dy = max(0, line.lineNumber() - rows + 1) * rect.height() / rows
        painter.save()
        painter.setClipRect(rect.adjusted(0, 0, 3, 0), Qt.ClipOperation.IntersectClip)
        origin = QPointF(rect.left() - dx, rect.top() - dy + top)
        layout.draw(painter, origin, self._ghost_format(look))
        painter.setPen(self.theme.cursor)
        layout.drawCursor(painter, origin, caret, self.m.caret)
        painter.restore()

    def _laid_out(self, text: str, rect: QRect, rows: int) -> tuple[QTextLayout, float]:
        """The text in lines as high as the ruled ones; and how far the first is below the top of its row."""
        layout = QTextLayout(text.replace("\n", LINE_BREAK), self.m.fonts["base"])
        option = QTextOption()
        wrap = QTextOption.WrapMode
        option.setWrapMode(wrap.WrapAtWordBoundaryOrAnywhere if rows > 1 else wrap.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        height, number = rect.height() / rows, 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(rect.width() if rows > 1 else 100_000)
            line.setPosition(QPointF(0, number * height))
            number += 1
        layout.endLayout()
        return layout, (height - self.m.line) / 2

    def _ghost_format(self, look: Look) -> list[QTextLayout.FormatRange]:
        if not look.ghost:
            return []
        found = QTextLayout.FormatRange()
        found.start, found.length = len(look.text), len(look.ghost) - len(look.text)
        colour = found.format
        colour.setForeground(self.theme.ghost)
        found.format = colour
        return [found]

    # --- what stands around ------------------------------------------------------------------------

    def _pen(self, look: Look) -> QColor:
        return self.theme.skipped if look.skipped and not look.cursor else self.theme.pen

    def _paint_echo(self, painter: QPainter, box: FieldBox, look: Look) -> None:
        proposed = not look.text
        role: Role = "small" if box.echo_left else "base"
        painter.setFont(self.m.fonts[role])
        painter.setPen(self.theme.ghost if proposed else self.theme.skipped if look.skipped else self.theme.echo)
        text = f"+ {look.echo}" if proposed else look.echo
        height = self.m.small_line if role == "small" else self.m.line
        rows = max(1, box.echo.height() // height)
        lines = self.wrapped(text, box.echo.width(), rows, role)
        top = box.echo.top() + (box.echo.height() - len(lines) * height) // 2
        align = (LEFT if box.echo_left else RIGHT) | MIDDLE
        for number, line in enumerate(lines):
            painter.drawText(QRect(box.echo.left(), top + number * height, box.echo.width(), height), align, line)

    def _paint_marks(self, painter: QPainter, box: FieldBox, look: Look) -> None:
        if look.cursor:
            signs.rounded(painter, _around(box, 3), self.theme.cursor)
        mark = "!" if look.skipped and look.text and look.mark is None else look.mark
        if mark is not None:
            self._paint_mark(painter, box, mark)
        if look.noted:
            signs.corner(painter, box.zone, self.m, self.theme.note)

    def _paint_mark(self, painter: QPainter, box: FieldBox, mark: str) -> None:
        theme, frame = self.theme, box.frame
        if mark == "missing":
            signs.dashes(painter, frame, min(frame.bottom() + 3, box.zone.bottom() - 1), theme.error)
            return
        strong, colour = mark in ("E", "!"), theme.error if mark in ("E", "!") else theme.warning
        signs.border(painter, frame, colour, 2.6 if strong else 2.0 if mark == "W" else 1.0)
        signs.badge(painter, signs.badge_rect(frame, box.zone, self.m), mark, colour, theme)


def _around(box: FieldBox, margin: int) -> QRect:
    """The frame with a margin, but never outside the zone, which is all that gets repainted."""
    return box.frame.adjusted(-margin, -margin, margin, margin).intersected(box.zone.adjusted(1, 1, 0, 0))


def _x_of(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # newer bindings also return the position
    return float(found[0] if isinstance(found, tuple) else found)


def in_boxes(question: Question, look: Look, count: int) -> str | None:
    """One character per box; None when the answer doesn't go into them."""
    text = look.text if look.keying else _as_keyed(question, look.text)
    if len(text) > count:
        return None
    on_the_right = question.type == "number" and not look.keying
    return text.rjust(count) if on_the_right else text


def _proposed(question: Question, look: Look, count: int) -> str:
    """The rest of the proposal, in the boxes that are still free."""
    text = _as_keyed(question, look.ghost)
    return " " * len(look.text) + text[len(look.text) : count]


def _as_keyed(question: Question, text: str) -> str:
    """A stored date in the order of its boxes: day, month, year."""
    return f"{text[8:]}{text[5:7]}{text[:4]}" if question.type == "date" and parse_date(text) else text
