"""Writing a document's answers where the paper has room for them, and all its sheets into one PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from regsosek_desk import __version__
from regsosek_desk.core.formdef.models import Form, Question
from regsosek_desk.core.formdef.values import parse_date
from regsosek_desk.reports.facsimile.ink import BLACK, FAMILY, FOOT, LEFT, PAPER, RIGHT, TOP, Rect, Slot
from regsosek_desk.reports.facsimile.layout import PaperPage, pages_of
from regsosek_desk.reports.page import BOLD, FIXED, PLAIN, Origin, Style, draw_qr, fitting, new_canvas, when
from regsosek_desk.texts import t

Answers = Mapping[str, str]
_LEAST = 4.5
"""Smallest letters an answer is written in; what is longer still is cut."""
_QR = 40.0
_QR_LEFT = 12.0


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One document as it is printed."""

    link: str
    """What the QR says, see `services.print.links`."""
    name: str
    """What the foot of each sheet calls it."""
    answers: Answers = field(default_factory=dict)
    rosters: Mapping[str, Sequence[Answers]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    """Question → the name of the place whose code it holds."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the paper with the rows it shows. `first` is the number of the first of them, from 0."""

    page: PaperPage
    answers: Answers
    rows: Sequence[Answers] = ()
    first: int = 0
    set: int = 1
    sets: int = 1


class Paper:
    """A form with its pages set."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.pages: Sequence[PaperPage] = pages_of(form)


def sheets_of(paper: Paper, document: FilledForm) -> Iterator[Sheet]:
    """The sheets of one document in the order of the paper: set by set, lists on as many pages as they fill."""
    sets = _sets(paper.form, document)
    for number in range(1, sets + 1):
        for page in paper.pages:
            if page.lines:
                yield from _list_sheets(page, document)
            else:
                yield from _set_sheet(paper, page, document, number, sets)


def _sets(form: Form, document: FilledForm) -> int:
    counts = [
        -(-len(document.rosters.get(name, ())) // roster.per_set)
        for name, roster in form.rosters.items()
        if roster.layout == "columns"
    ]
    return max(1, *counts) if counts else 1


def _list_sheets(page: PaperPage, document: FilledForm) -> Iterator[Sheet]:
    rows = document.rosters.get(page.roster or "", ())
    least = 0 if page.when_filled else 1
    for first in range(0, max(least, len(rows)), page.lines):
        yield Sheet(page, document.answers, rows[first : first + page.lines], first)


def _set_sheet(paper: Paper, page: PaperPage, document: FilledForm, number: int, sets: int) -> Iterator[Sheet]:
    """A further set has the members and the block that says whose they are; the rest of it stays unfilled."""
    if page.roster:
        per_set = paper.form.rosters[page.roster].per_set
        first = (number - 1) * per_set
        rows = document.rosters.get(page.roster, ())[first : first + per_set]
        yield Sheet(page, document.answers, rows, first, number, sets)
    elif number == 1:
        yield Sheet(page, document.answers, (), 0, number, sets)
    elif page is paper.pages[0]:
        own = _naming(paper.form)
        yield Sheet(page, {q: text for q, text in document.answers.items() if q in own}, (), 0, number, sets)


def _naming(form: Form) -> set[str]:
    """Questions of the blocks that hold the boxes which tie sheets together."""
    links = {question for roster in form.rosters.values() for question in roster.link}
    sections = [s for s in form.sections if s.roster is None and links & {q.id for q in s.questions}]
    return {question.id for section in sections for question in section.questions}


class Facsimile:
    """A PDF that grows document by document; what all have alike is in it once."""

    def __init__(self, title: str, origin: Origin) -> None:
        self._buffer, self.canvas = new_canvas(title, PAPER)
        self.origin = origin
        self._kept: dict[PaperPage, str] = {}
        self._count = 0
        self._printed = t("reports.printed", at=when(origin.printed, origin), version=__version__)

    def pdf(self) -> bytes:
        """The finished file; nothing can be added any more."""
        self.canvas.save()
        return self._buffer.getvalue()

    def add(self, paper: Paper, document: FilledForm) -> None:
        """Draw all sheets of one document."""
        self._count += 1
        code = f"qr{self._count}"
        self.canvas.beginForm(code, 0, 0, *PAPER)
        draw_qr(self.canvas, document.link, _QR_LEFT, PAPER[1] - TOP - _QR, _QR)
        self.canvas.endForm()
        sheets = list(sheets_of(paper, document))
        for at, sheet in enumerate(sheets, 1):
            self.canvas.doForm(self._print_of(sheet.page))
            self.canvas.doForm(code)
            self._foot(document.name, at, len(sheets))
            for slot in sheet.page.slots:
                if text := _text(slot, sheet, document.places):
                    write(self.canvas, slot, text)
            self.canvas.showPage()

    def _print_of(self, page: PaperPage) -> str:
        if page not in self._kept:
            name = self._kept[page] = f"page{len(self._kept)}"
            self.canvas.beginForm(name, 0, 0, *PAPER)
            if self.origin.training:
                self._training()
            page.ink.draw(self.canvas)
            self.canvas.endForm()
        return self._kept[page]

    def _training(self) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillGray(0.94)
        canvas.translate(PAPER[0] / 2, PAPER[1] / 2)
        canvas.rotate(30)
        canvas.setFont(BOLD, 120)
        canvas.drawCentredString(0, -40, t("print.training"))
        canvas.restoreState()
        canvas.saveState()
        canvas.setFillGray(BLACK)
        canvas.translate(_QR_LEFT + 26, TOP + 60)
        canvas.rotate(90)
        canvas.setFont(BOLD, 11)
        canvas.drawString(0, 0, t("print.training_line"))
        canvas.restoreState()

    def _foot(self, name: str, number: int, pages: int) -> None:
        canvas, base = self.canvas, PAPER[1] - FOOT - 12
        canvas.setFillGray(BLACK)
        canvas.setFont(PLAIN, 6.5)
        canvas.drawString(LEFT, base, self._printed)
        canvas.drawRightString(RIGHT, base, t("reports.page", number=number, pages=pages))
        shown = fitting(name, Style(BOLD, 6.5), RIGHT - LEFT - 330)
        canvas.setFont(BOLD, 6.5)
        canvas.drawCentredString((LEFT + RIGHT) / 2, base, shown)


def _text(slot: Slot, sheet: Sheet, places: Mapping[str, str]) -> str:
    if slot.what in ("set", "sets"):
        return str(sheet.set if slot.what == "set" else sheet.sets) if sheet.answers else ""
    if slot.what == "position":
        return str(sheet.first + slot.at + 1)
    question = slot.question
    assert question is not None
    if slot.what == "place":
        return places.get(question.id, "") if question.id in sheet.answers else ""
    if slot.at == FAMILY:
        return sheet.answers.get(question.id, "")
    return sheet.rows[slot.at].get(question.id, "") if slot.at < len(sheet.rows) else ""


# --- one answer ---------------------------------------------------------------------------------------


def write(canvas: Canvas, slot: Slot, text: str) -> None:
    """Write an answer into its boxes, one character each, or on its lines; over them where it has another shape."""
    if slot.question is not None and slot.question.type == "flag" and text == "1":
        _tick(canvas, slot.boxes[0])
    elif slot.boxes and slot.what == "answer" and slot.question is not None:
        _write_in_boxes(canvas, slot, _as_keyed(slot.question, text))
    elif slot.boxes:
        _write_in_boxes(canvas, slot, text)
    else:
        _write_on_lines(canvas, slot, text)


def _as_keyed(question: Question, text: str) -> str:
    """A stored date in the order of its boxes; a number that isn't padded ends in the last box."""
    if question.type == "date" and parse_date(text):
        return f"{text[8:]}{text[5:7]}{text[:4]}"
    return text.rjust(question.width) if question.type == "number" else text


def _write_in_boxes(canvas: Canvas, slot: Slot, text: str) -> None:
    if len(text) > len(slot.boxes):
        _write_on_lines(canvas, Slot(slot.question, slot.frame, at=slot.at, small=True), text)
        return
    size = min(slot.boxes[0].width * 1.35, slot.boxes[0].height * 0.92)
    canvas.setFillGray(BLACK)
    canvas.setFont(FIXED, size)
    for box, character in zip(slot.boxes, text, strict=False):
        if character != " ":
            base = PAPER[1] - box.bottom + (box.height - 0.6 * size) / 2
            canvas.drawCentredString(box.x + box.width / 2, base, character)


def _tick(canvas: Canvas, box: Rect) -> None:
    canvas.setStrokeGray(BLACK)
    canvas.setLineWidth(1.1)
    bottom = PAPER[1] - box.bottom
    path = canvas.beginPath()
    path.moveTo(box.x + 0.2 * box.width, bottom + 0.5 * box.height)
    path.lineTo(box.x + 0.42 * box.width, bottom + 0.22 * box.height)
    path.lineTo(box.x + 0.84 * box.width, bottom + 0.82 * box.height)
    canvas.drawPath(path)


def _write_on_lines(canvas: Canvas, slot: Slot, text: str) -> None:
    """As large as all of it fits, down to the smallest; cut with … when even that is too large."""
    frame, step = slot.frame, slot.frame.height / slot.rows
    style, lines = _fitted(text, frame.width - 2, min(8.0 if not slot.small else 6.4, 0.86 * step), slot.rows)
    canvas.setFillGray(BLACK)
    canvas.setFont(style.font, style.size)
    lift = (slot.rows - len(lines)) * step / 2 if slot.small else 0.0  # a list has no lines to write on
    for row, line in enumerate(lines):
        base = frame.top + lift + (row + 1) * step - 0.25 * step
        canvas.drawString(frame.x + 1, PAPER[1] - base, line)


def _fitted(text: str, width: float, size: float, rows: int) -> tuple[Style, list[str]]:
    while True:
        style = Style(BOLD, size)
        lines = [line for part in text.split("\n") for line in style.lines(part, width) or [""]]
        if (len(lines) <= rows and all(style.width(line) <= width for line in lines)) or size <= _LEAST:
            break
        size -= 0.4
    if len(lines) > rows:
        lines[rows - 1 :] = [" ".join(lines[rows - 1 :])]
    return style, [fitting(line, style, width) for line in lines]
