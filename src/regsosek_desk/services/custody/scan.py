"""Bundles put through one after the other: what a scanner types, or a pasted list, and what one is doing with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.custody import handover, ledger
from regsosek_desk.services.custody.boxes import Boxes
from regsosek_desk.services.custody.handover import NO_COUNT, ONWARD, WAYS, Counts
from regsosek_desk.services.custody.labels import read_label
from regsosek_desk.services.custody.ledger import Actor, Entered, Slip
from regsosek_desk.services.team.books import read_book, read_books
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import day_digits, in_short, t

Verdict = Literal["ok", "look", "no"]
"""Stored and all tallies · stored with something to look at, or nothing to do · not stored."""
_TWICE = ("custody_already_here", "custody_already_handed", "custody_already_boxed", "custody_already_refused")


class Deed(StrEnum):
    TAKE = "take"
    HAND = "hand"
    BOX = "box"
    STORE = "store"
    REFUSE = "refuse"


PACKING = (Deed.BOX, Deed.STORE)


class Doing(NamedTuple):
    """What is done with every bundle that is scanned now."""

    deed: Deed
    me: Party
    other: Party
    """From whom, or to whom."""
    slip: Slip = Slip("")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of one bundle, or of a text that is none."""

    text: str
    verdict: Verdict
    words: str
    sls: Sls | None = None
    entered: Entered | None = None
    """What was written."""
    box: str = ""
    """The box that the bundles after it go into."""


def doings(petugas: Petugas) -> list[Doing]:
    """What a petugas can do, the way onwards before the way back."""
    return [doing for me in handover.acts_as(petugas) for doing in _doings_as(me)]


def _doings_as(me: Party) -> Iterator[Doing]:
    if me is Party.STORAGE:
        yield Doing(Deed.STORE, me, Party.TU)
        return
    before = [sender for sender, receiver in ONWARD if receiver is me]
    after = [receiver for sender, receiver in ONWARD if sender is me and receiver is not Party.STORAGE]
    yield from (Doing(Deed.TAKE, me, each) for each in before)
    yield from (Doing(Deed.HAND, me, each) for each in after)
    if me is Party.TU:
        yield Doing(Deed.BOX, me, me)
    yield from (Doing(Deed.REFUSE, me, each) for each in before[:1])
    yield from (Doing(Deed.HAND, me, each) for each in Party if (me, each) in WAYS and (me, each) not in ONWARD)
    yield from (Doing(Deed.TAKE, me, each) for each in Party if (each, me) in WAYS and (each, me) not in ONWARD)


