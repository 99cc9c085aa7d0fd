"""Families out of a work file: a case file each, or two flat tables with official ids, codes as text."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.values import is_digits
from regsosek_desk.services.documents import FAMILY_FORM, form_of
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.storage.casefiles import case_text
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form, versions
from regsosek_desk.storage.workfile import WorkFile

Format = Literal["json", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("json", "csv", "xlsx")
Line = Sequence[str]
_KEYS = ("dokumen", "idsubsls")
_STATE = ("status", "errors", "warnings")
_LONGEST_NUMBER = 10  # longer ones make no file name
_LONGEST_TEXT = 32_767  # what a cell of a workbook holds
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Exported:
    """The files written, and how many texts were too long for their cell and were cut."""

    files: list[Path]
    cut: int


def export(file: WorkFile, form: Format, out: Path) -> Exported:
    """Write all families of the file into a folder.

    An earlier export of the same name is replaced once the new one is whole. Raises MachineFault as `whole_files`
    does, InputFault as `load_form` does.
    """
    with whole_files(out) as part:
        cut = {"json": _json, "csv": _csv, "xlsx": _xlsx}[form](file, part)
        names = sorted(path.name for path in part.iterdir() if path.is_file())
    return Exported([out / name for name in names], cut)


def _json(file: WorkFile, out: Path) -> int:
    for document in file.every_document(form=FAMILY_FORM):
        answers: dict[str, object] = dict(_in_order(document))
        answers |= {name: [r.answers for r in document.state.rows(name)] for name in _rosters(document)}
        number = document.summary.family_number
        target = out / f"{document.sls_id}-{number}.json"
        if not is_digits(number) or len(number) > _LONGEST_NUMBER or target.exists():
            target = out / f"{document.sls_id}-{document.id}.json"
        target.write_text(case_text(document.form, answers), "utf-8")
    return 0


def _in_order(document: StoredDocument) -> Iterator[tuple[str, str]]:
    for cell in form_of(document).bound.cells_of(None):
        if cell.id in document.state.answers:
            yield cell.id, document.state.answers[cell.id]


def _rosters(document: StoredDocument) -> Iterable[str]:
    return form_of(document).bound.form.rosters


def _csv(file: WorkFile, out: Path) -> int:
    for name, lines in _tables(file):
        with (out / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(lines())
    return 0


def _xlsx(file: WorkFile, out: Path) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book, cut = Workbook(write_only=True), 0
    for name, lines in _tables(file):
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for line in lines():
            cells = []
            for text in line:
                cell = WriteOnlyCell(sheet, value=_xlsx_text(text))
                cell.data_type, cell.number_format = "s", "@"
                cells.append(cell)
            sheet.append(cells)
            cut += sum(len(text) > _LONGEST_TEXT for text in line)
    book.save(out / "regsosek.xlsx")
    return cut


def _xlsx_text(text: str) -> str:
    """The format has no room for control characters and what is no character at all, nor for very long texts."""
    return _NO_XML.sub(" ", text)[:_LONGEST_TEXT]


def _tables(file: WorkFile) -> list[tuple[str, Callable[[], Iterator[Line]]]]:
    """Name and lines (heading first) of the family table and of one table per roster."""
    forms = [load_form(FAMILY_FORM, version) for version in versions(FAMILY_FORM)]
    rosters = dict.fromkeys(name for form in forms for name in form.bound.form.rosters)
    tables = [("keluarga", lambda: _family_lines(file, forms))]
    return [*tables, *((name, _roster_table(file, forms, name)) for name in rosters)]


def _roster_table(file: WorkFile, forms: Sequence[FormProgram], roster: str) -> Callable[[], Iterator[Line]]:
    return lambda: _row_lines(file, forms, roster)


def _questions(forms: Sequence[FormProgram], roster: str | None) -> list[str]:
    """Ids of all versions of the form, each once: no answer may be left out because a later form lacks it."""
    cells = (cell for form in forms for cell in form.bound.cells_of(roster))
    return list(dict.fromkeys(cell.id for cell in cells if cell.question.keyable))


def _family_lines(file: WorkFile, forms: Sequence[FormProgram]) -> Iterator[Line]:
    questions = _questions(forms, None)
    yield (*_KEYS, *questions, *_STATE)
    for document in file.every_document(form=FAMILY_FORM):
        summary, answers = document.summary, document.state.answers
        state = (summary.status, str(summary.errors), str(summary.warnings))
        yield (document.id, document.sls_id, *(answers.get(q, "") for q in questions), *state)


def _row_lines(file: WorkFile, forms: Sequence[FormProgram], roster: str) -> Iterator[Line]:
    questions = _questions(forms, roster)
    number = forms[-1].bound.form.summary["family_number"]
    yield (*_KEYS, number, "baris", "urutan", *questions)
    for document in file.every_document(form=FAMILY_FORM):
        family = document.state.answers.get(number, "")
        for position, row in enumerate(document.state.rows(roster), 1):
            head = (document.id, document.sls_id, family, row.id, str(position))
            yield (*head, *(row.answers.get(q, "") for q in questions))
