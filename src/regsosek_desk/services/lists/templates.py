"""Empty lists for the office to fill: workbooks whose columns are text, and csv, with the codes known filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from regsosek_desk.services.lists.kinds import Column, Kind, ListDef, definitions, roles
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.storage.sheets import write_table, write_workbook
from regsosek_desk.texts import t

_NARROWEST, _WIDEST = 14, 40


def write_templates(folder: Path, known: Known, assignments: Sequence[tuple[str, str]] = ()) -> list[Path]:
    """Write an xlsx and a csv for each list; gives their paths. Raises MachineFault as `whole_files` does."""
    with whole_files(folder) as part:
        for kind, wanted in definitions().items():
            rows = [wanted.names, *_rows(kind, known, assignments)]
            tables = {kind: rows, t("lists.template.guide"): _guide(wanted)}
            write_workbook(part / f"{kind}.xlsx", tables, [_width(column) for column in wanted.columns])
            write_table(part / f"{kind}.csv", rows)
    return [folder / f"{kind}.{suffix}" for kind in definitions() for suffix in ("xlsx", "csv")]


def _width(column: Column) -> int:
    return min(max(_NARROWEST, len(column.name) + 2, column.width), _WIDEST)


def _rows(kind: Kind, known: Known, assignments: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """What is known already. The lines of a prelist are not: they come from elsewhere."""
    if kind == "wilayah":
        return list(_villages(known))
    if kind == "petugas":
        return [(each.code, each.name, each.role, each.area) for each in known.petugas.values()]
    if kind == "sls":
        koseka = {sls: code for code, sls in assignments if known.petugas[code].role == "Koseka"}
        return [(s.id, s.name, s.ppl_code, s.pml_code, koseka.get(s.id, "")) for s in known.sls.values()]
    if kind == "penugasan":
        given = {sls for _, sls in assignments}
        return [*assignments, *(("", sls) for sls in known.sls if sls not in given)]
    return []


def _villages(known: Known) -> Iterator[tuple[str, ...]]:
    for code in sorted(code for code in known.areas if len(code) == 10):
        parts = (code[:2], code[2:4], code[4:7], code[7:])
        names = (known.areas.get(code[:digits], "") for digits in (2, 4, 7, 10))
        yield tuple(text for pair in zip(parts, names, strict=True) for text in pair)


def _guide(wanted: ListDef) -> Iterator[tuple[str, ...]]:
    """What each column means and what may stay empty, then what holds for all."""
    yield t("lists.template.column"), t("lists.template.meaning"), t("lists.template.must")
    for column in wanted.columns:
        yield column.name, _meaning(column), _must(column)
    yield ()
    for line in t("lists.template.rules").strip().splitlines():
        yield (line,)


def _must(column: Column) -> str:
    if column.may:
        return t("lists.template.may_be_absent")
    return t("lists.template.may_be_blank" if column.blank else "lists.template.must_be_filled")


def _meaning(column: Column) -> str:
    if column.question:
        return f"{column.question.label}. {column.question.hint or ''}".strip()
    return t(f"lists.column.{column.name}", roles=", ".join(dict.fromkeys(roles().values())))
