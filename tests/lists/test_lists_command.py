"""`regsosek-desk paket` as the office types it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lists_rig import SLS_1, book, package

from regsosek_desk.cli.main import run_command
from regsosek_desk.server.opening import Office
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.keys import DeviceKeys


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("REGSOSEK_DESK_DATABASE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def office(home: Path) -> Office:
    init_identity(home / "server", "BPS Kabupaten Demak", "3321")
    return Office(home / "server")


@pytest.fixture
def store(office: Office) -> Iterator[EndpointStore]:
    opened = office.store()
    yield opened
    opened.close()


def test_checking_needs_no_office_and_makes_none(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["paket", "periksa", *map(str, package(tmp_path))]) == 0
    said = capsys.readouterr().out
    assert "prelist keluarga, 1 baris; 1 diambil" in said
    assert "Semua baris baik." in said
    assert not home.exists()


def test_bad_rows_are_told_with_row_value_and_cure_and_nothing_is_loaded(
    tmp_path: Path, store: EndpointStore, capsys: pytest.CaptureFixture[str]
) -> None:
    files = package(tmp_path)
    book(tmp_path / "4.xlsx", ("kode_petugas", "idsubsls"), ("K07", SLS_1), ("K07", int(SLS_1)), ("K07", int(SLS_1)))
    assert run_command(["paket", "muat", *map(str, files), "--laporan", str(tmp_path / "laporan.csv")]) == 2
    said = capsys.readouterr().out
    assert f"baris 3–4: idsubsls tersimpan sebagai bilangan {SLS_1}" in said
    assert "Teks" in said
    assert "Tidak ada yang dimuat" in said
    assert (store.sls_list(), store.counts()["prelist"]) == ([], 0)
    assert (tmp_path / "laporan.csv").read_text("utf-8-sig").count("\n") == 3


def test_the_good_rows_alone_are_loaded_when_asked(tmp_path: Path, store: EndpointStore) -> None:
    files = package(tmp_path)
    book(tmp_path / "4.xlsx", ("kode_petugas", "idsubsls"), ("K07", SLS_1), ("K07", int(SLS_1)))
    assert run_command(["paket", "muat", *map(str, files), "--hanya-yang-benar"]) == 2
    assert store.assignments() == [("K07", SLS_1)]


def test_checking_alone_says_what_was_not_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["paket", "periksa", *map(str, package(tmp_path))])
    assert "Belum diperiksa: kode petugas, wilayah, dan SLS" in capsys.readouterr().out
    run_command(["paket", "templat", "--out", str(tmp_path / "t")])
    assert "templat tidak berisi kode" in capsys.readouterr().out


def test_checking_at_an_office_checks_all(
    tmp_path: Path, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    run_command(["paket", "periksa", *map(str, package(tmp_path))])
    assert "Belum diperiksa" not in capsys.readouterr().out


def test_where_no_office_is_set_up_the_one_for_training_stands_in_and_that_is_said(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["paket", "muat", *map(str, package(tmp_path))]) == 0
    said = capsys.readouterr()
    assert "server init" in said.err
    assert str(home / "server-latihan") in said.err
    assert said.out.index("MODE LATIHAN") < said.out.index("Dimuat ke server")
    assert not (home / "server").exists()
    run_command(["paket", "periksa", *map(str, package(tmp_path))])
    assert "kantor LATIHAN" in capsys.readouterr().err


def test_the_database_of_the_real_office_is_never_that_for_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tmp_path / "nyata.sqlite"
    monkeypatch.setenv("REGSOSEK_DESK_DATABASE", f"sqlite:///{real}")
    assert run_command(["paket", "templat", "--latihan", "--out", str(tmp_path / "t")]) == 0
    assert not real.exists()


def test_packages_of_an_office_for_training_are_marked(tmp_path: Path, home: Path) -> None:
    run_command(["paket", "templat", "--latihan", "--out", str(tmp_path / "t")])
    endpoint, keys = Office(home / "server-latihan").open(), DeviceKeys.generate()
    endpoint.enrol(endpoint.new_code("02301").code, keys.sign_key, keys.recipient, "laptop", "")
    endpoint.close()
    out = tmp_path / "stick"
    assert run_command(["paket", "buat", "--out", str(out), "--url", "http://kantor:8022"]) == 0
    assert [path.name[:24] for path in out.glob("*.rgsk")] == ["LATIHAN_paket_3321_02301"[:24]]


def test_a_file_that_cannot_be_read_is_told_in_three_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"bukan")
    assert run_command(["paket", "periksa", str(tmp_path / "a.xlsx")]) == 2
    assert "a.xlsx tidak dapat dibaca sebagai tabel" in capsys.readouterr().err


def test_a_whole_list_withdraws_what_it_leaves_out(
    tmp_path: Path, store: EndpointStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run_command(["paket", "muat", *map(str, package(tmp_path))])
    other = book(
        tmp_path / "s.xlsx", ("idsubsls", "nama_sls", "kode_ppl", "kode_pml"), (SLS_1[:12] + "0900", "RT 9", "", "")
    )
    assert run_command(["paket", "muat", str(other), "--tarik-yang-hilang"]) == 0
    assert "1 SLS" in capsys.readouterr().out
    assert sum(bool(listed.withdrawn) for listed in store.listed_sls()) == 1


def test_templates_of_an_office_hold_its_codes(tmp_path: Path, office: Office) -> None:
    run_command(["paket", "muat", *map(str, package(tmp_path))])
    assert run_command(["paket", "templat", "--out", str(tmp_path / "t")]) == 0
    assert SLS_1 in (tmp_path / "t" / "penugasan.csv").read_text("utf-8-sig")


def test_making_packages_writes_a_file_for_each_laptop_and_sheets_once(
    tmp_path: Path, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    run_command(["paket", "muat", *map(str, package(tmp_path))])
    endpoint, keys, out = office.open(), DeviceKeys.generate(), tmp_path / "stick"
    endpoint.enrol(endpoint.new_code("02301").code, keys.sign_key, keys.recipient, "laptop", "")
    endpoint.close()
    make = ["paket", "buat", "--out", str(out)]
    assert run_command(make) == 2
    assert "--url" in capsys.readouterr().err
    assert run_command([*make, "--url", "http://kantor:8022"]) == 0
    assert "2 lembar pendaftaran" in capsys.readouterr().out
    assert [path.name[:17] for path in out.glob("*.rgsk")] == ["paket_3321_02301_"]
    (out / "lembar-pendaftaran.pdf").unlink()
    assert run_command(make) == 0  # those codes hold still: no new ones, no need of an address
    assert not (out / "lembar-pendaftaran.pdf").exists()
    assert run_command([*make, "--url", "http://kantor:8022", "--kode-baru", "--petugas", "K07"]) == 0
    assert "1 lembar pendaftaran" in capsys.readouterr().out
