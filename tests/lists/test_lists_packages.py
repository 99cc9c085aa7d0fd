"""Packages for the stick and sheets with codes, out of an office that has its lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from lists_rig import SLS_1, SLS_2, book, package
from pypdf import PdfReader

from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, tip_of
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.endpoint.vk_lists import line_id, list_id
from regsosek_desk.services.lists.apply import apply, known_of
from regsosek_desk.services.lists.officers import code_sheets, officers
from regsosek_desk.services.lists.packages import write_packages
from regsosek_desk.services.lists.preview import preview
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.envelope import open_envelope
from regsosek_desk.sync.keys import DeviceKeys


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """A set-up office that has loaded the package of one SLS."""
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'server.db'}")
    identity, _ = init_identity(tmp_path / "kantor", "BPS Kabupaten Demak", "3321", "http://kantor:8022")
    (tmp_path / "daftar").mkdir()
    apply(store, preview(package(tmp_path / "daftar"), known_of(store)))
    made = Endpoint(store, identity, tmp_path / "spool")
    yield made
    made.close()


def enrol(endpoint: Endpoint, petugas: str) -> DeviceKeys:
    keys = DeviceKeys.generate()
    endpoint.enrol(endpoint.new_code(petugas).code, keys.sign_key, keys.recipient, "laptop", "")
    return keys


def test_who_has_a_laptop_who_has_a_code_and_who_has_nothing(endpoint: Endpoint) -> None:
    enrol(endpoint, "02301")
    endpoint.new_code("00412")
    found = {each.petugas.code: (each.state, each.sls, each.devices) for each in officers(endpoint)}
    assert found == {"02301": ("enrolled", 1, 1), "00412": ("code", 1, 0), "K07": ("none", 1, 0)}


def test_a_petugas_whose_only_laptop_was_revoked_has_nothing(endpoint: Endpoint) -> None:
    endpoint.revoke(enrol(endpoint, "02301").device)
    assert {each.state for each in officers(endpoint)} == {"none"}


def test_each_laptop_gets_a_file_that_it_alone_can_open(endpoint: Endpoint, tmp_path: Path) -> None:
    ppl, pml = enrol(endpoint, "02301"), enrol(endpoint, "00412")
    told: list[tuple[int, int]] = []
    files = write_packages(endpoint, tmp_path / "stick", progress=lambda *done: told.append(done))
    assert told == [(0, 2), (1, 2), (2, 2)]
    [own] = [path for path in files if "_02301_" in path.name]
    assert own.name.startswith("paket_3321_02301_")
    _, content = open_envelope(own.read_bytes(), ppl, endpoint.identity.root_key)
    assert [sls["id"] for sls in content.sections["package"]["sls"]] == [SLS_1]
    assert [bundle.sls_id for bundle in content.bundles] == [SLS_1]
    with pytest.raises(InputFault, match="envelope_not_for_us"):
        open_envelope(own.read_bytes(), pml, endpoint.identity.root_key)


def test_packages_made_again_take_the_place_of_the_old_ones(endpoint: Endpoint, tmp_path: Path) -> None:
    enrol(endpoint, "02301")
    (tmp_path / "lain.rgsk").write_bytes(b"kept")
    first = write_packages(endpoint, tmp_path)
    second = write_packages(endpoint, tmp_path)
    assert sorted(tmp_path.glob("*.rgsk")) == sorted([tmp_path / "lain.rgsk", *second])
    assert first != second


def test_only_those_named_get_a_package_and_a_revoked_laptop_never(endpoint: Endpoint, tmp_path: Path) -> None:
    enrol(endpoint, "02301")
    endpoint.revoke(enrol(endpoint, "00412").device)
    assert write_packages(endpoint, tmp_path, ["00412"]) == []
    assert len(write_packages(endpoint, tmp_path)) == 1


def test_stopping_keeps_what_is_whole(endpoint: Endpoint, tmp_path: Path) -> None:
    enrol(endpoint, "02301")
    enrol(endpoint, "00412")
    seen: list[int] = []
    files = write_packages(
        endpoint, tmp_path, progress=lambda done, _: seen.append(done), cancelled=lambda: len(seen) == 2
    )
    assert len(files) == 1


def test_a_sheet_for_each_petugas_with_a_code_that_enrols(endpoint: Endpoint) -> None:
    those = [each for each in officers(endpoint) if each.state == "none"]
    pages = PdfReader(BytesIO(code_sheets(endpoint, those))).pages
    assert len(pages) == 3
    assert "SITI" in pages[1].extract_text()
    assert {each.state for each in officers(endpoint)} == {"code"}


def test_no_code_is_made_where_laptops_would_not_know_the_address(endpoint: Endpoint) -> None:
    object.__setattr__(endpoint.identity, "url", "")
    with pytest.raises(InputFault, match="office_address_missing"):
        code_sheets(endpoint, officers(endpoint))
    assert {each.state for each in officers(endpoint)} == {"none"}
    assert code_sheets(endpoint, officers(endpoint)[:1], "http://lain:8022").startswith(b"%PDF")


def test_a_petugas_taken_from_a_later_list_keeps_laptop_and_code(endpoint: Endpoint, tmp_path: Path) -> None:
    enrol(endpoint, "02301")
    later = book(tmp_path / "p.xlsx", ("kode", "nama", "peran"), ("02301", "SITI AMINAH", "PPL"))
    apply(endpoint.store, preview([later], known_of(endpoint.store)))
    [found] = [each for each in officers(endpoint) if each.petugas.code == "02301"]
    assert (found.petugas.name, found.state) == ("SITI AMINAH", "enrolled")


def test_a_later_prelist_changes_what_is_printed_and_nothing_that_was_keyed(endpoint: Endpoint, tmp_path: Path) -> None:
    keys = enrol(endpoint, "02301")
    first = entries_in(write_packages(endpoint, tmp_path / "stick"), keys, endpoint)
    document, row = list_id(SLS_1), line_id(list_id(SLS_1), "001")
    drafts = [
        Draft("set", row=row, question=question, new=text) for question, text in (("nama_kk", "ANI W"), ("r110", "001"))
    ]
    keyed = chain(document, tip_of(first, START), drafts, Stamp.now("02301", keys.device))
    heading = ("idsubsls", "no_prelist", "nama_kk", "alamat")
    later = book(tmp_path / "v.xlsx", heading, (SLS_1, 1, "ANI WIDODO", "JL BARU"), (SLS_1, 2, "BUDI", ""))
    apply(endpoint.store, preview([later], known_of(endpoint.store)))
    second = entries_in(write_packages(endpoint, tmp_path / "stick"), keys, endpoint)
    both = merge([*first, *keyed, *second])
    assert both.conflicts == ()
    answers = both.state.answers_at(row)
    assert answers is not None
    assert (answers["nama_kk"], answers["r110"], answers["prelist_nama"]) == ("ANI W", "001", "ANI WIDODO")
    assert [line.answers["no_prelist"] for line in both.state.rows("vk_a")] == ["0001", "0002"]


def test_work_on_a_withdrawn_sls_goes_on_and_is_told_to_the_laptop(endpoint: Endpoint, tmp_path: Path) -> None:
    keys = enrol(endpoint, "02301")
    other = book(
        tmp_path / "s.xlsx", ("idsubsls", "nama_sls", "kode_ppl", "kode_pml"), (SLS_2, "RT 2", "02301", "00412")
    )
    apply(endpoint.store, preview([other], known_of(endpoint.store)), withdraw_missing=True)
    [path] = write_packages(endpoint, tmp_path / "stick")
    _, content = open_envelope(path.read_bytes(), keys, endpoint.identity.root_key)
    told = {sls["id"]: bool(sls["withdrawn"]) for sls in content.sections["package"]["sls"]}
    assert told == {SLS_1: True, SLS_2: False}
    assert [bundle.sls_id for bundle in content.bundles] == [SLS_1]


def entries_in(paths: Sequence[Path], keys: DeviceKeys, endpoint: Endpoint) -> list[Entry]:
    """Entries of the one document in these packages."""
    opened = [open_envelope(path.read_bytes(), keys, endpoint.identity.root_key)[1] for path in paths]
    return [entry for content in opened for bundle in content.bundles for entry in bundle.entries]
