"""F3: go to a rincian by its number, in a roster with the number of the row (`428c 3`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel
from regsosek_desk.ui.document.words import place_title

_ASKED = re.compile(r"\s*([0-9]+[a-z]?[0-9]?|[a-z]+)(?:[\s,./]+([0-9]+))?\s*", re.IGNORECASE)
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The place meant, or why there is none."""

    place: Place | None = None
    problem: str = ""


def find(instance: FormInstance, here: Place, text: str) -> Found:
    """The place for `303`, `428c` or `428c 3`; without a row the one the cursor is in, else the first."""
    match = _ASKED.fullmatch(text)
    cells = _numbered(instance, match[1]) if match else []
    if not match or not cells:
        return Found(problem=_unknown(instance, text))
    roster = instance.record(here.row).program.roster
    cell = next((c for c in cells if c.roster == roster), cells[0])
    if cell.roster is None:
        return Found(Place(cell.id))
    return _in_row(instance, cell, here, match[2])


def _numbered(instance: FormInstance, number: str) -> list[Cell]:
    """Questions with that printed number; else those whose number begins so (428 → 428a)."""
    cells = list(instance.program.bound.cells.values())
    wanted = number.lower()
    exact = [c for c in cells if c.question.number.lower() == wanted]
    begins = [c for c in cells if re.match(rf"{wanted}[a-z]", c.question.number.lower())]
    keyable = [c for c in exact if c.question.keyable]
    return keyable or exact or begins


def _in_row(instance: FormInstance, cell: Cell, here: Place, number: str | None) -> Found:
    roster = cell.roster or ""
    rows = instance.rows(roster)
    if not rows:
        return Found(problem=t("dialogs.go.no_rows", roster=instance.program.bound.form.rosters[roster].label))
    if number is None:
        same = here.row != FAMILY and instance.record(here.row).program.roster == roster
        return Found(Place(cell.id, here.row if same else rows[0].id))
    index = _row_index(instance, roster, int(number))
    if index is None:
        return Found(problem=t("dialogs.go.no_row", number=int(number), count=len(rows)))
    return Found(Place(cell.id, rows[index].id))


def _row_index(instance: FormInstance, roster: str, number: int) -> int | None:
    """By the number that the row carries on paper, else by its position."""
    question = instance.program.bound.form.rosters[roster].number
    rows = instance.rows(roster)
    if question is not None:
        carried = [r.values[r.program.slot_of[question]] for r in rows]
        if number in carried:
            return carried.index(number)
    return number - 1 if 1 <= number <= len(rows) else None


def _unknown(instance: FormInstance, text: str) -> str:
    cells = instance.program.bound.cells.values()
    numbers = list(dict.fromkeys(c.question.number.lower() for c in cells if c.question.number))
    wanted = (text.split() or [""])[0].lower()
    near = get_close_matches(wanted, numbers, n=_NEAREST, cutoff=0.5)
    key = "unknown_near" if near else "unknown"
    return t(f"dialogs.go.{key}", text=text.strip(), near=", ".join(near))


class GoPanel(Panel[Place]):
    """Says while typing where Enter will go."""

    characters = 66

    def __init__(self, instance: FormInstance, here: Place, accept: Accept[Place]) -> None:
        super().__init__(t("dialogs.go.title"), t("dialogs.go.keys"), accept)
        self._instance, self._here = instance, here
        self.edit = QLineEdit()
        self.edit.setObjectName("goEdit")
        self.edit.setPlaceholderText(t("dialogs.go.example"))
        self.edit.textChanged.connect(self._preview)
        self.edit.returnPressed.connect(self._enter)
        self.body.addWidget(self.edit)
        self.target: QLabel = self.words(" ", "goTarget", faint=True)
        self.target.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.finish_layout()

    def first_focus(self) -> QWidget:
        return self.edit

    def _preview(self, text: str) -> None:
        found = find(self._instance, self._here, text) if text.strip() else Found()
        self.target.setText(place_title(self._instance, found.place) if found.place else " ")
        self.complain("")

    def _enter(self) -> None:
        found = find(self._instance, self._here, self.edit.text())
        if found.place is not None:
            self.accept(found.place)
        elif self.edit.text().strip():
            self.complain(found.problem)
            self.edit.selectAll()
