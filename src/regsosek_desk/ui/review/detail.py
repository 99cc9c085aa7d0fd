"""The chosen place in full: every reason, the answers it is about, and the codes that a digit takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from regsosek_desk.services.checking.codes import Proposal
from regsosek_desk.services.checking.exceptions import Exceptional, Reason
from regsosek_desk.texts import t
from regsosek_desk.ui.review.places import title_of, verdict_of
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled, theme


class PlaceDetail(QScrollArea):
    """Filled anew for each place; what doesn't fit scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._inner = QWidget()
        self._show([])

    def show_place(self, each: Exceptional, proposals: Sequence[Proposal]) -> None:
        """A place with its reasons."""
        widgets: list[QWidget] = [_line(title_of(each), 1.15, bold=True), _line(each.answer, 1.3, bold=True)]
        for reason in each.reasons:
            widgets += _reason(reason)
        if each.neighbours:
            widgets.append(_table([(one.label, one.answer) for one in each.neighbours]))
        if proposals:
            widgets.append(_line(t("review.codes_title"), 1.0, bold=True))
            widgets.append(_codes(proposals))
        if verdict := verdict_of(each):
            note = each.decision.note if each.decision else ""
            widgets.append(_line(" · ".join(part for part in (verdict, note) if part), 1.0, bold=True))
        self._show(widgets)

    def show_words(self, *paragraphs: str) -> None:
        """Plain words, the first one large."""
        first, *rest = paragraphs
        self._show([_line(first, 1.25, bold=True), *(_line(each) for each in rest)])

    @property
    def text(self) -> str:
        """Everything that can be read, a line each."""
        return "\n".join(label.text() for label in self._inner.findChildren(QLabel))

    def _show(self, widgets: Sequence[QWidget]) -> None:
        self._inner = QWidget()
        self._inner.setBackgroundRole(QPalette.ColorRole.Base)
        box = QVBoxLayout(self._inner)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(8)
        for widget in widgets:
            box.addWidget(widget)
        box.addStretch(1)
        self.setWidget(self._inner)


def _line(text: str, factor: float = 1.0, *, bold: bool = False, faint: bool = False) -> QLabel:
    label = paragraph(text, faint=faint)
    label.setFont(scaled(label.font(), factor, bold=bold))
    return label


def _reason(reason: Reason) -> list[QWidget]:
    """What kind of reason it is, the facts, and what the form says to do."""
    kind = _line(t(f"review.kind_{reason.kind}"), 0.92, bold=True)
    colors = kind.palette()
    shade = {"error": theme().error, "warning": theme().warning, "code": theme().warning}.get(reason.kind)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        colors.setColor(role, shade or theme().cursor)
    kind.setPalette(colors)
    words = _line(reason.text)
    row = QWidget()
    box = QVBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    box.addWidget(kind)
    box.addWidget(words)
    if reason.advice:
        box.addWidget(_line(reason.advice, 0.95, faint=True))
    return [row]


def _table(pairs: Sequence[tuple[str, str]]) -> QWidget:
    frame = QWidget()
    grid = QGridLayout(frame)
    grid.setContentsMargins(0, 4, 0, 4)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for at, (label, answer) in enumerate(pairs):
        grid.addWidget(_line(label, faint=True), at, 0)
        grid.addWidget(_line(answer), at, 1)
    grid.setColumnMinimumWidth(0, 180)
    return frame


def _codes(proposals: Sequence[Proposal]) -> QWidget:
    frame = QWidget()
    box = QVBoxLayout(frame)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(3)
    for digit, each in enumerate(proposals, 1):
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(_line(str(digit), 1.15, bold=True))
        row.addWidget(_line(f"{each.code}  {each.label}"), 3)
        row.addWidget(_line(each.why, 0.92, faint=True), 2)
        box.addLayout(row)
    return frame
