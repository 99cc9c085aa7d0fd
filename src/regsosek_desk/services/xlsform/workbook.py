"""The XLSForm workbook: a sheet of questions, one of choices, one of settings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.bind import PLACEHOLDER, BoundForm, Cell, CellKey
from regsosek_desk.core.formdef.models import Question, Section
from regsosek_desk.services.xlsform.conditions import Conditions, conditions_of
from regsosek_desk.services.xlsform.words import TRUE
from regsosek_desk.services.xlsform.xpath import name_of

Row = dict[str, str]
_SURVEY = (
    *("type", "name", "label", "hint", "appearance", "required", "relevant", "constraint", "constraint_message"),
    *("calculation", "default", "readonly"),
)
_TYPES = {
    "text": "text",
    "note": "text",
    "digits": "text",
    "number": "integer",
    "select_sum": "integer",
    "date": "date",
}
_APPEARANCES = {"digits": "numbers", "note": "multiline"}
_SIGNED = {"1": "Ada"}  # a tick has one code


@dataclass(frozen=True)
class Exported:
    """How much of a form the workbook says. `checks` were said whole; `left_out` counts the others by reason."""

    questions: int
    relevants: int
    required: int
    constraints: int
    checks: int
    left_out: Counter[str]


def export_xlsform(program: FormProgram, path: Path) -> Exported:
    """Write the form as an XLSForm workbook (.xlsx), its folder made. Raises OSError."""
    bound = program.bound
    found = conditions_of(bound)
    sheets = _Sheets(bound, found)
    path.parent.mkdir(parents=True, exist_ok=True)
    _book(list(sheets.survey()), list(sheets.choices()), _settings(bound)).save(path)
    return Exported(
        len(bound.cells),
        len(found.relevant) + len(found.sections),
        len(found.required),
        len(found.constraint),
        found.checks,
        found.left_out,
    )


class _Sheets:
    def __init__(self, bound: BoundForm, found: Conditions) -> None:
        self.bound = bound
        self.found = found
        self.lists: dict[tuple[tuple[str, str], ...], str] = {}

    def survey(self) -> Iterator[Row]:
        for roster, sections in groupby(self.bound.form.sections, key=lambda s: s.roster):
            if roster:
                yield {"type": "begin_repeat", "name": roster, "label": self.bound.form.rosters[roster].label}
            for section in sections:
                yield from self._section(section)
            if roster:
                yield {"type": "end_repeat"}

    def _section(self, section: Section) -> Iterator[Row]:
        relevant = self.found.sections.get(section.section, "")
        yield {"type": "begin_group", "name": section.section, "label": section.title, "relevant": relevant}
        for question in section.questions:
            yield self._question(self.bound.cells[(section.roster, question.id)])
        yield {"type": "end_group"}

    def _question(self, cell: Cell) -> Row:
        question, key = cell.question, (cell.roster, cell.id)
        constraint = self.found.constraint.get(key, "")
        return {
            "type": self._type(question),
            "name": name_of(self.bound, *key),
            "label": f"{question.number} {question.label}".strip(),
            "hint": self._hint(question),
            "appearance": _APPEARANCES.get(question.type, ""),
            "required": "yes" if self.found.required.get(key) == TRUE else self.found.required.get(key, ""),
            "relevant": self.found.relevant.get(key, ""),
            "constraint": constraint,
            "constraint_message": self._cure(key, question) if constraint else "",
            "calculation": self.found.calculated.get(key, ""),
            "default": self.found.initial.get(key, ""),
            "readonly": "yes" if question.readonly else "",
        }

    def _type(self, question: Question) -> str:
        if question.calculate is not None:
            return "calculate"
        if question.type in ("select_one", "flag"):
            return f"select_one {self._list(question)}"
        return _TYPES[question.type]

    def _list(self, question: Question) -> str:
        """Name of the code list; questions with the same codes share the first one's."""
        codes = question.codes or _SIGNED
        return self.lists.setdefault(tuple(codes.items()), f"{question.id}_kode")

    def _hint(self, question: Question) -> str:
        """The printed help; for codes to be added up, the codes too."""
        codes = [f"{int(c)} {label}" for c, label in question.codes.items()] if question.type == "select_sum" else []
        return " ".join(filter(None, [question.hint, "; ".join(codes)]))

    def _cure(self, key: CellKey, question: Question) -> str:
        """What to do, from the checks that are behind the constraint; the printed help where there are none."""
        cures = dict.fromkeys(self._plain(text, question) for text in self.found.cures.get(key, ()))
        return " ".join(cures) or question.hint or ""

    def _plain(self, text: str, it: Question) -> str:
        """A sentence without values, which this message can't work out: numbers stand for the answers."""
        numbers = {q.id: q.number for s in self.bound.form.sections for q in s.questions}

        def put(match: re.Match[str]) -> str:
            name, _, manner = match[1].partition(".")
            if name == "it":
                return it.label if manner == "label" else it.number
            return numbers.get(name, "…")

        return PLACEHOLDER.sub(put, text)

    def choices(self) -> Iterator[Row]:
        """To be asked for after the survey, which collects the lists."""
        for codes, name in self.lists.items():
            yield from ({"list_name": name, "name": code, "label": label} for code, label in codes)


def _settings(bound: BoundForm) -> Row:
    form = bound.form
    return {"form_title": f"{form.code} {form.title}", "form_id": form.form, "version": form.version}


def _book(survey: list[Row], choices: list[Row], settings: Row) -> Workbook:
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "survey"
    _fill(first, _SURVEY, survey)
    _fill(book.create_sheet("choices"), ("list_name", "name", "label"), choices)
    _fill(book.create_sheet("settings"), tuple(settings), [settings])
    return book


def _fill(sheet: Worksheet, columns: tuple[str, ...], rows: list[Row]) -> None:
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column, "") for column in columns])
