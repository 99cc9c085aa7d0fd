"""What the sheet shows of the document on the desk: one answer at a time, ready for the painter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from regsosek_desk.core.engine.evaluate import calculated
from regsosek_desk.core.engine.instance import FormInstance, Place, Record
from regsosek_desk.core.engine.messages import label_of


class Desk(Protocol):
    """What the sheet reads of the open document."""

    instance: FormInstance

    @property
    def notes(self) -> Mapping[Place, str]: ...
    @property
    def returned(self) -> Mapping[Place, str]: ...

    def mark(self, place: Place) -> str | None:
        """E error, W open warning, w confirmed warning, missing; None when nothing is wrong."""
        ...

    def section_state(self, section: str) -> str: ...


class Keyer(Protocol):
    """What the sheet reads of the one who keys: where, what so far, what is proposed."""

    @property
    def place(self) -> Place: ...
    @property
    def buffer(self) -> str | None: ...
    @property
    def caret(self) -> int: ...
    @property
    def ghost(self) -> str | None: ...

    def row_set(self, roster: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Look:
    """One answer as it is to be drawn. `caret` is -1 where the cursor isn't."""

    text: str
    mark: str | None = None
    skipped: bool = False
    noted: bool = False
    caret: int = -1
    keying: bool = False
    ghost: str = ""
    echo: str = ""

    @property
    def cursor(self) -> bool:
        return self.caret >= 0


def no_name(place: Place) -> str:
    return ""


class Scene:
    """The document and the keyer, as the sheet sees them during one painting."""

    def __init__(self, desk: Desk, keyer: Keyer, names: Callable[[Place], str] = no_name) -> None:
        """`names` gives the name that goes with an answer that names something outside (a province)."""
        self.desk, self.keyer, self.names = desk, keyer, names
        self.instance = desk.instance
        self.cursor = keyer.place
        self.notes = {*desk.notes, *desk.returned}

    def look(self, place: Place) -> Look:
        here = place == self.cursor
        buffer = self.keyer.buffer if here else None
        text = self.stored(place) if buffer is None else buffer
        ghost = (self.keyer.ghost or "") if here else ""
        return Look(
            text=text,
            mark=self.desk.mark(place),
            skipped=self.instance.asked(place) is False,
            noted=place in self.notes,
            caret=max(0, self.keyer.caret) if here else -1,
            keying=buffer is not None,
            ghost=ghost if ghost.startswith(text) and ghost != text else "",
            echo=self._echo(place, text or ghost),
        )

    def copy(self, place: Place) -> Look:
        """The stored answer alone, where it is printed once more."""
        return Look(self.stored(place))

    def stored(self, place: Place) -> str:
        """The answer, or what is worked out in its stead."""
        if self.instance.cell(place).question.calculate is not None:
            value = calculated(self.instance, place.question, place.row)
            return "" if value is None else str(value)
        return self.instance.text(place) or ""

    def _echo(self, place: Place, text: str) -> str:
        cell = self.instance.cell(place)
        if cell.question.names_from:
            return self.names(place) if text else ""
        return label_of(cell, text) if cell.question.codes else ""

    # --- rows ---------------------------------------------------------------------------------------

    def sheet_of(self, roster: str) -> tuple[int, int]:
        """Which sheet of five is shown and how many there are, both from 1."""
        per_set = self.instance.program.bound.form.rosters[roster].per_set
        sheets = max(1, -(-len(self.instance.rows(roster)) // per_set))
        shown = self.keyer.row_set(roster) + 1
        return shown, max(sheets, shown)

    def members(self, roster: str) -> Sequence[Record]:
        """The rows of the sheet that is shown."""
        per_set = self.instance.program.bound.form.rosters[roster].per_set
        first = self.keyer.row_set(roster) * per_set
        return self.instance.rows(roster)[first : first + per_set]

    def shape(self) -> tuple[tuple[int, int], ...]:
        """What decides how long the sheet is and which rows are on it."""
        rosters = self.instance.program.bound.form.rosters
        return tuple((len(self.instance.rows(name)), self.keyer.row_set(name)) for name in rosters)
