"""A petugas' work keyed field by field as people key it: the journal of VK lists and of every K made from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, TypeAlias

from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, Tip, fill, tip_of
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, state_after, summary_for
from regsosek_desk.services.endpoint.vk_lists import line_id
from regsosek_desk.services.training import Family, SlsPackage, demak_sls
from regsosek_desk.services.training_file import sls_code, wilayah_rows
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.sync.moments import text_of_moment, text_of_uuid7

ROSTER = "anggota"
_AFTER_ROSTER = "r5"
_TYPING = 600, 4000
"""Milliseconds from one field to the next: from and to."""
_PAUSE = 10_000, 90_000
_SLIP = 0.02
"""Share of the fields that are keyed wrong first and set right at once."""
_START = 1_667_520_000_000


class Petugas:
    """Hands and clock of one PPL, and the ids that the program draws while they key."""

    def __init__(self, rng: Random, code: str = "02301", device: str = "") -> None:
        self.rng = rng
        self._clock = _START + rng.randrange(10**9)
        self._count = rng.getrandbits(74)
        drawn = f"d-{rng.getrandbits(64):016x}"
        self._stamp = Stamp(code, device or drawn, "", 420)
        self._server = Stamp("", f"d-{rng.getrandbits(64):016x}", "", 0, "prelist")

    def pause(self) -> None:
        self._clock += self.rng.randint(*_PAUSE)

    def new_id(self) -> str:
        self._count += 1
        return text_of_uuid7(self._clock, self._count)

    def command(self, document: str, tip: Tip, drafts: Sequence[Draft], source: str = "keyed") -> list[Entry]:
        """One command's entries. The program tries a command before it commits it, which draws ids too."""
        self._clock += self.rng.randint(*_TYPING)
        stamp = replace(self._stamp, at=text_of_moment(self._clock), source=source)
        self._clock += self.rng.choice((0, 0, 1, 2, 4))
        self._count += len(drafts)
        return self._chain(document, tip, drafts, stamp)

    def prelist(self, document: str, drafts: Sequence[Draft]) -> list[Entry]:
        """What the office's server gave, long before."""
        stamp = replace(self._server, at=text_of_moment(_START))
        return self._chain(document, START, drafts, stamp)

    def _chain(self, document: str, tip: Tip, drafts: Sequence[Draft], stamp: Stamp) -> list[Entry]:
        entries: list[Entry] = []
        for draft in drafts:
            own = self.new_id()
            group = entries[0].id if entries else own
            entries.append(
                Entry(own, document, tip.seq + 1, group, draft.op, draft.row, draft.roster, draft.question, draft.old,
                      draft.new, draft.undoes, stamp.petugas, stamp.device, stamp.at, stamp.offset, stamp.source,
                      tip.hash)
            )  # fmt: skip
            tip = tip_of(entries, tip)
        return entries


Work: TypeAlias = Iterator[tuple[Bundle, Family | None]]


def keyed_work(seed: int, sizes: Sequence[int]) -> Work:
    """What a PPL hands over: for each SLS the VK list, without what the office gave, then a K for each family found.

    `sizes` are families per SLS. The family is the paper that the K was keyed from, None for a list.
    """
    hand = Petugas(Random(seed))
    for package in demak_sls(wilayah_rows(), seed=seed, sizes=sizes):
        yield from keyed_sls(hand, package)


def keyed_sls(hand: Petugas, package: SlsPackage, office: Sequence[Entry] = ()) -> Work:
    """The same for one SLS; `office`: what an endpoint gave of the list, without it such entries are made up."""
    sls = sls_code(package.area)
    vk = derived_id("dokumen", LIST_FORM, sls)
    given, lines = _prelist(vk, package)
    history = list(office) or hand.prelist(vk, given)
    told = len(history)
    families = {family.answers["r110"]: family for family in package.families}
    rows: dict[str, str] = {}
    for row, answers in lines:
        history += _keyed(hand, vk, history, row, {q: a for q, a in answers.items() if q not in PRINTED})
        rows[answers.get("r110", "")] = row
    for position, answers in enumerate(package.vk_b):
        row = hand.new_id()
        added = Draft("row_add", row=row, roster="vk_b", new=str(position))
        history += hand.command(vk, tip_of(history, START), [added])
        history += _keyed(hand, vk, history, row, answers)
        rows[answers.get("r110", "")] = row
    yield _bundle(vk, LIST_FORM, sls, None, history, told), None
    for number, row in rows.items():
        if number in families:
            yield _family(hand, sls, vk, row, families[number]), families[number]


