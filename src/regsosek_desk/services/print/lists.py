"""Lists about the work: mistakes for the revisit, what the PML has checked, the recap of the VK lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.decisions import DOCUMENT, RETURN, RETURNED, holds
from regsosek_desk.core.domain.documents import Decision
from regsosek_desk.core.engine.evaluate import calculated
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.messages import message_of, row_name
from regsosek_desk.core.formdef.models import Form, Question, Section
from regsosek_desk.reports.table import TICK, Column, Line, Signature, TableSheet, table_sheets
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, form_of, instance_from, judge_stored
from regsosek_desk.services.facts import OthersAtOnce, facts_of
from regsosek_desk.services.print.desk import Desk, Watch, nobody, person
from regsosek_desk.services.print.links import link
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.texts import t

_WITH_MISTAKES = ("error", "warning")
_DONE = ("approved", "accepted")
_BACK = ("returned", "rejected")
_LONG_NUMBER = re.compile(r"(?<!\d)(\d{4})\d{8}(\d{4})(?!\d)")


def masked(text: str) -> str:
    """The text with every NIK and KK number covered in the middle."""
    return _LONG_NUMBER.sub(r"\1········\2", text)


# --- mistakes for the revisit ---------------------------------------------------------------------------


def mistake_list(desk: Desk, sls_ids: Sequence[str], watch: Watch = nobody) -> bytes:
    """What is open in these SLS, a sheet for each PPL, in the order in which the buildings are walked by.

    Raises MachineFault and what `watch` raises.
    """
    wanted = [row for row in _families(desk, sls_ids) if row.status in _WITH_MISTAKES or row.stage in _BACK]
    lines = {row.id: [] for row in wanted}  # type: dict[str, list[Line]]
    for stored in desk.documents(list(lines), watch):
        lines[stored.id] = desk.run(partial(_mistakes, stored=stored))
    rows = [row for row in wanted if lines[row.id]]
    sheets = [_mistake_sheet(ppl, own, rows, lines) for ppl, own in _by_ppl(desk, sls_ids)]
    return table_sheets(sheets, desk.origin)


def _families(desk: Desk, sls_ids: Sequence[str]) -> list[DocumentRow]:
    """In walking order: SLS, building, family."""
    found = [
        row
        for sls_id in sls_ids
        for row in desk.run(lambda file, own=sls_id: file.lists.documents(own, form=FAMILY_FORM))  # type: ignore[misc]
    ]
    return sorted(found, key=lambda row: (row.sls_id, row.building_number, row.family_number))


def _by_ppl(desk: Desk, sls_ids: Sequence[str]) -> list[tuple[Sls, list[Sls]]]:
    """The SLS of each PPL; the first of them says who that is."""
    places = sorted((desk.place(sls_id) for sls_id in sls_ids), key=lambda sls: (sls.ppl_code, sls.id))
    return [(own[0], own) for _, group in groupby(places, key=lambda sls: sls.ppl_code) if (own := list(group))]


def _mistakes(file: object, stored: StoredDocument) -> list[Line]:
    others = OthersAtOnce(file)  # type: ignore[arg-type]
    instance = instance_from(form_of(stored), stored.state, partial(facts_of, others, document=stored))
    family = [stored.summary.building_number, stored.summary.family_number, stored.summary.head_name]
    found = []
    for violation in judge_stored(instance, stored).open:
        message = message_of(instance, violation)
        who = row_name(instance, violation.place.row)
        found.append(Line([TICK, *family, message.rincian, _of(who, message.facts), masked(message.action)]))
        family = ["", "", ""]
    for place, decision in _returned(instance, stored):
        text = t("print.mistakes.note", note=masked(decision.note) or t("print.mistakes.no_note"))
        number = instance.cell(place).question.number
        found.append(Line([TICK, *family, number, _of(row_name(instance, place.row), text), t("print.mistakes.look")]))
        family = ["", "", ""]
    return found


def _of(who: str, text: str) -> str:
    return masked(f"{who}: {text}" if who and who not in text else text)


def _returned(instance: FormInstance, stored: StoredDocument) -> Iterator[tuple[Place, Decision]]:
    """Answers that were given back and are still as they were."""
    for (row, question), decision in stored.state.decisions.items():
        place = Place(question, row)
        still = (row, question) != DOCUMENT and decision.decision == RETURN and holds(stored.state, row, question)
        if still and instance.has(place):
            yield place, decision


def _mistake_sheet(
    ppl: Sls, places: Sequence[Sls], rows: Sequence[DocumentRow], lines: Mapping[str, Sequence[Line]]
) -> TableSheet:
    table: list[Line] = []
    for sls in places:
        own = [row for row in rows if row.sls_id == sls.id]
        if own:
            table.append(Line(heading=t("print.sls_heading", sls=sls.name, desa=sls.desa_name, id=sls.id)))
        table += [line for row in own for line in lines[row.id]]
    families = sum(row.sls_id in {sls.id for sls in places} for row in rows)
    return TableSheet(
        title=t("print.mistakes.title"),
        under=t("print.mistakes.under"),
        link=link("sls", places[0].id),
        facts=[
            (t("print.ppl"), person(ppl.ppl_name, ppl.ppl_code)),
            (t("print.pml"), person(ppl.pml_name, ppl.pml_code)),
            (t("print.mistakes.count"), t("print.mistakes.count_value", families=families, sls=len(places))),
        ],
        columns=[
            Column(t("print.mistakes.done"), 4), Column(t("print.mistakes.building"), 5),
            Column(t("print.mistakes.family"), 5, bold=True), Column(t("print.mistakes.head"), 14),
            Column(t("print.mistakes.rincian"), 8, bold=True), Column(t("print.mistakes.facts"), 32),
            Column(t("print.mistakes.action"), 32),
        ],
        lines=table,
        empty=t("print.mistakes.none"),
        closing=t("print.mistakes.closing"),
        signatures=[
            Signature(t("print.ppl"), ppl.ppl_name, ppl.ppl_code),
            Signature(t("print.pml"), ppl.pml_name, ppl.pml_code),
        ],
        lying=True,
    )  # fmt: skip


# --- what was checked -----------------------------------------------------------------------------------


def check_report(desk: Desk, sls_ids: Sequence[str], watch: Watch = nobody) -> bytes:
    """How far checking has come in each SLS, and what was given back with its note. Raises as `mistake_list`."""
    rows = _families(desk, sls_ids)
    back = [row.id for row in rows if row.stage in _BACK]
    notes = {stored.id: _notes(stored) for stored in desk.documents(back, watch)}
    lines = [_checked(desk.place(own), [row for row in rows if row.sls_id == own]) for own in sls_ids]
    counts = [[int(cell) for cell in line.cells[3:]] for line in lines]
    total = ["", "", t("print.total"), *(str(sum(column)) for column in zip(*counts, strict=True))]
    first = desk.place(sls_ids[0])
    names = t("print.checks.columns").split("|")
    return table_sheets(
        [
            TableSheet(
                t("print.checks.title"), t("print.checks.under"), link("sls", first.id), _area_facts(desk, first),
                [Column(name, share, "right" if at > 2 else "left")
                 for at, (name, share) in enumerate(zip(names, (15, 14, 16, *[8] * 7), strict=True))],
                [*lines, Line(total, total=True)], lying=True,
            ),
            TableSheet(
                t("print.checks.back_title"), "", link("sls", first.id), [],
                [Column(name, share) for name, share in
                 zip(t("print.checks.back_columns").split("|"), (16, 7, 20, 10, 35, 12), strict=True)],
                [Line([desk.place(row.sls_id).name, row.family_number, row.head_name, *note])
                 for row in rows for note in notes.get(row.id, ())],
                t("print.checks.none_back"), "",
                [Signature(t("print.pml"), first.pml_name, first.pml_code), Signature(t("print.koseka"))], lying=True,
            ),
        ],
        desk.origin,
    )  # fmt: skip


def _area_facts(desk: Desk, sls: Sls) -> list[tuple[str, str]]:
    return [
        (t("print.pml"), person(sls.pml_name, sls.pml_code)),
        (t("print.kecamatan"), sls.kec_name),
        (t("print.printed_by"), person(desk.petugas.name, desk.petugas.code)),
    ]


def _checked(sls: Sls, rows: Sequence[DocumentRow]) -> Line:
    blank = sum(row.status == "blank" for row in rows)
    approved, back = sum(row.stage in _DONE for row in rows), sum(row.stage in _BACK for row in rows)
    counts = [
        len(rows), blank, *(sum(row.status == each for row in rows) for each in ("clean", "warning", "error")),
        approved, back,
    ]  # fmt: skip
    return Line([sls.id, sls.name, person(sls.ppl_name, sls.ppl_code), *map(str, counts)])


def _notes(stored: StoredDocument) -> list[list[str]]:
    """Rincian, note and day of what was given back; of the document as a whole first."""
    form = form_of(stored).bound
    found = []
    for (row, question), each in sorted(stored.state.decisions.items()):
        if each.decision not in (RETURN, RETURNED, "rejected"):
            continue
        cell = form.cells.get((_roster_of(stored, row), question))
        number = cell.question.number if cell else t("print.checks.whole")
        found.append([number, masked(each.note), each.at[:10]])
    return found


def _roster_of(stored: StoredDocument, row: str) -> str | None:
    return next((name for name, rows in stored.state.rosters.items() if any(r.id == row for r in rows)), None)


# --- Rekap VK -------------------------------------------------------------------------------------------


def recap(desk: Desk, sls_ids: Sequence[str], watch: Watch = nobody) -> bytes:
    """The recap of the VK lists, a line for each SLS: what the paper's recap says, beside what the list counts.

    Raises MachineFault and what `watch` raises.
    """
    form = load_form(LIST_FORM).bound.form
    questions = _recap_questions(form)
    lists = desk.run(lambda file: {row.sls_id: row.id for row in file.lists.documents(form=LIST_FORM)})
    ids = [lists[own] for own in sls_ids if own in lists]
    cells = {stored.sls_id: _recap_cells(stored, questions) for stored in desk.documents(ids, watch)}
    blank = [""] * len(questions)
    lines = [Line([own, desk.place(own).name, *cells.get(own, blank)]) for own in sls_ids]
    columns = zip(*(cells.values() or [blank]), strict=True)
    totals = [_sum(column, question) for column, question in zip(columns, questions, strict=True)]
    first = desk.place(sls_ids[0])
    sheet = TableSheet(
        t("print.recap.title"), t("print.recap.under"), link("sls", first.id),
        [(t("print.kecamatan"), first.kec_name), (t("print.printed_by"), person(desk.petugas.name, desk.petugas.code))],
        [Column(t("print.recap.id"), 17), Column(t("print.recap.sls"), 14),
         *map(_recap_column, questions)],
        [*lines, Line([t("print.total"), "", *totals], total=True)], "", t("print.recap.closing"),
        [Signature(t("print.koseka"), *_koseka(desk)), Signature(t("print.receiver"))], lying=True,
    )  # fmt: skip
    return table_sheets([sheet], desk.origin)


def _recap_column(question: Question) -> Column:
    """Wide enough for what is keyed and for the longest word of its name."""
    share = max(14 if question.width > 9 else 8, *map(len, question.brief.split()))
    return Column(question.brief, share, "right" if question.type == "number" else "left")


def _koseka(desk: Desk) -> tuple[str, str]:
    is_own = desk.petugas.role.casefold() == "koseka"
    return (desk.petugas.name, desk.petugas.code) if is_own else ("", "")


def _recap_questions(form: Form) -> list[Question]:
    """What is keyed in the blocks that the form counts in itself, and in those that tell how the SLS changed."""
    counted = [s for s in form.sections if s.roster is None and any(q.calculate for q in s.questions)]
    last = form.sections.index(counted[-1])
    more = [s for s in form.sections[last + 1 :] if s.roster is None]
    return [q for section in (*counted, *more) for q in _keyed(section)]


def _keyed(section: Section) -> Iterator[Question]:
    return (question for question in section.questions if question.keyable)


def _recap_cells(stored: StoredDocument, questions: Sequence[Question]) -> list[str]:
    """The answers; in brackets behind a number what the list itself gives, where that is another."""
    instance = instance_from(form_of(stored), stored.state)
    return [_recap_cell(instance, question) for question in questions]


def _recap_cell(instance: FormInstance, question: Question) -> str:
    place = Place(question.id)
    keyed = (instance.text(place) or "") if instance.has(place) else ""
    if question.type == "flag":
        return t("print.yes") if keyed else ""
    if question.codes:
        return f"{keyed} {question.codes.get(keyed, '')}".strip()
    counted = _counted_beside(instance, question)
    return keyed if counted in ("", keyed) else f"{keyed or '–'} ({counted})"


def _counted_beside(instance: FormInstance, question: Question) -> str:
    """What the form counts for the line on which this question stands."""
    lead = question.beside
    if lead is None or (None, lead) not in instance.program.bound.calculated:
        return ""
    value = calculated(instance, lead)
    return "" if value is None else str(value)


def _sum(cells: Iterable[str], question: Question) -> str:
    """The sum of what is keyed; in brackets that of what the lists give, where that is another."""
    if question.type != "number":
        return ""
    parts = [cell.replace("(", "").replace(")", "").split() for cell in cells if cell]
    keyed = sum(int(part[0]) for part in parts if part[0].isdigit())
    counted = sum(int(part[-1]) for part in parts if part[-1].isdigit())
    return str(keyed) if keyed == counted else f"{keyed or '–'} ({counted})"
