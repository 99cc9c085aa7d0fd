"""The panel beside the sheet: whose document it is, its status, what is wrong, and the message of the moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.texts import t
from regsosek_desk.ui.document.finding_list import FindingList
from regsosek_desk.ui.document.findings import Finding, Findings
from regsosek_desk.ui.document.pill import StatusPill
from regsosek_desk.ui.document.recap import Recap
from regsosek_desk.ui.document.words import place_title
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled

WIDTH = 300  # at a font of 9 points; grows with it
POINTS = 9.0
MESSAGE_SHARE = 0.38
"""Part of the height that the message has at least; a long recap scrolls."""
LONG_LIST = 12
"""Codes from which a list has no room on the sheet and stands here while the cursor is at its question."""


class SidePanel(QFrame):
    chosen = Signal(Place)
    unkeyed_chosen = Signal()

    def __init__(self, desk: DocumentDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self._desk = desk
        self._found = Findings((), 0)
        self.title = paragraph(name="documentTitle")
        self.pill = StatusPill(self)
        self.recap = Recap(desk, self)
        self._recap_area = _scrolled(self.recap)
        self.list = FindingList(desk, self)
        self.list.chosen.connect(self.chosen)
        self.list.unkeyed_chosen.connect(self.unkeyed_chosen)
        self.message = MessageBox(desk, self)
        self._arrange()
        self._restyle()

    def _arrange(self) -> None:
        self.setMinimumHeight(1)  # the panel never keeps a window from being low
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._recap_area)
        layout.addWidget(self.list, 3)
        layout.addWidget(self.message, 2)

    def refresh(self, title: str, found: Findings, here: Place) -> None:
        """Show the document as it is after a change."""
        self._found = found
        self.title.setText(title)
        self.pill.show_status(self._desk.status, found)
        self.recap.refresh()
        finding = found.at(here)
        self.list.show_findings(found, finding)
        self._show_message(here, finding)

    def show_place(self, here: Place) -> None:
        """The cursor stands elsewhere; nothing else has changed."""
        finding = self._found.at(here)
        self.list.mark(finding)
        self._show_message(here, finding)

    def _show_message(self, here: Place, finding: Finding | None) -> None:
        """The message of the place; a long list of codes gets the room of the violations."""
        self.message.show_finding(here, finding)
        long = bool(self.message.codes.text())
        self._layout.setStretchFactor(self.list, 1 if long else 3)
        self._layout.setStretchFactor(self.message, 3 if long else 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.message.setMinimumHeight(round(self.height() * MESSAGE_SHARE))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "message"):
            self._restyle()

    def showEvent(self, event: QShowEvent) -> None:
        """A style sheet takes away the fonts of labels when they come into a window."""
        self._restyle()
        super().showEvent(event)

    def _restyle(self) -> None:
        self.setFixedWidth(round(WIDTH * max(1.0, self.font().pointSizeF() / POINTS)))
        self.title.setFont(scaled(self.font(), 1.25, bold=True))
        self.list.restyle()
        self.message.restyle()


def _scrolled(recap: Recap) -> QScrollArea:
    """The recap as high as it is, lower where the room is wanted."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    area.setWidgetResizable(True)
    empty = recap.isHidden()  # the area shows whatever it is given
    area.setWidget(recap)
    area.setHidden(empty)
    return area


def _long_list(question: Question) -> str:
    if len(question.codes) <= LONG_LIST:
        return ""
    return "\n".join(f"{code}  {label}" for code, label in question.codes.items())


class MessageBox(QScrollArea):
    """The three parts of a message: the facts, the rincian, what to do; and the keys that help."""

    def __init__(self, desk: DocumentDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBox")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._desk = desk
        inner = QWidget(self)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 4, 4, 4)
        self.place = self._line(layout, "messagePlace")
        self.returned = self._line(layout, "messageReturned")
        self.facts = self._line(layout, "messageFacts")
        self.rincian = self._line(layout, "messageRincian", faint=True)
        self.action = self._line(layout, "messageAction")
        self.keys = self._line(layout, "messageKeys", faint=True)
        self.codes = self._line(layout, "messageCodes")
        layout.addStretch(1)
        self.setWidget(inner)

    def _line(self, layout: QVBoxLayout, name: str, *, faint: bool = False) -> QLabel:
        label = paragraph(name=name, faint=faint)
        layout.addWidget(label)
        return label

    def restyle(self) -> None:
        bold = scaled(self.font(), 1.0, bold=True)
        self.place.setFont(scaled(self.font(), 0.9, bold=True))
        self.facts.setFont(bold)
        self.returned.setFont(bold)
        self.rincian.setFont(scaled(self.font(), 0.9))
        self.keys.setFont(scaled(self.font(), 0.9))
        self.codes.setFont(scaled(self.font(), 0.9))

    def show_finding(self, place: Place, finding: Finding | None) -> None:
        """The message of a place, or that nothing is wrong there."""
        self._set(self.place, place_title(self._desk.instance, place))
        note, back = self._desk.notes.get(place), self._desk.returned.get(place)
        self._set(self.returned, "" if back is None else t("review.field_note", note=back or "–"))
        if finding is None:
            words = ["", "", t("document.side.note", text=note) if note else "", ""]
        else:
            words = self._words(finding, note)
        for label, text in zip((self.facts, self.rincian, self.action, self.keys), words, strict=True):
            self._set(label, text)
        if finding is None and back is None:
            self._set(self.rincian, t("document.side.nothing_wrong"))
        self._set(self.codes, _long_list(self._desk.instance.cell(place).question))

    def _words(self, finding: Finding, note: str | None) -> list[str]:
        message = message_of(self._desk.instance, finding.violation)
        rincian = t("document.side.rincian", numbers=message.rincian, rule=finding.violation.rule)
        action = message.action + (f"\n{t('document.side.note', text=note)}" if note else "")
        return [message.facts, rincian, action, self._foot(finding)]

    def _foot(self, finding: Finding) -> str:
        if finding.kind != "confirmed":
            return t(f"document.side.keys_{finding.kind}")
        violation = finding.violation
        kept = self._desk.state.confirmations.get((violation.place.row, violation.place.question, violation.rule))
        return t("document.side.reason", reason=kept.reason if kept else "")

    def _set(self, label: QLabel, text: str) -> None:
        if label.text() != text:
            label.setText(text)
        label.setVisible(bool(text))
