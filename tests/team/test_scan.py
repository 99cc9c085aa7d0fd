"""Bundles put through in a row: each is answered, the same twice does nothing, and a box stands for what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_rig import (
    ADMIN,
    CLERK,
    CLERK_2,
    COUNTS,
    EVERYBODY,
    IPDS,
    KOSEKA,
    TODAY,
    WITHDRAWN,
    make_file,
    send_book,
    sls_ids,
    stamp_of,
)  # fmt: skip

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.custody.boxes import contents
from regsosek_desk.services.custody.ledger import Slip, hand_over, take
from regsosek_desk.services.custody.scan import Deed, Doing, Scanned, Sitting, doings
from regsosek_desk.services.team.books import read_book
from regsosek_desk.storage.workfile import WorkFile

A, B, C = sls_ids(3)
TAKING = Doing(Deed.TAKE, Party.TU, Party.KOSEKA, Slip(TODAY))
BOXING, STORING = (
    Doing(Deed.BOX, Party.TU, Party.TU, Slip(TODAY)),
    Doing(Deed.STORE, Party.STORAGE, Party.TU, Slip(TODAY)),
)
TO_IPDS = Doing(Deed.HAND, Party.TU, Party.IPDS, Slip(TODAY))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WorkFile]:
    with make_file(tmp_path / "a.regsosek", CLERK) as made:
        yield made


@pytest.fixture
def clerk(file: WorkFile) -> Desk:
    return Desk(file, CLERK)


class Desk:
    """Somebody with a scanner at a work file."""

    def __init__(self, file: WorkFile, petugas: Petugas) -> None:
        self.file, self.petugas, self.sitting = file, petugas, Sitting(petugas.code)

    def scan(self, doing: Doing, *texts: str) -> list[Scanned]:
        told = self.sitting.put_through(self.file, [(doing, text) for text in texts], stamp_of(self.petugas))
        return [each for one in told for each in one]

    def verdicts(self, doing: Doing, *texts: str) -> list[str]:
        return [each.verdict for each in self.scan(doing, *texts)]


def announce(file: WorkFile, *sls: str) -> None:
    """A Koseka hands these over, counted."""
    for each in sls:
        take(file, each, Party.PML, Slip(TODAY, counts=COUNTS), stamp_of(KOSEKA))
    hand_over(file, sls, Party.TU, Slip(TODAY), stamp_of(KOSEKA))


def test_what_was_announced_goes_through_and_tallies(file: WorkFile, clerk: Desk) -> None:
    announce(file, A, B)
    assert clerk.verdicts(TAKING, A, f"RSK1|sls|{B}") == ["ok", "ok"]
    move = read_book(file, B).movements[-1]
    assert (move.counts, move.sender_code) == (COUNTS, KOSEKA.code)


def test_uncounted_and_withdrawn_bundles_want_a_look(file: WorkFile, clerk: Desk) -> None:
    [uncounted, withdrawn] = clerk.scan(TAKING, A, WITHDRAWN)
    assert (uncounted.verdict, withdrawn.verdict) == ("look", "look")
    assert "Jumlah K belum diisi" in uncounted.words
    assert "30-11-2022" in withdrawn.words
    assert uncounted.entered


def test_the_same_twice_says_so_and_does_nothing(file: WorkFile, clerk: Desk) -> None:
    announce(file, A)
    [_, again] = clerk.scan(TAKING, A, A)
    assert (again.verdict, again.entered) == ("look", None)
    assert "Sudah diterima pada 01-12-2022" in again.words
    assert len(read_book(file, A).movements) == 3
    clerk.scan(TO_IPDS, A)
    [again] = clerk.scan(TO_IPDS, A)
    assert (again.verdict, again.entered) == ("look", None)
    assert len(read_book(file, A).movements) == 4


def test_what_is_unknown_or_of_another_kab_is_red_and_the_rest_goes_on(file: WorkFile, clerk: Desk) -> None:
    announce(file, A)
    assert clerk.verdicts(TAKING, "3374010001000100", "3321990001000100", "x", A) == ["no", "no", "no", "ok"]


def test_refusing_wants_a_reason_and_is_told(file: WorkFile, clerk: Desk) -> None:
    announce(file, A)
    refusing = Doing(Deed.REFUSE, Party.TU, Party.KOSEKA, Slip(TODAY))
    assert clerk.verdicts(refusing, A) == ["no"]
    because = refusing._replace(slip=Slip(TODAY, reason="BANR tidak ada"))
    clerk.scan(because, A)
    assert read_book(file, A).movements[-1].reason == "BANR tidak ada"
    assert clerk.verdicts(because, A) == ["look"]


def test_a_box_is_begun_filled_and_handed_on_whole(file: WorkFile, clerk: Desk) -> None:
    announce(file, A, B, C)
    clerk.scan(TAKING, A, B, C)
    assert clerk.verdicts(BOXING, A) == ["no"]  # no box yet
    assert clerk.sitting.next_box(file, Deed.BOX) == "33210001"
    assert clerk.verdicts(BOXING, B, A, B) == ["ok", "ok", "look"]
    assert contents(file, "33210001") == [A, B]
    assert clerk.sitting.next_box(file, Deed.BOX) == "33210002"
    [begun, one] = clerk.scan(BOXING, "33210001", C)
    assert (begun.box, begun.verdict) == ("33210001", "ok")
    assert "2 bundel" in begun.words
    assert one.entered
    assert one.entered.move.box == "33210001"
    assert clerk.verdicts(TO_IPDS, "33210001") == ["ok"] * 3
    assert clerk.verdicts(TO_IPDS, "33210009") == ["no"]  # nothing known of it
    chief = Desk(file, IPDS)
    assert chief.verdicts(Doing(Deed.TAKE, Party.IPDS, Party.TU, Slip(TODAY)), "RSK1|box|33210001") == ["ok"] * 3


def test_storage_has_boxes_of_its_own(file: WorkFile, clerk: Desk) -> None:
    announce(file, A)
    clerk.scan(TAKING, A)
    assert clerk.verdicts(STORING, "33210001") == ["no"]
    assert clerk.verdicts(STORING, "33210001K", A) == ["ok", "ok"]
    assert clerk.verdicts(BOXING, "33210001K") == ["no"]
    holder = read_book(file, A).holder
    assert holder
    assert holder.party is Party.STORAGE


def test_a_number_that_two_laptops_gave_is_named(file: WorkFile, clerk: Desk, tmp_path: Path) -> None:
    with make_file(tmp_path / "b.regsosek", CLERK_2) as there:
        other = Desk(there, CLERK_2)
        for desk, sls in ((clerk, A), (other, B)):
            announce(desk.file, sls)
            desk.scan(TAKING, sls)
            assert desk.sitting.next_box(desk.file, Deed.BOX) == "33210001"  # neither knows of the other
            assert desk.verdicts(BOXING, sls) == ["ok"]
        send_book(there, file, B)
    clerk.sitting.forget()
    announce(file, C)
    clerk.scan(TAKING, C)
    [told] = clerk.scan(BOXING, C)
    assert told.verdict == "look"
    assert "33210001" in told.words
    assert CLERK_2.code in told.words
    assert clerk.sitting.next_box(file, Deed.BOX) == "33210002"


@pytest.mark.parametrize("petugas", EVERYBODY)
def test_every_role_has_something_to_do_and_nothing_twice(petugas: Petugas) -> None:
    found = doings(petugas)
    assert found
    assert len({doing[:3] for doing in found}) == len(found)


def test_who_is_no_petugas_of_the_list_does_nothing(file: WorkFile) -> None:
    assert doings(Petugas("x", "", "tamu")) == []
    assert Desk(file, Petugas("x", "", "tamu")).verdicts(TAKING, A) == ["no"]
    assert Desk(file, ADMIN).verdicts(TAKING, A) == ["look"]
