"""Packages in the endpoint: the first, a later one, and what is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lists_rig import SLS_1, SLS_2, book, package

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.lists.apply import Applied, apply, known_of
from regsosek_desk.services.lists.preview import Progress, preview
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import EndpointStore

SLS_HEADING = ("idsubsls", "nama_sls", "kode_ppl", "kode_pml", "kode_koseka")
PRELIST_HEADING = ("idsubsls", "no_prelist", "nama_kk", "alamat")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EndpointStore]:
    opened = EndpointStore.open(f"sqlite:///{tmp_path / 'server.db'}")
    yield opened
    opened.close()


def load(store: EndpointStore, *paths: Path, withdraw_missing: bool = False) -> Applied:
    return apply(store, preview(list(paths), known_of(store)), withdraw_missing=withdraw_missing)


def test_a_first_package_is_in_the_endpoint_afterwards(store: EndpointStore, tmp_path: Path) -> None:
    done = load(store, *package(tmp_path))
    assert done == Applied({"prelist": 1, "penugasan": 1, "sls": 1, "petugas": 3, "wilayah": 1}, 0, 0, finished=True)
    [sls] = store.sls_list()
    assert (sls.id, sls.desa_name, sls.ppl_code, sls.pml_name) == (SLS_1, "BANYUMENENG", "02301", "BUDI")
    assert store.assignments() == [("K07", SLS_1)]
    assert store.wilayah()["3321010"] == "MRANGGEN"
    [line] = store.prelist([SLS_1])
    assert (line.no_prelist, "ANI" in line.answers.values(), len(line.answers)) == ("0001", True, 3)


def test_the_same_package_twice_changes_nothing(store: EndpointStore, tmp_path: Path) -> None:
    files = package(tmp_path)
    load(store, *files)
    before = store.counts(), store.prelist([SLS_1]), store.listed_sls()
    load(store, *files)
    assert (store.counts(), store.prelist([SLS_1]), store.listed_sls()) == before


def test_a_later_prelist_replaces_lines_and_adds_new_ones(store: EndpointStore, tmp_path: Path) -> None:
    load(store, *package(tmp_path))
    rows = [(SLS_1, 2, "BUDI", "JL MELATI"), (SLS_1, 1, "ANI LESTARI", "")]
    load(store, book(tmp_path / "baru.xlsx", PRELIST_HEADING, *rows))
    found = {line.no_prelist: sorted(line.answers.values()) for line in store.prelist([SLS_1])}
    assert found == {"0001": ["0001", "ANI LESTARI"], "0002": ["0002", "BUDI", "JL MELATI"]}


def test_an_sls_that_a_list_leaves_out_is_withdrawn_only_when_asked(store: EndpointStore, tmp_path: Path) -> None:
    load(store, *package(tmp_path))
    other = book(tmp_path / "baru.xlsx", SLS_HEADING, (SLS_2, "RT 002", "02301", "00412", ""))
    assert load(store, other).withdrawn_sls == 0
    assert [bool(listed.withdrawn) for listed in store.listed_sls()] == [False, False]
    assert load(store, other, withdraw_missing=True).withdrawn_sls == 1
    assert [(listed.sls.id, bool(listed.withdrawn)) for listed in store.listed_sls()] == [(SLS_1, True), (SLS_2, False)]
    assert len(store.prelist([SLS_1])) == 1
    assert list(known_of(store).sls) == [SLS_2]


def test_nothing_is_withdrawn_by_a_list_with_refused_rows(store: EndpointStore, tmp_path: Path) -> None:
    load(store, *package(tmp_path))
    torn = book(tmp_path / "b.xlsx", SLS_HEADING, (SLS_2, "RT 002", "", "", ""), (int(SLS_1), "RT 001", "", "", ""))
    with pytest.raises(InputFault, match="lists_withdraw_unclear"):
        load(store, torn, withdraw_missing=True)
    assert [listed.sls.id for listed in store.listed_sls()] == [SLS_1]
    load(store, torn)
    assert [(listed.sls.id, listed.withdrawn) for listed in store.listed_sls()] == [(SLS_1, ""), (SLS_2, "")]


def test_another_koseka_takes_the_place_of_the_one_before(store: EndpointStore, tmp_path: Path) -> None:
    load(store, *package(tmp_path))
    book(tmp_path / "p.xlsx", ("kode", "nama", "peran"), ("K08", "TONI", "Koseka"))
    book(tmp_path / "s.xlsx", SLS_HEADING, (SLS_1, "RT 001", "02301", "00412", "K08"))
    assert load(store, tmp_path / "p.xlsx", tmp_path / "s.xlsx").withdrawn_assignments == 1
    assert store.assignments() == [("K08", SLS_1)]
    book(tmp_path / "s.xlsx", SLS_HEADING[:4], (SLS_1, "RT 001", "02301", "00412"))
    load(store, tmp_path / "s.xlsx")
    assert store.assignments() == [("K08", SLS_1)]  # that list says nothing of a Koseka


def test_assignments_a_whole_list_leaves_out_are_withdrawn_when_asked(store: EndpointStore, tmp_path: Path) -> None:
    load(store, *package(tmp_path))
    heading = ("kode_petugas", "idsubsls")
    load(
        store,
        book(tmp_path / "a.xlsx", ("kode", "nama", "peran"), ("OP1", "DIAN", "operator"), ("OP2", "EKA", "operator")),
    )
    load(store, book(tmp_path / "a.xlsx", heading, ("OP1", SLS_1)))
    later = book(tmp_path / "b.xlsx", heading, ("OP2", SLS_1))
    load(store, later)
    assert store.assignments() == [("K07", SLS_1), ("OP1", SLS_1), ("OP2", SLS_1)]
    assert load(store, later, withdraw_missing=True).withdrawn_assignments == 1
    assert store.assignments() == [("K07", SLS_1), ("OP2", SLS_1)]


def test_a_stopped_loading_leaves_whole_sls_and_repeating_brings_the_rest(
    store: EndpointStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regsosek_desk.services.lists.apply._LINES_AT_ONCE", 3)
    load(store, *package(tmp_path), book(tmp_path / "s.xlsx", SLS_HEADING[:4], (SLS_2, "RT 002", "", "")))
    rows = [(sls, number, f"NAMA {number}", "") for number in (1, 2, 3, 4) for sls in (SLS_2, SLS_1)]
    found, seen = preview([book(tmp_path / "v.xlsx", PRELIST_HEADING, *rows)], known_of(store)), list[Progress]()
    done = apply(store, found, progress=seen.append, cancelled=lambda: bool(seen))
    assert (done.rows, done.finished) == ({"prelist": 4}, False)
    assert [len(store.prelist([sls])) for sls in (SLS_1, SLS_2)] == [4, 0]
    assert apply(store, found).finished
    assert [len(store.prelist([sls])) for sls in (SLS_1, SLS_2)] == [4, 4]


def test_lines_are_told_to_the_store_as_question_and_text(store: EndpointStore, tmp_path: Path) -> None:
    load(store, *package(tmp_path))
    [line] = store.prelist([SLS_1])
    assert isinstance(line, PrelistRow)
    assert line.answers["no_prelist"] == line.no_prelist
