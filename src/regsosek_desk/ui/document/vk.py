"""A list of one SLS on the screen: keyed cell by cell, and walked row by row; from the VK families are opened.

Two ways of standing in a list: in a cell, to key; on a row, to choose a family. Esc goes out one step (cell, row,
back to where the list was opened from), → goes into the row.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.engine.instance import FAMILY, Place
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.session import Session
from regsosek_desk.services.step import Step
from regsosek_desk.texts import t
from regsosek_desk.ui.document.fieldline import Words
from regsosek_desk.ui.document.keys import command_of
from regsosek_desk.ui.document.rowframe import RowFrame
from regsosek_desk.ui.document.screen import DocumentScreen, KeyerSettings
from regsosek_desk.ui.document.words import row_title

_PAGE = 10
_STEPS = {"up": -1, "down": 1, "page_up": -_PAGE, "page_down": _PAGE, "back": -1, "home": -10_000, "end": 10_000}


class VkScreen(DocumentScreen):
    """`on_row`: the cursor stands on a whole row of a list, not in a cell."""

    def __init__(
        self, session: Session, desk: DocumentDesk, keyer_settings: KeyerSettings, parent: QWidget | None = None
    ) -> None:
        self.on_row, self._walking = False, False
        self._opens_families = desk.stored.form == LIST_FORM
        self.row_frame: RowFrame | None = None
        sls = {each.id: each.name for each in session.run(lambda file: file.sls_list())}
        self._sls_name = sls.get(desk.stored.sls_id, desk.stored.sls_id)
        self._look_at_families(session, desk)
        super().__init__(session, desk, keyer_settings, parent)
        self.row_frame = RowFrame(self.sheet)
        self._table["open_row"] = self.open_row
        self._begin_on_row()

    def _begin_on_row(self) -> None:
        """Where nothing waits to be keyed the keyer comes to choose a family."""
        place, row = self.keyer.place, self.keyer.place.row
        waits = self.desk.instance.text(place) is None and self.keyer.question.required
        if waits or not self._rows():
            return
        if self._is_family(row) or (row == FAMILY and self.resumed_at() is None):
            self.stand_on(row or self._rows()[0])

    def _look_at_families(self, session: Session, desk: DocumentDesk) -> None:
        self._statuses = {k.vk_row: k.status for k in session.families(desk.stored.sls_id) if k.vk_row}

    @property
    def title(self) -> str:
        return t("document.vk_title" if self._opens_families else "complete.banr_title", sls=self._sls_name)

    @property
    def adds_at_end(self) -> str:
        return t("document.vk.adds" if self._opens_families else "complete.banr_adds")

    # --- rows -------------------------------------------------------------------------------------

    def _rows(self) -> list[str]:
        """Ids of the rows of all lists of families, in printed order."""
        rosters = dict.fromkeys(s.roster for s in self.desk.program.bound.form.sections if s.roster)
        rows = [record.id for roster in rosters for record in self.desk.instance.rows(roster)]
        return [row for row in rows if self._is_family(row)]

    def _is_family(self, row: str) -> bool:
        number = self.desk.program.bound.form.summary["family_number"]
        return row != FAMILY and self.desk.instance.has(Place(number, row))

    def stand_on(self, row: str) -> bool:
        """Bring the cursor to a row as a whole; what was typed is stored first. Whether it went."""
        record = self.desk.instance.record(row)
        first = next(cell for cell in record.program.cells if cell.question.keyable)
        self._walking = True
        went = self.go(Place(first.id, row))
        self._walking = False
        if went:
            self.on_row = True
            self._show_row()
        return went

    def _show_row(self) -> None:
        if self.row_frame is None:
            return
        place = self.keyer.place if self.on_row else None
        opens = place is not None and self._can_open(place.row)
        self.row_frame.stand(place, t("document.vk.opens" if opens else "document.vk.into"))
        self.show_field()

    def show_field(self, more_keys: Sequence[str] = ()) -> None:
        """On a row the way into it and to its family; in a cell also the way to the row."""
        row = self.keyer.place.row
        if self.on_row:
            title = t("document.vk.row", row=row_title(self.desk.instance, row))
            hint = t("document.vk.row_keys" if self._opens_families else "complete.banr_row_keys")
            allowed = self._state_of_k(row) if self._opens_families else ""
            self.field_line.show_words(Words(title, allowed=allowed, hint=hint, keys=t("document.keys.help")))
        elif not self._is_family(row):
            super().show_field(more_keys)
        else:
            super().show_field((*more_keys, "row", *(("open_k", "add_family") if self._opens_families else ())))

    def _state_of_k(self, row: str) -> str:
        return t(f"document.vk.k_{self._statuses.get(row, 'missing')}")

    def _can_open(self, row: str) -> bool:
        """A family gets its questionnaire once it has a number."""
        place = Place(self.desk.program.bound.form.summary["family_number"], row)
        instance = self.desk.instance
        known = self._opens_families and instance.has(place)
        return known and instance.text(place) is not None and instance.asked(place) is not False

    def open_row(self) -> None:
        """Open the K of the cursor's row, made with the shared answers when there is none."""
        row = self.keyer.place.row
        if not self._opens_families:
            self.refuse(t("complete.banr_opens_nothing"))
        elif not self._is_family(row):
            self.refuse(t("document.vk.no_row"))
        elif self.run(self.settle) and not self._can_open(row):
            self.refuse(t("document.vk.no_number"))
        elif not self.refused:
            self._open(row)

    def _open(self, row: str) -> None:
        try:
            document = self.session.family_of_line(self.desk, row)
            self.desk.stay_at(self.keyer.place)
        except DeskError as fault:
            self.show_fault(fault)
        else:
            self.open_document.emit(document)

    # --- keys -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = command_of(event, self.keyer.question)
        if self.on_row and command in _STEPS:
            self._walk(_STEPS[command])
        elif self.on_row and command == "enter" and self._opens_families:
            self.open_row()
        elif self.on_row and command in ("right", "enter"):
            self._go_into()
        else:
            super().keyPressEvent(event)

    def type(self, text: str) -> None:
        """On a row nothing is overwritten by accident: only a row that hasn't begun takes the key."""
        if self.on_row and self.desk.instance.text(self.keyer.place) is not None:
            self.refuse(t("document.vk.go_into"))
            return
        super().type(text)

    def _walk(self, by: int) -> None:
        rows = self._rows()
        at = rows.index(self.keyer.place.row) + by
        self.stand_on(rows[max(0, min(len(rows) - 1, at))])

    def _go_into(self) -> None:
        self.on_row = False
        self._show_row()

    def leave(self) -> None:
        """From a cell to its row; from a row back."""
        if self._is_family(self.keyer.place.row) and not self.on_row:
            self.stand_on(self.keyer.place.row)
        else:
            super().leave()

    def after(self, step: Step, *, before: Place | None = None, whole: bool = False) -> None:
        """Whatever moves the cursor or changes an answer ends the standing on a row."""
        super().after(step, before=before, whole=whole)
        acted = step.moved or step.rows_changed or self.keyer.buffer is not None
        if self.on_row and acted and not self._walking:
            self.on_row = False
        if whole:
            self._look_at_families(self.session, self.desk)
        if not self._walking:
            self._show_row()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.row_frame is not None:
            self.row_frame.follow()
