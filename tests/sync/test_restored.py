"""The office's database is lost and put back from a backup: what laptops still have comes together again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from field import PPL_A, SLS_A1, SLS_A2, SLS_B, Laptop, Office, quiet
from wire import Reply, Wire

from regsosek_desk.cli.main import run_command
from regsosek_desk.core.domain.journal import Entry, in_order
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.endpoint.ledger import Ledger
from regsosek_desk.services.endpoint.stick import take_file
from regsosek_desk.services.exchange.state import status
from regsosek_desk.services.exchange.stick import save_to_stick, take_from_stick
from regsosek_desk.sync.client import HttpLink

Give = Callable[[str], Laptop]


def backup_of(office: Office, tmp_path: Path) -> Callable[[], None]:
    """Takes a backup now, and gives what puts it back in place and tells the office so."""
    kept = tmp_path / "cadangan.sqlite"
    with closing(sqlite3.connect(office.folder / "server.db")) as there, closing(sqlite3.connect(kept)) as copy:
        there.backup(copy)

    def restore() -> None:
        office.endpoint.close()
        for path in office.folder.glob("server.db*"):
            path.unlink()
        (office.folder / "server.db").write_bytes(kept.read_bytes())
        server(office, "pulih")
        office.open()

    return restore


def server(office: Office, *action: str) -> None:
    place = ["--folder", str(office.folder), "--database", f"sqlite:///{office.folder / 'server.db'}"]
    assert run_command(["server", *action, *place]) == 0


def at_office(office: Office, document: str) -> list[Entry]:
    with office.store.reading() as transaction:
        return in_order(Ledger(transaction).history(document))


def journals(laptop: Laptop) -> dict[str, list[Entry]]:
    return {document: laptop.file.history(document) for document in laptop.documents()}


def held_by(office: Office, wanted: Mapping[str, list[Entry]]) -> dict[str, list[Entry]]:
    return {document: at_office(office, document) for document in wanted}


def all_exchange(*laptops: Laptop) -> None:
    for each in (*laptops, *laptops):
        assert each.exchange().faults == []


def test_all_that_was_lost_is_back_on_every_side(office: Office, laptop: Give, tmp_path: Path) -> None:
    a, a2, b, pml = (laptop(name) for name in ("a", "a2", "b", "pml"))
    old = a.new_family(SLS_A1, r110="001")
    all_exchange(a, a2, b, pml)
    restore = backup_of(office, tmp_path)
    a.key(old, "r108", "MAWAR")
    new = [a.new_family(SLS_A2, r110=f"{number:03}") for number in range(1, 4)]
    b.new_family(SLS_B, r110="001")
    all_exchange(a, a2, b, pml)
    pml.key(new[0], "r108", "MELATI")  # in one document the work of two
    a2.key(new[0], "r109", "007")
    all_exchange(pml, a2, a, b)
    before = {each.path.stem: journals(each) for each in (a, a2, b, pml)}
    assert held_by(office, before["pml"]) == before["pml"]
    restore()
    assert at_office(office, new[0]) == []
    all_exchange(a, a2, b, pml)
    server(office, "karantina", "--percaya")
    all_exchange(a, a2, b, pml)
    assert held_by(office, before["pml"]) == before["pml"]
    assert {each.path.stem: journals(each) for each in (a, a2, b, pml)} == before
    for each in (a, a2, b, pml):
        assert set(each.states().values()) == {"received"}
        assert status(each.run).waiting == 0


def test_what_the_office_may_have_lost_waits_again_and_its_receipts_stay(
    office: Office, laptop: Give, tmp_path: Path
) -> None:
    a, restore = laptop("a"), backup_of(office, tmp_path)
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    restore()

    def serve(request: object) -> Reply:
        reply = a.office(request)  # type: ignore[arg-type]
        return reply if "/v1/identity" in str(getattr(request, "url", "")) else Reply(502)

    with pytest.raises(PeerFault):
        a.exchange(Wire(serve))
    assert a.states() == {family: "new"}
    shown = status(a.run)
    assert (shown.waiting, len(shown.proofs)) == (1, 1)
    a.exchange()
    assert a.states() == {family: "received"}
    assert len(status(a.run).proofs) == 2


def test_a_laptop_that_only_knows_sticks_sends_again_too(office: Office, laptop: Give, tmp_path: Path) -> None:
    a, restore, stick = laptop("a"), backup_of(office, tmp_path), tmp_path / "stick"
    stick.mkdir()
    lost = a.new_family(SLS_A1, r110="001")

    def carry() -> None:
        for path in save_to_stick(a.run, stick):
            take_from_stick(a.run, take_file(office.endpoint, path).answer)

    carry()
    assert a.states() == {lost: "received"}
    restore()
    a.new_family(SLS_A1, r110="002")
    carry()
    assert a.states()[lost] == "new"
    carry()
    assert set(a.states().values()) == {"received"}
    assert at_office(office, lost) == a.file.history(lost)


def test_a_laptop_enrolled_since_the_backup_is_known_again(office: Office, tmp_path: Path) -> None:
    restore = backup_of(office, tmp_path)
    late = office.enrol(PPL_A, tmp_path / "late.regsosek")
    late.exchange()
    family = late.new_family(SLS_A1, r110="001")
    late.exchange()
    stranger = HttpLink("http://server.test", late.keys, adapter=office.wire(), wait=quiet)
    restore()
    with pytest.raises(PeerFault, match="device_unknown"):
        stranger.changes("", quiet, lambda: False)
    late.exchange()
    assert at_office(office, family) == late.file.history(family)
    late.close()


def test_whom_the_office_has_lost_without_a_restore_stays_unknown(office: Office, tmp_path: Path) -> None:
    other = Office.make(tmp_path / "lain")
    late = other.enrol(PPL_A, tmp_path / "late.regsosek")
    with pytest.raises(PeerFault, match="device_unknown"):
        late.link(office.wire()).changes("", quiet, lambda: False)
    server(office, "pulih")
    with pytest.raises(PeerFault):  # another office's certificate is none
        late.link(office.wire()).changes("", quiet, lambda: False)
    late.close()
    other.close()
