"""Keys a paper into a document screen with real key events: for the tour, the benches and the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_NONE = Qt.KeyboardModifier.NoModifier


class KeyingScreen(Protocol):
    """What the typist needs of a document screen."""

    desk: DocumentDesk
    keyer: Keyer

    @property
    def sheet(self) -> QWidget: ...


@dataclass(frozen=True, slots=True)
class Keyed:
    """One field the typist went through: where, what the paper said, how many keys it took."""

    place: Place
    paper: str | None
    presses: int


class Typist:
    """Reads the paper (answers in the shape of a case) and presses the keys a person would press."""

    def __init__(self, screen: KeyingScreen, paper: Mapping[str, Any]) -> None:
        self.screen = screen
        self.paper = paper
        self.presses = 0

    def key_all(self, stop: Callable[[Place], bool] = lambda place: False) -> Iterator[Keyed]:
        """Key from the cursor to the end of the document, or to the first place at which `stop` says so."""
        seen: set[Place] = set()
        while self.screen.keyer.place not in seen and not stop(self.screen.keyer.place):
            place = self.screen.keyer.place
            seen.add(place)
            yield self.key_field()

    def key_field(self) -> Keyed:
        """Key the field under the cursor as the paper has it; the cursor is on the next one afterwards."""
        place, before = self.screen.keyer.place, self.presses
        written = self.written(place)
        if written is not None and self.screen.desk.instance.text(place) != self.stored(place):
            self.type(written)
        if self.screen.keyer.place == place:
            self.press(Qt.Key.Key_Enter)
        if self.screen.keyer.place == place:  # jalur asked; the paper really is like that
            self.press(Qt.Key.Key_Enter)
        return Keyed(place, written, self.presses - before)

    def stored(self, place: Place) -> str | None:
        """The answer as a case file has it."""
        instance = self.screen.desk.instance
        if not place.row:
            return self.paper.get(place.question)
        rows = self.paper.get(instance.record(place.row).program.roster or "", [])
        position = instance.position(place.row)
        return rows[position - 1].get(place.question) if position <= len(rows) else None

    def written(self, place: Place) -> str | None:
        """What stands on the paper: as stored, dates day first."""
        text = self.stored(place)
        if text is not None and self.screen.desk.instance.cell(place).question.type == "date":
            year, month, day = text.split("-")
            return f"{day}{month}{year}"
        return text

    def type(self, text: str) -> None:
        """Press one key per character: digits on the ten-key pad, letters above it."""
        for character in text:
            modifier = _KEYPAD if character.isdigit() else _NONE
            self.presses += 1
            QTest.keyClick(self._target, character, modifier)  # type: ignore[call-overload]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.presses += 1
        QTest.keyClick(self._target, key, modifier)

    @property
    def _target(self) -> QWidget:
        return self.screen.sheet
