"""A desk and a keyer that hold just what the sheet reads, and documents to lay on them."""

from __future__ import annotations

from typing import Any

import yaml
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPaintEvent, QRegion

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.storage.formfiles import form_dir, load_form
from regsosek_desk.ui.form.sheet import SheetView

K = "regsosek22-k"


class FakeDesk:
    def __init__(self, instance: FormInstance) -> None:
        self.instance = instance
        self.marks: dict[Place, str] = {}
        self.notes: dict[Place, str] = {}
        self.returned: dict[Place, str] = {}
        self.states: dict[str, str] = {}

    def mark(self, place: Place) -> str | None:
        return self.marks.get(place)

    def section_state(self, section: str) -> str:
        return self.states.get(section, "empty")


class FakeKeyer:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.buffer: str | None = None
        self.caret = 0
        self.ghost: str | None = None
        self.shown_set = 0

    def row_set(self, roster: str) -> int:
        return self.shown_set


class WatchedSheet(SheetView):
    """Remembers what it was asked to paint."""

    def __init__(self, program: FormProgram) -> None:
        super().__init__(program)
        self.painted = QRegion()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted = self.painted.united(event.region())
        super().paintEvent(event)


def answers_of_seven() -> tuple[dict[str, str], list[dict[str, str]]]:
    path = form_dir(K) / "cases" / "tujuh-anggota-dua-set.yaml"
    answers: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["answers"]
    return answers, answers.pop("anggota")


def k_instance(members: int = 7) -> FormInstance:
    """A clean K; the members m0, m1 … repeat the seven of the case."""
    answers, rows = answers_of_seven()
    return FormInstance(load_form(K), answers, {"anggota": [(f"m{i}", rows[i % 7]) for i in range(members)]})


def places_of(instance: FormInstance) -> list[Place]:
    """Every place of the document: the family's, then each row's."""
    records = [instance.family, *(r for rows in instance.rosters.values() for r in rows)]
    return [Place(cell.id, record.id) for record in records for cell in record.program.cells]


def picture(view: SheetView) -> QImage:
    return view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(one: QImage, other: QImage) -> list[tuple[int, int]]:
    """Pixels in which two pictures of one size differ."""
    assert one.size() == other.size()
    found = []
    for y in range(one.height()):
        if _line(one, y) != _line(other, y):
            found += [(x, y) for x in range(one.width()) if one.pixel(x, y) != other.pixel(x, y)]
    return found


def _line(image: QImage, y: int) -> bytes:
    line: Any = image.constScanLine(y)
    return bytes(line)


def inner(view: SheetView) -> QRect:
    return view.viewport().rect()
