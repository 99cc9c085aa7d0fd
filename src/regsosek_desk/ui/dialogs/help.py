"""F1: help on a question: how to answer it, what its codes mean, which checks watch it, the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Panel
from regsosek_desk.ui.document.words import allowed, question_title, without_answers
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled

_CLOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1)
_HIGH = 34  # lines of the card at most
_SCROLL = {Qt.Key.Key_Down: 40, Qt.Key.Key_Up: -40, Qt.Key.Key_PageDown: 300, Qt.Key.Key_PageUp: -300}


def answers_of(cell: Cell) -> list[str]:
    """What may be answered, line by line."""
    codes = [f"{code}   {label}" for code, label in cell.question.codes.items()]
    skip = [t("dialogs.help.skip", arrow=cell.question.skip)] if cell.question.skip else []
    how = [] if cell.question.type == "select_one" else [allowed(cell.question)]
    if cell.question.type == "select_sum":
        how = [t("dialogs.help.sum")]
    return how + codes + skip


def rules_of(program: FormProgram, cell: Cell) -> list[str]:
    """The checks that mark the question, then the numbers of others that read its answer."""
    watching = [c for c in program.checks if c.cell is cell and c.rule.enabled]
    lines = [
        t("dialogs.help.rule", rule=c.rule.rule, severity=t(f"dialogs.help.severity_{c.severity}"),
          says=without_answers(cell, c.check.says))
        for c in watching
    ]  # fmt: skip
    reading = [c.rule.rule for c in program.checks if c.cell is not cell and _reads(program, c.reads, cell)]
    if reading:
        lines.append(t("dialogs.help.also_read_by", rules=", ".join(dict.fromkeys(reading))))
    return lines


def _reads(program: FormProgram, reads: tuple, cell: Cell) -> bool:  # type: ignore[type-arg]
    return any(program.bound.cell_of(answer) is cell for answer in reads)


class HelpPanel(Panel[None]):
    characters = 100

    def __init__(self, program: FormProgram, cell: Cell, *, table: bool) -> None:
        super().__init__(question_title(cell.question), t("dialogs.help.keys"), lambda _: "")
        self.area = QScrollArea()
        self.area.setObjectName("helpScroll")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 8, 0)
        if cell.question.hint:
            self._part(layout, "", [" ".join(cell.question.hint.split())])
        self._part(layout, t("dialogs.help.answers"), answers_of(cell))
        self._part(layout, t("dialogs.help.rules"), rules_of(program, cell))
        if table:
            self._keys_part(layout, "table_keys")
        self._keys_part(layout, "all_keys")
        self.area.setWidget(inner)
        self.area.setMinimumHeight(min(inner.sizeHint().height(), _HIGH * self.fontMetrics().height()))
        self.body.addWidget(self.area, 1)
        self.finish_layout()

    def _part(self, layout: QVBoxLayout, title: str, lines: list[str]) -> None:
        if title and lines:
            self._heading(layout, title)
        for line in lines:
            layout.addWidget(paragraph(line))

    def _heading(self, layout: QVBoxLayout, title: str) -> None:
        heading = paragraph(title)
        heading.setFont(scaled(self.font(), 1.0, bold=True))
        layout.addSpacing(6)
        layout.addWidget(heading)

    def _keys_part(self, layout: QVBoxLayout, name: str) -> None:
        """Keys in one column, what they do in the other."""
        self._heading(layout, t(f"dialogs.help.{name}"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(t(f"dialogs.help.{name}_list").strip().splitlines()):
            for column, text in enumerate(line.split("\t")):
                grid.addWidget(paragraph(text) if column else QLabel(text), row, column)
        layout.addLayout(grid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        bar = self.area.verticalScrollBar()
        if key in _CLOSE:
            self.accept(None)
        elif key in _SCROLL:
            bar.setValue(bar.value() + _SCROLL[key])
        else:
            super().keyPressEvent(event)