PRINTED = ("no_prelist", "prelist_nama", "prelist_alamat")
"""Columns of a prelist line that the office gives."""


def _prelist(vk: str, package: SlsPackage) -> tuple[list[Draft], list[tuple[str, Mapping[str, str]]]]:
    """What the office gave of a list, and its lines by id."""
    drafts = [fill(package.vk_header)]
    lines: list[tuple[str, Mapping[str, str]]] = []
    for position, answers in enumerate(package.vk_a):
        row = line_id(vk, answers["no_prelist"])
        drafts.append(Draft("row_add", row=row, roster="vk_a", new=str(position)))
        drafts.append(fill({question: answers[question] for question in PRINTED}, row=row))
        lines.append((row, answers))
    return drafts, lines


def _family(hand: Petugas, sls: str, vk: str, row: str, family: Family) -> Bundle:
    form = load_form(FAMILY_FORM).bound
    shared = set(load_form(LIST_FORM).bound.form.shared.values())
    document = derived_id("dokumen", FAMILY_FORM, vk, row)
    hand.pause()
    answers = family.answers
    given = {cell.id: answers[cell.id] for cell in form.cells_of(None) if cell.id in shared and cell.id in answers}
    rest = {cell.id: answers[cell.id] for cell in form.cells_of(None) if cell.id in answers and cell.id not in given}
    split = next((at for at, question in enumerate(rest) if question.startswith(_AFTER_ROSTER)), len(rest))
    history = hand.command(document, START, [fill(given)], "prelist")
    history += _keyed(hand, document, history, "", dict(list(rest.items())[:split]))
    for position, member in enumerate(answers[ROSTER]):
        history += _member(hand, document, history, position, member)
    history += _keyed(hand, document, history, "", dict(list(rest.items())[split:]))
    return _bundle(document, FAMILY_FORM, sls, row, history)


def _member(
    hand: Petugas, document: str, before: Sequence[Entry], position: int, answers: Mapping[str, str]
) -> list[Entry]:
    row = hand.new_id()
    cells = [cell.id for cell in load_form(FAMILY_FORM).bound.cells_of(ROSTER)]
    number, *rest = [question for question in cells if question in answers]
    drafts = [
        Draft("row_add", row=row, roster=ROSTER, new=str(position)),
        Draft("set", row=row, question=number, new=answers[number]),
    ]
    entries = hand.command(document, tip_of(before, START), drafts)
    return entries + _keyed(
        hand, document, [*before, *entries], row, {question: answers[question] for question in rest}
    )


def _keyed(hand: Petugas, document: str, before: Sequence[Entry], row: str, answers: Mapping[str, str]) -> list[Entry]:
    """An entry for each answer, two where the finger slipped."""
    entries: list[Entry] = []
    for question, answer in answers.items():
        typed = [answer[::-1], answer] if hand.rng.random() < _SLIP and answer[::-1] != answer else [answer]
        for old, new in zip([None, *typed], typed, strict=False):
            tip = tip_of(entries, tip_of(before, START))
            entries += hand.command(document, tip, [Draft("set", row=row, question=question, old=old, new=new)])
    return entries


def _bundle(document: str, form: str, sls: str, row: str | None, history: Sequence[Entry], told: int = 0) -> Bundle:
    program = load_form(form)
    state = state_after(document, [_draft(entry) for entry in history], Stamp("", "", "", 0))
    summary = summary_for(program, state, state_after(document, [], Stamp("", "", "", 0)))
    return Bundle(document, form, sls, row, summary.form_version, summary.rule_hash, summary.status, summary.errors,
                  summary.warnings, summary.infos, tip_of(history, START).hash, tuple(history[told:]))  # fmt: skip


def _draft(entry: Entry) -> Draft:
    return Draft(entry.op, entry.row, entry.roster, entry.question, entry.old, entry.new, entry.undoes)


def papers(work: Sequence[tuple[Bundle, Family | None]]) -> list[dict[str, Any]]:
    """Answers of each family, as a form of another program would send them."""
    return [family.answers for _, family in work if family]
