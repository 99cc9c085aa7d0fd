"""The sheets of the bundle at hand: seven kinds of paper, received and used, to be typed over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from regsosek_desk.core.domain.kendali import PAPERS, Count
from regsosek_desk.services.custody.handover import NO_COUNT, Counts, paper_name
from regsosek_desk.texts import t
from regsosek_desk.ui.widgets.labels import faint

_WHAT = ("received", "used")
_MOST_DIGITS = 5
_DIGITS_WIDE = 4
Key = Qt.Key


class CountField(QLineEdit):
    """A number of sheets. What a scanner types here is no number of sheets: `scanned` gives it on."""

    scanned = Signal(str)
    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Key.Key_Return | Key.Key_Enter:
                self._enter()
            case Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def _enter(self) -> None:
        text = self.text().strip()
        if len(text) > _MOST_DIGITS:
            self.undo_all()
            self.scanned.emit(text)
        else:
            self.entered.emit()

    def show_number(self, number: int | None) -> None:
        self.setText("" if number is None else str(number))
        self._shown = self.text()

    def undo_all(self) -> None:
        self.setText(getattr(self, "_shown", ""))

    @property
    def number(self) -> int | None:
        """None when blank; -1 for what is no number, which no check lets through."""
        text = self.text().strip()
        return (int(text) if text.isascii() and text.isdigit() else -1) if text else None


class CountGrid(QWidget):
    """`entered` when the counts are to be stored, `left` when they are not; `scanned` as in `CountField`."""

    entered = Signal()
    left = Signal()
    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[tuple[str, str], CountField] = {}
        self.reason = QLineEdit()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(4)
        for row, what in enumerate(_WHAT, 1):
            grid.addWidget(faint(t(f"custody.{what}")), row, 0)
            for column, paper in enumerate(PAPERS, 1):
                grid.addWidget(self._field(paper, what), row, column)
        for column, paper in enumerate(PAPERS, 1):
            grid.addWidget(faint(paper_name(paper)), 0, column, Qt.AlignmentFlag.AlignHCenter)
            grid.setColumnStretch(column, 1)
        grid.addWidget(faint(t("custody.field_reason")), 3, 0)
        grid.addWidget(self.reason, 3, 1, 1, len(PAPERS))
        self.reason.setAccessibleName(t("custody.field_reason"))
        self.reason.returnPressed.connect(self.entered)
        self.show_counts(None, "")

    def _field(self, paper: str, what: str) -> CountField:
        field = CountField()
        field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        field.setMinimumWidth(field.fontMetrics().horizontalAdvance("0" * _DIGITS_WIDE) + 10)
        field.setStyleSheet("padding: 4px 1px;")
        field.setAccessibleName(f"{paper_name(paper)} {t(f'custody.{what}')}")
        field.entered.connect(self.entered)
        field.left.connect(self.left)
        field.scanned.connect(self.scanned)
        self.fields[paper, what] = field
        return field

    def show_counts(self, counts: Counts | None, reason: str) -> None:
        """What was stored of the bundle at hand; None for no bundle."""
        self.setEnabled(counts is not None)
        for (paper, what), field in self.fields.items():
            field.show_number(getattr((counts or {}).get(paper, NO_COUNT), what))
        self.reason.setText(reason)

    def counts(self) -> Counts:
        """What stands in the fields; papers with two blanks are left out."""
        found = {paper: Count(*(self.fields[paper, what].number for what in _WHAT)) for paper in PAPERS}
        return {paper: count for paper, count in found.items() if count != NO_COUNT}

    def edit(self) -> None:
        """Bring the keyboard to the number that is asked for most."""
        field = self.fields["k", "received"]
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()
