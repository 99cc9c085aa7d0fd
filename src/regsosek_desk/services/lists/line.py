"""One row of a list: its cells by column, read with everything that goes wrong told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from regsosek_desk.core.formdef.values import is_digits
from regsosek_desk.services.lists.cells import Code, code_of, digits_of, shown, text_of
from regsosek_desk.services.lists.layout import Layout
from regsosek_desk.services.lists.problems import Problem
from regsosek_desk.storage.sheets import Cell

Tell = Callable[[Problem], None]
_LONGEST_SHOWN = 60


class Line:
    """A row under way. `refused` once something is wrong that nobody can put right without the office."""

    __slots__ = ("_cells", "_layout", "_tell", "number", "refused")

    def __init__(self, layout: Layout, tell: Tell) -> None:
        self._layout, self._tell = layout, tell
        self._cells: Sequence[Cell] = ()
        self.number, self.refused = 0, False

    def start(self, number: int, cells: Sequence[Cell]) -> None:
        """Go on to the next row: one object serves them all."""
        self.number, self._cells, self.refused = number, cells, False

    def cell(self, column: str) -> Cell:
        place = self._layout.places.get(column)
        return "" if place is None or place >= len(self._cells) else self._cells[place]

    def has(self, column: str) -> bool:
        return column in self._layout.places

    def refuse(self, column: str, code: str, /, **params: str) -> None:
        self.refused = True
        self._say(column, code, params, taken=False)

    def note(self, column: str, code: str, /, **params: str) -> None:
        """The row is taken, but something in it was put right."""
        self._say(column, code, params, taken=True)

    def text(self, column: str, width: int, *, blank: bool = False) -> str:
        """A name or an address of at most `width` letters; "" when refused or blank."""
        found = text_of(self.cell(column))
        if found.fault:
            self.refuse(column, found.fault)
        elif not found.text and not blank:
            self.refuse(column, "blank")
        elif len(found.text) > width:
            self.refuse(column, "too_long", width=str(width), length=str(len(found.text)))
        return found.text

    def code(self, column: str, *, blank: bool = False) -> Code:
        """A code that may hold letters; its text is "" when refused or blank."""
        return self._checked(column, code_of(self.cell(column)), blank=blank)

    def digits(self, column: str, near: Callable[[str], str] = lambda _: "") -> Code:
        """A code of digits; `near` names the code that a name in its place might mean."""
        found = digits_of(self.cell(column))
        if found.fault == "name_as_code":
            self.name_as_code(column, near(code_of(self.cell(column)).text))
            return found
        return self._checked(column, found)

    def name_as_code(self, column: str, near: str) -> None:
        if near:
            self.refuse(column, "name_as_code_near", near=near)
        else:
            self.refuse(column, "name_as_code")

    def padded(self, column: str, found: Code, width: int) -> str:
        """The code with the zeros that it lost in front; "" when refused, or longer than `width` digits."""
        if not found.text:
            return ""
        if len(found.text) > width:
            self.refuse(column, "length", length=str(len(found.text)), width=str(width))
            return ""
        if len(found.text) < width:
            self.note(column, "zeros", code=found.text.zfill(width))
        return found.text.zfill(width)

    def _checked(self, column: str, found: Code, *, blank: bool = False) -> Code:
        if found.fault:
            self.refuse(column, found.fault)
        elif not found.text and not blank:
            self.refuse(column, "blank")
        elif found.mended and is_digits(found.text):
            self.note(column, found.mended, code=found.text)
        return found

    def _say(self, column: str, code: str, params: dict[str, str], *, taken: bool) -> None:
        heading = self._layout.headings.get(column, column)
        self._tell(Problem(self.number, heading, shown(self.cell(column))[:_LONGEST_SHOWN], code, params, taken))
