"""All findings of a preview as a table that can be sorted and handed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from regsosek_desk.services.lists.preview import Preview
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.storage.sheets import write_table
from regsosek_desk.texts import t


def write_report(path: Path, found: Sequence[Preview]) -> None:
    """Write every problem and note as csv, those to mend first. Raises MachineFault as `whole_files` does."""
    with whole_files(path.parent) as part:
        write_table(part / path.name, _rows(found))


def _rows(found: Sequence[Preview]) -> Iterator[Sequence[str]]:
    yield t("lists.package.report_headings").split(";")
    for taken in (False, True):
        for table in found:
            for problem in table.problems:
                if problem.taken == taken:
                    yes_or_no = t("lists.package.yes" if taken else "lists.package.no")
                    said = (problem.column, _inert(problem.value), yes_or_no, problem.what, problem.cure)
                    yield table.file, table.sheet, str(problem.row or ""), *said


def _inert(value: str) -> str:
    """What came from a file must not become a formula in the report."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value
