"""Uploads and intake on a machine that fails: nothing is half kept, and the same may be sent again."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event
from store_rig import Bureau, Postgres, SendingLaptop, bureau_of, put

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services.endpoint import spool
from regsosek_desk.storage.endpoint.store import EndpointStore


def families(laptop: SendingLaptop, count: int) -> tuple[str, bytes]:
    return laptop.sealed(*(laptop.bundle(laptop.new_family(r110=f"{n:03}", r108="X" * 400)) for n in range(count)))


def test_an_upload_goes_on_where_it_broke_off(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    batch, data = families(ppl, 3)
    with pytest.raises(InputFault, match="offset_wrong") as refused:
        bureau.endpoint.append(ppl.device, batch, 5, len(data), "", data[5:10])
    assert refused.value.params == {"offset": 0}
    digest = "0" * 64
    assert bureau.endpoint.append(ppl.device, batch, 0, len(data), digest, data[:100]).offset == 100
    state = bureau.endpoint.upload_state(ppl.device, batch)
    assert (state.offset, state.state) == (100, "partial")
    assert put(bureau.endpoint, ppl.device, batch, data, piece=333).receipt
    assert not list((bureau.folder / "spool").glob("*.part"))


def test_an_empty_request_finishes_what_a_crash_left_whole(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    ppl = bureau.enrol()
    batch, data = families(ppl, 2)
    with monkeypatch.context() as dying:
        dying.setattr(bureau.endpoint._intake, "take", _die)
        with pytest.raises(KeyboardInterrupt):
            put(bureau.endpoint, ppl.device, batch, data)
    assert bureau.endpoint.upload_state(ppl.device, batch).offset == len(data)
    receipt = put(bureau.endpoint, ppl.device, batch, data).receipt
    assert receipt
    assert receipt.held == 2


def _die(*_: object) -> Receipt:
    raise KeyboardInterrupt


def test_bytes_that_are_not_those_announced_are_dropped(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    batch, data = families(ppl, 1)
    with pytest.raises(InputFault, match="envelope_changed"):
        bureau.endpoint.append(ppl.device, batch, 0, len(data), "0" * 64, data)
    assert bureau.endpoint.upload_state(ppl.device, batch).state == "none"
    assert ppl.upload(batch, data).held == 1


def test_an_upload_beyond_all_measure_is_refused(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    with pytest.raises(InputFault, match="too_large"):
        bureau.endpoint.append(ppl.device, "b", 0, spool.MOST + 1, "", b"x")


@pytest.mark.parametrize("name", ["../b", "a/b", "", "x" * 65, "a.part"])
def test_an_id_that_is_none_reaches_no_file(bureau: Bureau, name: str) -> None:
    ppl = bureau.enrol()
    with pytest.raises(InputFault, match="not_found"):
        bureau.endpoint.append(ppl.device, name, 0, 1, "", b"x")


# --- disks ------------------------------------------------------------------------------------------


def test_a_full_spool_keeps_no_half_chunk(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    ppl = bureau.enrol()
    batch, data = families(ppl, 20)
    dice = random.Random(7)
    full, codes = {"seen": 0}, set[str]()

    def append(path: Path, chunk: bytes) -> None:
        fits = dice.choice([len(chunk), dice.randrange(len(chunk)), 0]) if chunk else 0
        with path.open("ab") as file:
            file.write(chunk[:fits])
        if fits < len(chunk):
            full["seen"] += 1
            raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(spool, "_append", append)
    receipt = None
    while receipt is None:
        before = bureau.endpoint.upload_state(ppl.device, batch)
        try:
            receipt = put(bureau.endpoint, ppl.device, batch, data, piece=len(data) // 9).receipt
        except MachineFault as fault:
            codes.add(fault.code)
            now = bureau.endpoint.upload_state(ppl.device, batch)
            assert now.offset % (len(data) // 9) == 0
            assert now.offset >= before.offset
    assert full["seen"] > 2
    assert codes == {"server_full"}
    assert receipt.held == 20


def test_a_full_database_takes_nothing_in_and_later_everything(tmp_path: Path) -> None:
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'server.sqlite'}")
    bureau = bureau_of(store, tmp_path)
    ppl = bureau.enrol()
    batch, data = families(ppl, 50)
    codes, taken = list[str](), list[int]()
    room = {"pages": 0}

    @event.listens_for(store._engine, "checkout")
    def limit(raw: Any, *_: object) -> None:
        raw.execute(f"PRAGMA max_page_count={room['pages']}")

    with store._engine.connect() as conn:
        used = int(conn.exec_driver_sql("PRAGMA page_count").scalar() or 0)
    for room["pages"] in range(used, used + 400, 3):
        try:
            assert ppl.upload(batch, data).held == 50
            break
        except MachineFault as fault:
            codes.append(fault.code)
            taken.append(bureau.endpoint.status()["rows"]["dokumen"])
    assert len(codes) > 3
    assert (set(codes), set(taken)) == ({"server_full"}, {0})
    assert bureau.endpoint.status()["documents"] == {"clean": 50}
    store.close()


# --- crashes and crowds -----------------------------------------------------------------------------


@contextmanager
def dying_at(store: EndpointStore, at: int) -> Iterator[list[str]]:
    """The statement with this number fails, as does all that comes after it."""
    seen: list[str] = []

    def count(conn: Any, cursor: Any, statement: str, *_: object) -> None:
        seen.append(statement)
        if len(seen) > at and not statement.startswith("ROLLBACK"):
            raise KeyboardInterrupt

    event.listen(store._engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(store._engine, "before_cursor_execute", count)


def test_a_crash_at_any_statement_leaves_all_or_nothing(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    one, two = families(ppl, 2), families(ppl, 2)
    for at in range(100):
        with dying_at(bureau.store, at):
            try:
                ppl.upload(*one)
            except KeyboardInterrupt:
                pass
            else:
                break
        rows = bureau.endpoint.status()["rows"]
        assert (rows["dokumen"], rows["segmen"], rows["kiriman"]) == (0, 0, 0)
    assert at > 5
    assert ppl.upload(*two).held == 2
    numbers = bureau.numbers()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_crowd_gets_numbers_without_gap_and_every_family_once(bureau: Bureau) -> None:
    laptops = [bureau.enrol() for _ in range(4)]
    before = bureau.endpoint.status()["number"]
    batches = [(laptop, *families(laptop, 3)) for laptop in laptops for _ in range(3)]
    with ThreadPoolExecutor(8) as crowd:
        receipts = list(crowd.map(lambda each: each[0].upload(*each[1:]), [*batches, *batches]))
    assert {r.held for r in receipts} == {3}
    assert receipts[:12] == receipts[12:]
    assert bureau.numbers() == list(range(before + 1, before + 1 + 12 * 4))
    assert bureau.endpoint.status()["documents"] == {"clean": 36}


def test_postgres_restarted_under_load_loses_and_doubles_nothing(postgres: Postgres, tmp_path: Path) -> None:
    if postgres.own is None:
        pytest.skip("a server that was given is not restarted")
    with postgres.schema() as url:
        store = EndpointStore.open(url)
        bureau = bureau_of(store, tmp_path)
        laptops = [bureau.enrol() for _ in range(2)]
        up_again, faults = Event(), list[str]()
        with ThreadPoolExecutor(2) as load:
            sending = [load.submit(_send_until, up_again, laptop, faults) for laptop in laptops]
            while not bureau.endpoint.status()["documents"]:
                pass
            postgres.own.stop()
            postgres.own.start()
            up_again.set()
            sent = sum(each.result(60) for each in sending)
        assert set(faults) & {"server_away"}
        assert bureau.endpoint.status()["documents"] == {"clean": sent}
        numbers = bureau.numbers()
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        store.close()


def _send_until(enough: Event, laptop: SendingLaptop, faults: list[str]) -> int:
    """Batches of three families, each until it has its receipt; gives how many families."""
    sent = 0
    while not enough.is_set() or not sent:
        sent += _until_received(laptop, *families(laptop, 3), faults).held
    return sent


def _until_received(laptop: SendingLaptop, batch: str, data: bytes, faults: list[str]) -> Receipt:
    while True:
        try:
            return laptop.upload(batch, data)
        except MachineFault as fault:
            faults.append(fault.code)
