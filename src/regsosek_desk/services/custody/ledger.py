"""The ledger of the paper: who hands which bundle to whom, with how many sheets; written into its control book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.domain.kendali import (
    KENDALI_FORM,
    MOVEMENTS,
    Holder,
    Kendali,
    Movement,
    Party,
    Step,
    movement_answers,
)
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.completeness.lines import NONRESPONSE, is_in
from regsosek_desk.services.custody import handover
from regsosek_desk.services.custody.handover import Counts, Difference, Known, Scene
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.team.books import book_id, read_book, read_books, write_lines
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes, and what they may know by heart: read once for many bundles."""

    petugas: Petugas
    sls: Mapping[str, Sls]
    kab: str
    """Four digits, "" where the file doesn't say."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What goes with a bundle."""

    on: str
    """Day, ISO 8601."""
    code: str = ""
    """Of the petugas on the other side, "" when left open."""
    counts: Counts | None = None
    """None for as announced, or as taken last."""
    bast: str = ""
    box: str = ""
    wave: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A movement that was written, and at once what doesn't tally."""

    sls: Sls
    move: Movement
    differences: tuple[Difference, ...] = ()
    lagged: Party | None = None
    """Where the bundle still was by the book, when it came from somebody further on the way."""


class Standing(NamedTuple):
    """An SLS and who has its bundle; `since` is "" while the book says nothing."""

    sls: Sls
    holder: Holder


def read_actor(file: WorkFile, code: str) -> Actor:
    """The petugas with this code. Raises MachineFault."""
    petugas = next((each for each in file.petugas_list() if each.code == code), Petugas(code, "", ""))
    sls = {each.id: each for each in file.sls_list()}
    kab = file.meta.get("kab") or next(iter(sls), "")[:4]
    return Actor(petugas, sls, kab)


def hand_over(
    file: WorkFile, sls_ids: Sequence[str], to: Party, slip: Slip, stamp: Stamp, *,
    counts: Mapping[str, Counts] | None = None, actor: Actor | None = None,
) -> list[Entered]:  # fmt: skip
    """Announce that bundles are handed on: all of them, or none. They stay with the sender until they are taken.

    `counts` by SLS take the place of the slip's; where neither says anything they are as taken last. Without a code
    it goes to the SLS's own PPL or PML, or to whoever is there. Raises InputFault `custody_*` (see `handover.check`),
    MachineFault.
    """
    actor = actor or read_actor(file, stamp.petugas)
    entered: list[Entered] = []
    with file.together():
        for sls_id in sls_ids:
            scene = scene_of(file, sls_id, stamp, actor)
            own = (counts or {}).get(sls_id, slip.counts)
            entered.append(_write(file, scene, _handing(scene, to, replace(slip, counts=own)), stamp))
    return entered


def _handing(scene: Scene, to: Party, slip: Slip) -> Movement:
    mine, holder = handover.acts_as(scene.petugas), scene.holder
    sender = holder.party if holder.party in mine else (mine or (Party.PPL,))[0]
    return Movement(
        "", Step.HANDED, "", sender, scene.petugas.code, to, slip.code or own_code(scene.sls, to), slip.on,
        _or_last(slip, scene.book.last_counts()), slip.bast, slip.box, slip.wave, slip.reason,
    )  # fmt: skip


def take(
    file: WorkFile, sls_id: str, sender: Party, slip: Slip, stamp: Stamp, *,
    receiver: Party | None = None, actor: Actor | None = None,
) -> Entered:  # fmt: skip
    """Write that a bundle is here now; `receiver` is the party it is here for. Without counts it is as announced.

    A count that differs from the announced one wants a reason. With a box and the same party on both sides the
    bundle is put into that box. Raises InputFault `custody_*`, MachineFault.
    """
    scene = scene_of(file, sls_id, stamp, actor or read_actor(file, stamp.petugas))
    return _write(file, scene, _receiving(scene, Step.TAKEN, sender, receiver, slip), stamp)


def refuse(
    file: WorkFile, sls_id: str, sender: Party, slip: Slip, stamp: Stamp, *,
    receiver: Party | None = None, actor: Actor | None = None,
) -> Entered:  # fmt: skip
    """Write that a bundle wasn't taken and why: it stays with its sender.

    Raises InputFault `custody_*`, MachineFault.
    """
    scene = scene_of(file, sls_id, stamp, actor or read_actor(file, stamp.petugas))
    slip = replace(slip, counts=slip.counts or {}, reason=slip.reason.strip())
    return _write(file, scene, _receiving(scene, Step.REFUSED, sender, receiver, slip), stamp)


def _receiving(scene: Scene, step: Step, sender: Party, receiver: Party | None, slip: Slip) -> Movement:
    """A taking or refusal; where the bundle was announced it answers that."""
    here = receiver or (handover.acts_as(scene.petugas) or (Party.PPL,))[0]
    coming = scene.holder.coming
    last: Movement | None
    if coming and coming.receiver is here:
        answers, sender, code, last = coming.id, coming.sender or sender, coming.sender_code, coming
    else:
        keeps = sender is here or here is Party.STORAGE
        answers, code = "", slip.code or _sender_code(scene, sender)
        last = scene.book.last_counts() if keeps else None
    return Movement(
        "", step, answers, sender, code, here, scene.petugas.code, slip.on, _or_last(slip, last), slip.bast, slip.box,
        slip.wave, slip.reason,
    )  # fmt: skip


def _or_last(slip: Slip, last: Movement | None) -> Counts:
    if slip.counts is not None:
        return slip.counts
    return last.counts if last else {}


