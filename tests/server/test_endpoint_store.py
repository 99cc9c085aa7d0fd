"""The endpoint's tables on SQLite, SQLCipher and PostgreSQL: one chain, one meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from store_rig import PML, PPL_A, SLS_A, SLS_B, bureau_of

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import EndpointStore


def test_the_chain_makes_the_tables_that_the_program_uses(store: EndpointStore) -> None:
    with store._engine.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn), tables.metadata)
    assert [each for each in found if "alembic_version" not in str(each)] == []


def test_opening_again_changes_nothing(database: str) -> None:
    first = EndpointStore.open(database)
    first.put_petugas([PPL_A])
    first.close()
    again = EndpointStore.open(database)
    assert (first.upgraded_from, again.upgraded_from) == ("", tables.HEAD)
    assert again.petugas_list() == [PPL_A]
    again.close()


def test_a_newer_database_is_left_alone(database: str) -> None:
    store = EndpointStore.open(database)
    with store._engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(InputFault, match="newer_database"):
        EndpointStore.open(database)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "postgresql+nodriver://x/y"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(InputFault, match="database_url_wrong"):
        EndpointStore.open(url)


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(MachineFault, match="server_away"):
        EndpointStore.open("postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_a_key_hides_everything(tmp_path: Path) -> None:
    url, key = f"sqlite:///{tmp_path / 'relay.sqlite'}", bytes(range(32))
    store = EndpointStore.open(url, key)
    bureau = bureau_of(store, tmp_path)
    ppl = bureau.enrol()
    ppl.send(ppl.bundle(ppl.new_family(r108="SITI RAHASIA")))
    left = b"".join(file.read_bytes() for file in tmp_path.glob("relay.sqlite*"))
    store.close()
    for word in (b"SQLite format", b"RATNA", b"RAHASIA", PPL_A.code.encode()):
        assert word not in left
    with pytest.raises(MachineFault):
        EndpointStore.open(url, bytes(32))
    again = EndpointStore.open(url, key)
    assert again.counts()["dokumen"] == 1
    again.close()


def test_lists_replace_what_has_the_same_key(store: EndpointStore) -> None:
    store.put_wilayah([("3321", "DEMAK"), ("3321", "KAB DEMAK")])
    store.put_petugas([PPL_A, Petugas("x", "LAMA"), Petugas("x", "BARU", "operator", "3321")])
    store.put_sls([Sls(SLS_A, "RT 1"), Sls(SLS_A, "RT 2"), Sls(SLS_B)])
    store.put_prelist([PrelistRow(SLS_A, "001", {"a": "1"}), PrelistRow(SLS_A, "001", {"a": "2"})])
    assert store.wilayah() == {"3321": "KAB DEMAK"}
    assert store.petugas_list() == [PPL_A, Petugas("x", "BARU", "operator", "3321")]
    assert store.sls_list() == [Sls(SLS_A, "RT 2"), Sls(SLS_B)]
    assert store.prelist([SLS_A, SLS_B]) == [PrelistRow(SLS_A, "001", {"a": "2"})]


def test_assignments_are_given_and_withdrawn(store: EndpointStore) -> None:
    store.put_sls([Sls(SLS_A, ppl_code=PPL_A.code, pml_code=PML.code)])
    store.put_assignments([("op", SLS_A), ("op", SLS_B), ("op", SLS_A)])
    assert store.assignments() == [("op", SLS_A), ("op", SLS_B)]
    with store.writing() as transaction:
        transaction.lists.put_assignments([("op", SLS_A)], transaction.counter.take(), "2022-11-01T00:00:00Z")
    assert store.assignments() == [("op", SLS_B)]
    store.put_assignments([("op", SLS_A)])
    assert store.assignments() == [("op", SLS_A), ("op", SLS_B)]


def test_an_sls_that_is_listed_again_stands_again(store: EndpointStore) -> None:
    store.put_sls([Sls(SLS_A), Sls(SLS_B)])
    store.withdraw_sls([SLS_A, SLS_B], "2022-11-01T00:00:00Z")
    store.withdraw_sls([SLS_A], "2022-12-01T00:00:00Z")
    store.put_sls([Sls(SLS_B)])
    assert [(each.sls.id, each.withdrawn) for each in store.listed_sls()] == [
        (SLS_A, "2022-11-01T00:00:00Z"),
        (SLS_B, ""),
    ]


def test_a_block_that_fails_leaves_nothing(store: EndpointStore) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_in(store)
    assert store.petugas_list() == []
    with store.writing() as transaction:
        assert transaction.counter.take() == 1


def _fail_in(store: EndpointStore) -> None:
    with store.writing() as transaction:
        transaction.lists.put_petugas([PPL_A], transaction.counter.take(5))
        raise ZeroDivisionError


def test_the_list_of_refusals_does_not_grow_for_ever(store: EndpointStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from regsosek_desk.storage.endpoint import devices

    monkeypatch.setattr(devices, "_REFUSALS_KEPT", 3)
    for number in range(6):
        with store.noting() as transaction:
            transaction.devices.refuse(devices.Refusal("2022", f"d-{number}", "", "", "x", "y"))
    with store.reading() as transaction:
        assert [each.device for each in transaction.devices.refusals()] == ["d-5", "d-4", "d-3"]
