"""The screen of one document: the sheet, what is wrong with it, and every key of the keyer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.session import Session
from regsosek_desk.services.step import Mode, Step
from regsosek_desk.texts import explain
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.document.areas import AreaNames
from regsosek_desk.ui.document.banner import FaultBanner
from regsosek_desk.ui.document.bubble import Bubble, Flash
from regsosek_desk.ui.document.cards import Cards
from regsosek_desk.ui.document.changes import Changes
from regsosek_desk.ui.document.commands import Commands
from regsosek_desk.ui.document.fieldline import FieldLine
from regsosek_desk.ui.document.findings import findings
from regsosek_desk.ui.document.keys import command_of, typed_by
from regsosek_desk.ui.document.notice import ReadingNotice
from regsosek_desk.ui.document.pill import StatusPill
from regsosek_desk.ui.document.progress import entrance, stop_at, stops
from regsosek_desk.ui.document.side import POINTS, SidePanel
from regsosek_desk.ui.document.strip import ProgressStrip
from regsosek_desk.ui.document.words import refused_words
from regsosek_desk.ui.form.sheet import SheetView

SIDE_FROM = 1000
"""Logical pixels of width from which the side panel stands open by itself; more with a larger font."""


class KeyerSettings(Protocol):
    @property
    def mode(self) -> Mode: ...
    @property
    def enter_always(self) -> bool: ...


class DocumentScreen(QWidget):
    """Base of the screens for K and VK1. It holds the keyboard; the sheet only shows.

    `back_requested`: Esc with nothing typed. `stored`: an answer went to the disk.
    `message`: a sentence for the status line, "" to clear it.
    """

    back_requested = Signal()
    stored = Signal()
    open_document = Signal(str)
    next_family_requested = Signal()
    message = Signal(str)
    title_changed = Signal(str)

    def __init__(
        self, session: Session, desk: DocumentDesk, keyer_settings: KeyerSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.desk = session, desk
        self.keyer = self.make_keyer()
        self.apply_settings(keyer_settings)
        self.subject: Place | None = None
        """The place that F7 explains when it isn't the cursor's: where the keyer was not let in."""
        self.refused = ""
        self.findings = findings(desk)
        self._changes = Changes(desk)
        self._title = ""
        self._side_wanted: bool | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self._build()
        self.commands, self.cards = Commands(self), Cards(self)
        self._table: dict[str, Callable[[], object]] = {**self.commands.table(), **self.cards.table()}
        self._on_sheet = False
        self.after(Step(committed=self.keyer.place, moved=True, rows_changed=True))

    def make_keyer(self) -> Keyer:
        """What turns keys into answers here."""
        return Keyer(self.desk, self.session.recall(self.desk), place=self.resumed_at())

    def resumed_at(self) -> Place | None:
        """Where the keyer was when this document was open last."""
        where = self.session.where()
        return where.place if where is not None and where.document == self.desk.id else None

    def apply_settings(self, keyer_settings: KeyerSettings) -> None:
        """Take over how the keyer wants to work; may be called at any time."""
        self.keyer.mode = keyer_settings.mode
        self.keyer.enter_always = keyer_settings.enter_always

    def _build(self) -> None:
        self.banner, self.notice = FaultBanner(self), ReadingNotice(self)
        self.strip, self.pill = ProgressStrip(self), StatusPill(self)
        self.sheet = SheetView(self.desk.program, self)
        self.sheet.setObjectName("sheet")
        self.sheet.set_names(AreaNames(self.desk, self.session.run(lambda file: file.sls_list())))
        self.side, self.field_line = SidePanel(self.desk, self), FieldLine(self)
        self.side.hide()  # until the width is known
        self.bubble, self.flash = Bubble(self.sheet.viewport()), Flash(self.sheet.viewport())
        self.stage = Stage(self)
        top, middle, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.setContentsMargins(8, 2, 8, 2)
        top.addWidget(self.strip, 1)
        top.addWidget(self.pill)
        middle.setSpacing(0)
        middle.addWidget(self.sheet, 1)
        middle.addWidget(self.side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.notice)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.field_line)
        self.sheet.place_clicked.connect(self.go)
        self.side.chosen.connect(self.go)
        self.side.unkeyed_chosen.connect(lambda: self.go(self.keyer.route.first_blank()))
        self.strip.stop_clicked.connect(self._stop_clicked)
        self.stage.closed.connect(self.setFocus)

    # --- what the window reads --------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Whose document it is, for headings."""
        raise NotImplementedError

    @property
    def adds_at_end(self) -> str:
        """What Insert adds on the card at the end; "" where it adds nothing there."""
        return ""

    # --- keys -------------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False  # Tab is a key of the keyer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() and self.bubble.asks and not self.bubble.isHidden():
            return  # a key held down doesn't answer what it was asked
        command = command_of(event, self.keyer.question)
        text = typed_by(event) if command is None else ""
        if command in self._table:
            self._table[command]()
        elif text:
            self.type(text)
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method or the emoji panel of the system writes."""
        if event.commitString():
            self.type(event.commitString())
        event.accept()

    def type(self, text: str) -> None:
        self.run(lambda: self.keyer.type(text))

    # --- doing ------------------------------------------------------------------------------------

    def run(self, action: Callable[[], Step], *, whole: bool = False) -> bool:
        """Let the keyer act and show what came of it; whether it was done. `whole` paints everything anew.

        When the disk refuses, the typed characters stay, the banner says so, and the next Enter tries again.
        """
        before = self.keyer.place
        try:
            step = action()
        except DeskError as fault:
            self.show_fault(fault)
            self.sheet.refresh()
            return False
        self.after(step, before=before, whole=whole)
        return not step.refused

    def show_fault(self, fault: DeskError) -> None:
        """What isn't the keyer's to change is said below; what went wrong stays above until it is right."""
        if fault.code == "not_yours":
            self._say_calmly(explain(fault)[0])
        else:
            self.banner.show_fault(fault)

    def settle(self) -> Step:
        """Bring what is being typed to the disk, the cursor staying where it is."""
        return self.keyer.go(self.keyer.place) if self.keyer.buffer is not None else Step()

    def go(self, place: Place) -> bool:
        """Bring the cursor to a place; whether it went."""
        went = self.run(lambda: self.keyer.go(place))
        self.subject = None if went else place
        return went

    def leave(self) -> None:
        """Go back to where the document was opened from; where the keyer was is kept."""
        if not self.run(self.keyer.put_away):
            return
        with suppress(DeskError):
            self.desk.stay_at(self.keyer.place)
        self.back_requested.emit()

    # --- showing ----------------------------------------------------------------------------------

    def after(self, step: Step, *, before: Place | None = None, whole: bool = False) -> None:
        """Show what a step changed."""
        changed = step.committed is not None or step.rows_changed or whole
        if changed:
            self.stored.emit()
            self.banner.hide()
            self.message.emit("")
            self.findings = findings(self.desk)
        self._refresh_sheet(step, before, changed=changed, whole=whole or step.rows_changed)
        if step.moved or step.rows_changed:
            self.sheet.ensure_visible(self.keyer.place)
        self._refresh_around(changed)
        self._say_refusal(step)
        if step.ended:
            self.cards.show_end()

    def _refresh_sheet(self, step: Step, before: Place | None, *, changed: bool, whole: bool) -> None:
        touched = {p for p in (before, step.committed, self.keyer.place) if p is not None and self.desk.instance.has(p)}
        places = self._changes.since(touched) if changed else touched
        self.sheet.refresh(None if whole else places)

    def _refresh_around(self, changed: bool) -> None:
        """Notice, strip, side panel, the line below."""
        place = self.keyer.place
        if changed:
            self.notice.show_refusal(self.desk.refused, takes=self.desk.refusal == "claim_first")
            found = stops(self.desk)
            self.strip.show_stops(found, stop_at(self.desk, found, place))
            self.side.refresh(self.title, self.findings, place)
            self.pill.show_status(self.desk.status, self.findings)
            self._announce_title()
        else:
            self.strip.show_stops(self.strip.stops, stop_at(self.desk, self.strip.stops, place))
            self.side.show_place(place)
        self.show_field()

    def show_field(self, more_keys: Sequence[str] = ()) -> None:
        """The line below; it also says what is wrong here while the side panel is closed."""
        finding = self.findings.at(self.keyer.place) if self.side.isHidden() else None
        fault = message_of(self.desk.instance, finding.violation).facts if finding is not None else ""
        self.field_line.show_field(self.keyer, more_keys, fault)

    def _announce_title(self) -> None:
        if self.title != self._title:
            self._title = self.title
            self.title_changed.emit(self._title)

    def _say_refusal(self, step: Step) -> None:
        if step.refused == "not_yours":
            self._say_calmly(refused_words(self.keyer, step))
        elif step.refused:
            self.refuse(refused_words(self.keyer, step), asks=step.asks)
        else:
            self.subject = None
            self.quiet()

    def refuse(self, words: str, *, asks: bool = False) -> None:
        """Say at the field why a key did nothing."""
        self.refused = words
        field = self.sheet.rect_of(self.keyer.place)
        self.bubble.say(words, field, asks=asks)
        self.flash.around(field, asks=asks)
        self.message.emit(words)

    def _say_calmly(self, words: str) -> None:
        """The notice above tells why all the time: nothing went wrong at the field."""
        self.quiet()
        self.refused = words
        self.message.emit(words)

    def quiet(self) -> None:
        if self.refused:
            self.refused = ""
            self.bubble.hide()
            self.flash.hide()
            self.message.emit("")

    # --- layout -----------------------------------------------------------------------------------

    def toggle_side(self) -> None:
        """F11: more room for the sheet, or the list of what is wrong."""
        self._side_wanted = self.side.isHidden()
        self._show_side()

    def _show_side(self) -> None:
        wide = self.width() >= SIDE_FROM * max(1.0, self.font().pointSizeF() / POINTS)
        shown = wide if self._side_wanted is None else self._side_wanted
        self.side.setVisible(shown)
        self.pill.setVisible(not shown)
        self.show_field()

    def scroll_page(self, by: int) -> None:
        bar = self.sheet.verticalScrollBar()
        bar.setValue(bar.value() + by * bar.pageStep() * 9 // 10)

    def showEvent(self, event: QShowEvent) -> None:
        """The sheet is laid out once, at the width it has."""
        if not self._on_sheet:
            self._on_sheet = True
            self.sheet.show_document(self.desk, self.keyer)
            self.sheet.ensure_visible(self.keyer.place)
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_side()
        super().resizeEvent(event)
        QTimer.singleShot(0, self, lambda: self.sheet.ensure_visible(self.keyer.place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.stage.panel is not None:
            self.stage.panel.first_focus().setFocus()

    def _stop_clicked(self, index: int) -> None:
        place = entrance(self.desk, self.strip.stops[index])
        if place is not None:
            self.go(place)
