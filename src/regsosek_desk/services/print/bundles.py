"""Papers of the bundles: the minutes of a handing over, and labels for bundles and boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regsosek_desk.core.domain.kendali import PAPERS, Kendali, Movement, Party, Step
from regsosek_desk.reports.labels import Label, label_sheets
from regsosek_desk.reports.table import Column, Line, Signature, TableSheet, table_sheets
from regsosek_desk.services.custody.boxes import Boxes
from regsosek_desk.services.custody.handover import paper_name, party_name
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.print.desk import Desk, person
from regsosek_desk.services.print.links import link
from regsosek_desk.services.team.books import read_book, read_books
from regsosek_desk.texts import t


@dataclass(frozen=True, slots=True)
class Handing:
    """Bundles that changed hands together: on one day, between the same two, under one number."""

    sender: Party | None
    sender_code: str
    receiver: Party
    receiver_code: str
    on: str
    bast: str
    taken: bool
    """Somebody has said that they came; else they are only announced."""
    moves: Mapping[str, Movement]
    """SLS id → its movement, with the counts that hold."""

    @property
    def key(self) -> tuple[object, ...]:
        return (self.on, self.sender, self.sender_code, self.receiver, self.receiver_code, self.bast)


def handings(desk: Desk) -> list[Handing]:
    """All of the file, the latest first. Raises MachineFault."""
    found: dict[tuple[object, ...], Handing] = {}
    for sls_id, book in desk.run(read_books).items():
        for move in _lasting(book):
            made = _handing(move, {**_moves(found, move), sls_id: move})
            found[made.key] = made
    return sorted(found.values(), key=lambda each: (each.on, each.bast), reverse=True)


def _lasting(book: Kendali) -> list[Movement]:
    """What was taken, and what is announced and not taken yet; putting into a box is no handing over."""
    answered = {move.answers for move in book.movements if move.answers}
    return [
        move
        for move in book.movements
        if move.sender is not move.receiver
        and (move.step is Step.TAKEN or (move.step is Step.HANDED and move.id not in answered))
    ]


def _handing(move: Movement, moves: Mapping[str, Movement]) -> Handing:
    taken = all(each.step is Step.TAKEN for each in moves.values())
    return Handing(
        move.sender, move.sender_code, move.receiver, move.receiver_code, move.on, move.bast, taken, dict(moves)
    )


def _moves(found: Mapping[tuple[object, ...], Handing], move: Movement) -> Mapping[str, Movement]:
    before = found.get(_handing(move, {}).key)
    return before.moves if before else {}


def handover_sheet(desk: Desk, handing: Handing) -> bytes:
    """Minutes of a handing over (BAST) to be signed by both, with the sheets of each kind of paper by SLS.

    Raises MachineFault.
    """
    names = desk.run(lambda file: file.petugas_names())
    lines = [
        Line([str(at), sls_id, desk.place(sls_id).name, *(_count(move, paper) for paper in PAPERS)])
        for at, (sls_id, move) in enumerate(sorted(handing.moves.items()), 1)
    ]
    totals = [_total(list(handing.moves.values()), paper) for paper in PAPERS]
    giver = _party(handing.sender, handing.sender_code, names)
    taker = _party(handing.receiver, handing.receiver_code, names)
    first = min(handing.moves)
    sheet = TableSheet(
        title=t("print.bast.title"),
        under=t("print.bast.number", number=handing.bast) if handing.bast else t("print.bast.no_number"),
        link=link("sls", first),
        facts=[
            (t("print.bast.on"), _day(handing.on)),
            (t("print.bast.giver"), giver),
            (t("print.bast.taker"), taker),
            (t("print.bast.what"), t("print.bast.what_value", count=len(handing.moves))),
            (t("print.bast.state"), t("print.bast.taken") if handing.taken else t("print.bast.announced")),
        ],
        columns=[
            Column(t("print.bast.row"), 4, "right"), Column(t("print.recap.id"), 18), Column(t("print.recap.sls"), 16),
            *(Column(paper_name(paper), 9, "right") for paper in PAPERS),
        ],
        lines=[*lines, Line(["", "", t("print.total"), *totals], total=True)],
        closing=t("print.bast.closing"),
        signatures=[
            Signature(t("print.bast.giver"), names.get(handing.sender_code, ""), handing.sender_code),
            Signature(t("print.bast.taker"), names.get(handing.receiver_code, ""), handing.receiver_code),
        ],
        lying=True,
    )  # fmt: skip
    return table_sheets([sheet], desk.origin)


def _party(party: Party | None, code: str, names: Mapping[str, str]) -> str:
    return ", ".join(part for part in (party_name(party), person(names.get(code, ""), code)) if part)


def _day(on: str) -> str:
    year, month, day = on.split("-")
    return f"{int(day)} {t('reports.months').split()[int(month) - 1]} {year}"


def _count(move: Movement, paper: str) -> str:
    """Received and used of one paper, "87 / 86"; nothing where nobody counted."""
    count = move.counts.get(paper)
    if count is None:
        return ""
    received, used = ("–" if number is None else str(number) for number in count)
    return received if used == "–" else f"{received} / {used}"


def _total(moves: Sequence[Movement], paper: str) -> str:
    counts = [move.counts[paper] for move in moves if paper in move.counts]
    received, used = sum(c.received or 0 for c in counts), sum(c.used or 0 for c in counts)
    if not counts:
        return ""
    return str(received) if all(c.used is None for c in counts) else f"{received} / {used}"


# --- labels ---------------------------------------------------------------------------------------------


def bundle_labels(desk: Desk, sls_ids: Sequence[str]) -> bytes:
    """A label for the bundle of each SLS, with its 16 digits. Raises MachineFault."""
    counted = desk.run(lambda file: {own: read_book(file, own).last_counts() for own in sls_ids})
    lists = desk.run(lambda file: {row.sls_id for row in file.lists.documents(form=LIST_FORM)})
    return label_sheets([_bundle(desk, own, counted[own], own in lists) for own in sls_ids], desk.origin)


def _bundle(desk: Desk, sls_id: str, counted: Movement | None, has_list: bool) -> Label:
    sls = desk.place(sls_id)
    return Label(
        heading=sls.name or sls.id,
        code=" ".join((sls.prov, sls.kab, sls.kec, sls.desa, sls.sls, sls.sub)),
        lines=[
            (t("print.label.kecamatan"), f"{sls.kec} {sls.kec_name}"),
            (t("print.label.desa"), f"{sls.desa} {sls.desa_name}"),
            (t("print.label.ppl"), _who(sls.ppl_name, sls.ppl_code)),
            (t("print.label.pml"), _who(sls.pml_name, sls.pml_code)),
        ],
        link=link("sls", sls.id),
        wide=_papers(counted) if counted else t("print.label.paper_blank"),
    )


def _who(name: str, code: str) -> str:
    return " ".join(part for part in (code, name) if part)


def _papers(move: Movement) -> str:
    return "  ".join(f"{paper_name(p)} {_count(move, p)}" for p in PAPERS if p in move.counts)


def boxes_of(desk: Desk) -> dict[str, list[str]]:
    """Box number → the SLS in it. Raises MachineFault."""
    inside = desk.run(lambda file: Boxes.of(read_books(file)).inside)
    return {box: sorted(own) for box, own in sorted(inside.items()) if own}


def box_labels(desk: Desk, boxes: Mapping[str, Sequence[str]]) -> bytes:
    """A label for each box, with what is in it. Raises ValueError for none."""
    return label_sheets([_box(desk, box, own) for box, own in boxes.items()], desk.origin)


def _box(desk: Desk, box: str, sls_ids: Sequence[str]) -> Label:
    villages = dict.fromkeys(desk.place(own).desa_name for own in sls_ids)
    inside = "; ".join(f"{own} {desk.place(own).name}" for own in sls_ids)
    stored = "K" in box
    return Label(
        heading=t("print.label.storage" if stored else "print.label.box"),
        code=box,
        lines=[
            (t("print.label.count"), t("print.bast.what_value", count=len(sls_ids))),
            (t("print.label.desa"), ", ".join(filter(None, villages))),
        ],
        link=link("box", box),
        wide=inside,
    )