def _sender_code(scene: Scene, sender: Party) -> str:
    holder = scene.holder
    return holder.code if holder.party is sender else own_code(scene.sls, sender)


def own_code(sls: Sls, party: Party) -> str:
    """Code of the PPL or PML of an SLS; "" for another party."""
    return {Party.PPL: sls.ppl_code, Party.PML: sls.pml_code}.get(party, "")


def correct(file: WorkFile, last: Entered, counts: Counts, reason: str, stamp: Stamp) -> Entered:
    """Put other counts into the movement written last, which must be this one; the journal keeps the first ones.

    Raises InputFault `custody_not_last` and those of `handover.check`; MachineFault.
    """
    sls_id, row = last.sls.id, last.move.id
    actor = read_actor(file, stamp.petugas)
    scene, written = _before_last(file, sls_id, row, stamp, actor)
    move = replace(written, counts=counts, reason=reason)
    handover.check(move, scene)
    stored = file.document(book_id(sls_id))
    old = stored.state.answers_at(row) or {}
    new = movement_answers(move)
    changed: dict[str, str | None] = {
        name: new.get(name) for name in old.keys() | new.keys() if old.get(name) != new.get(name)
    }
    if changed:
        file.commit(stored.id, [fill(changed, old, row)], stamp, stored.summary)
    return _entered(file, scene, move)


def take_back(file: WorkFile, sls_id: str, row: str, stamp: Stamp) -> None:
    """Undo the movement written last, which must be one's own. Raises InputFault `custody_not_last`, MachineFault."""
    _before_last(file, sls_id, row, stamp, read_actor(file, stamp.petugas))
    stored = file.document(book_id(sls_id))
    position = len(stored.state.rows(MOVEMENTS)) - 1
    drafts = [Draft("row_remove", row=row, roster=MOVEMENTS, old=str(position))]
    file.commit(stored.id, drafts, stamp, stored.summary)


def _before_last(file: WorkFile, sls_id: str, row: str, stamp: Stamp, actor: Actor) -> tuple[Scene, Movement]:
    """The scene as it was when the last movement was written, and that movement."""
    scene = scene_of(file, sls_id, stamp, actor)
    *before, last = scene.book.movements or (None,)
    if last is None or last.id != row or writer_of(last) != actor.petugas.code:
        raise InputFault("custody_not_last")
    return replace(scene, book=replace(scene.book, movements=tuple(each for each in before if each))), last


def writer_of(move: Movement) -> str:
    """Code of the petugas who wrote it."""
    return move.sender_code if move.step is Step.HANDED else move.receiver_code


def scene_of(file: WorkFile, sls_id: str, stamp: Stamp, actor: Actor) -> Scene:
    """What a movement of this SLS is held against. Raises InputFault `custody_other_kab`, `custody_other_area`."""
    if actor.kab and not sls_id.startswith(actor.kab):
        raise InputFault("custody_other_kab", id=sls_id, kab=actor.kab)
    if sls_id not in actor.sls:
        raise InputFault("custody_other_area", id=sls_id)
    today = (datetime.fromisoformat(stamp.at) + timedelta(minutes=stamp.offset)).date()
    return Scene(read_book(file, sls_id), actor.sls[sls_id], actor.petugas, today, first_day())


def first_day() -> date:
    """The first day on which a bundle may have changed hands, a setting of the book's form."""
    return date.fromisoformat(str(load_form(KENDALI_FORM).bound.form.settings["awal_kegiatan"]))


def _write(file: WorkFile, scene: Scene, move: Movement, stamp: Stamp) -> Entered:
    handover.check(move, scene)
    [row] = write_lines(file, scene.sls.id, [(MOVEMENTS, movement_answers(move))], stamp)
    return _entered(file, scene, replace(move, id=row))


def _entered(file: WorkFile, scene: Scene, move: Movement) -> Entered:
    holder = scene.holder
    storing = (holder.party, move.receiver) == (Party.TU, Party.STORAGE)  # one room: nobody hands it over
    lags = move.step is Step.TAKEN and not holder.coming and not storing and handover.is_behind(holder, move)
    found = handover.differences(move, scene.book, known_of(file, scene.sls.id))
    return Entered(scene.sls, move, found, holder.party if lags else None)


def standings(file: WorkFile) -> list[Standing]:
    """Every SLS of the file by its id, with who has its bundle. Raises MachineFault."""
    books = read_books(file)
    return [Standing(each, books.get(each.id, Kendali()).holder or _at_ppl(each)) for each in file.sls_list()]


def _at_ppl(sls: Sls) -> Holder:
    return Holder(Party.PPL, sls.ppl_code, "")


def known_of(file: WorkFile, sls_id: str) -> Known:
    """What the file has of the SLS. Raises MachineFault."""
    lists = file.lists.documents(sls_id, form=LIST_FORM)
    keyed = _answered(file, sls_id)
    if not lists:
        return Known(None, keyed)
    number = load_form(LIST_FORM).bound.form.summary["family_number"]
    rosters = file.document(lists[0].id).state.rosters.values()
    return Known(sum(number in row.answers for rows in rosters for row in rows), keyed)


def _answered(file: WorkFile, sls_id: str) -> int | None:
    """K with answers, as they are counted as used; None where the file has none of the SLS."""
    form = load_form(FAMILY_FORM).bound.form
    outcomes = file.lists.answers(form.summary["outcome"], FAMILY_FORM, sls_id)
    rows = file.lists.documents(sls_id, form=FAMILY_FORM)
    answered = (row.status != "blank" and not is_in(form, NONRESPONSE, outcomes.get(row.id, "")) for row in rows)
    return sum(answered) if rows else None