class Sitting:
    """One petugas putting bundles through; lives in the thread of the file.

    What it knows of the file by heart it reads again after `forget`.
    """

    def __init__(self, petugas: str) -> None:
        self._petugas = petugas
        self._box = ""
        self._actor: Actor | None = None
        self._boxes: Boxes | None = None

    def forget(self) -> None:
        """Something came in from elsewhere, or was taken back."""
        self._actor = self._boxes = None

    def next_box(self, file: WorkFile, deed: Deed) -> str:
        """Begin a new box, with the next free number. Raises InputFault `custody_boxes_full`, MachineFault."""
        self._box = self._boxes_of(file).next_number(self._actor_of(file).kab, storage=deed is Deed.STORE)
        return self._box

    def put_through(self, file: WorkFile, texts: Sequence[tuple[Doing, str]], stamp: Stamp) -> list[list[Scanned]]:
        """Each text in its turn, all in one transaction. Raises MachineFault; then none of them was stored."""
        try:
            with file.together():
                return [self._put(file, doing, text, stamp) for doing, text in texts]
        except BaseException:
            self.forget()
            raise

    def _actor_of(self, file: WorkFile) -> Actor:
        if self._actor is None:
            self._actor = ledger.read_actor(file, self._petugas)
        return self._actor

    def _boxes_of(self, file: WorkFile) -> Boxes:
        if self._boxes is None:
            self._boxes = Boxes.of(read_books(file))
        return self._boxes

    def _put(self, file: WorkFile, doing: Doing, text: str, stamp: Stamp) -> list[Scanned]:
        actor = self._actor_of(file)
        try:
            label = read_label(text, actor.sls, actor.kab)
            if label.kind == "sls":
                return [self._one(file, doing, label.id, text, stamp)]
            if doing.deed in PACKING:
                return [self._begin(file, label.id, text, doing)]
            return [self._one(file, doing, each, text, stamp) for each in self._inside(file, label.id)]
        except InputFault as fault:
            return [_refused(text, fault, None)]

    def _begin(self, file: WorkFile, box: str, text: str, doing: Doing) -> Scanned:
        if (doing.deed is Deed.STORE) != ("K" in box):
            raise InputFault("custody_wrong_box", box=box)
        self._box = box
        count = len(self._boxes_of(file).inside.get(box, ()))
        return Scanned(text, "ok", t("custody.box_now", box=box, count=count), box=box)

    def _inside(self, file: WorkFile, box: str) -> list[str]:
        """Everything in a box, when the box itself changes hands."""
        inside = list(self._boxes_of(file).inside.get(box, ()))
        if not inside:
            raise InputFault("custody_box_unknown", box=box)
        return inside

    def _one(self, file: WorkFile, doing: Doing, sls_id: str, text: str, stamp: Stamp) -> Scanned:
        actor = self._actor_of(file)
        try:
            entered = self._enter(file, doing, sls_id, stamp, actor)
        except InputFault as fault:
            return _refused(text, fault, actor.sls.get(sls_id))
        return scanned(entered, text, self._about_box(file, entered))

    def _enter(self, file: WorkFile, doing: Doing, sls_id: str, stamp: Stamp, actor: Actor) -> Entered:
        """Raises InputFault `custody_*`."""
        deed, me, other, slip = doing
        if deed in PACKING:
            slip = replace(slip, box=self._box)
            if not self._box:
                raise InputFault("custody_no_box")
        if deed is Deed.HAND:
            return ledger.hand_over(file, [sls_id], other, slip, stamp, actor=actor)[0]
        put = ledger.refuse if deed is Deed.REFUSE else ledger.take
        return put(file, sls_id, other, slip, stamp, receiver=me, actor=actor)

    def _about_box(self, file: WorkFile, entered: Entered) -> list[str]:
        """That somebody else gave this number too, if so."""
        box = entered.move.box
        if not box and self._boxes is None:
            return []
        boxes = self._boxes_of(file)
        boxes.note(entered.sls.id, read_book(file, entered.sls.id))
        others = boxes.others(box, self._petugas)
        return [t("custody.box_of_two", box=box, who=", ".join(others))] if others else []


def scanned(entered: Entered, text: str, more: Iterable[str] = ()) -> Scanned:
    """What was stored, and in words everything about it that wants a look."""
    looks = [*more, *(f"{handover.difference_words(each)}." for each in entered.differences)]
    if entered.sls.withdrawn:
        looks.append(t("custody.withdrawn", since=day_digits(entered.sls.withdrawn)))
    if entered.move.counts.get("k", NO_COUNT).received is None:
        looks.append(t("custody.uncounted"))
    said = looks or [t("custody.tallies")]
    if entered.lagged:
        said.append(t("custody.lagged", who=handover.party_name(entered.lagged)))
    return Scanned(text, "look" if looks else "ok", " ".join(said), entered.sls, entered)


def again(file: WorkFile, last: Scanned, counts: Counts, reason: str, stamp: Stamp) -> Scanned:
    """The same bundle with the counts that were typed over. Raises InputFault as `ledger.correct` does."""
    assert last.entered is not None  # only what was stored is corrected
    return scanned(ledger.correct(file, last.entered, counts, reason, stamp), last.text)


def _refused(text: str, fault: InputFault, sls: Sls | None) -> Scanned:
    return Scanned(text, "look" if fault.code in _TWICE else "no", in_short(fault), sls)
