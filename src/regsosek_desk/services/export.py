"""Families out of a work file: a case file each, or two flat tables with official ids, codes as text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.values import is_digits
from regsosek_desk.services.documents import form_of
from regsosek_desk.services.session import FAMILY_FORM
from regsosek_desk.storage.casefiles import case_text
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form, versions
from regsosek_desk.storage.workfile import WorkFile

Format = Literal["json", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("json", "csv", "xlsx")
Line = Sequence[str]
_KEYS = ("dokumen", "idsubsls")
_STATE = ("status", "errors", "warnings")


def export(file: WorkFile, form: Format, out: Path) -> list[Path]:
    """Write all families of the file into a folder; gives the files written.

    An earlier export of the same name is replaced. Raises OSError as the disk gives it.
    """
    out.mkdir(parents=True, exist_ok=True)
    return {"json": _json, "csv": _csv, "xlsx": _xlsx}[form](file, out)


def _json(file: WorkFile, out: Path) -> list[Path]:
    written: dict[Path, None] = {}
    for document in file.every_document(form=FAMILY_FORM):
        answers: dict[str, object] = dict(_in_order(document))
        answers |= {name: [r.answers for r in document.state.rows(name)] for name in _rosters(document)}
        number = document.summary.family_number
        target = out / f"{document.sls_id}-{number}.json"
        if not is_digits(number) or target in written:
            target = out / f"{document.sls_id}-{document.id}.json"
        target.write_text(case_text(document.form, answers), "utf-8")
        written[target] = None
    return list(written)


def _in_order(document: StoredDocument) -> Iterator[tuple[str, str]]:
    for cell in form_of(document).bound.cells_of(None):
        if cell.id in document.state.answers:
            yield cell.id, document.state.answers[cell.id]


def _rosters(document: StoredDocument) -> Iterable[str]:
    return form_of(document).bound.form.rosters


def _csv(file: WorkFile, out: Path) -> list[Path]:
    targets: list[Path] = []
    for name, lines in _tables(file):
        target = out / f"{name}.csv"
        with target.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(lines())
        targets.append(target)
    return targets


def _xlsx(file: WorkFile, out: Path) -> list[Path]:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
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
    target = out / "regsosek.xlsx"
    book.save(target)
    return [target]


def _xlsx_text(text: str) -> str:
    """The format has no room for control characters."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub(" ", text)


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
