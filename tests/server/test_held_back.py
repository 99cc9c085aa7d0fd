"""Documents that the office holds back: told with reason and petugas, and taken up when a list brings what lacked."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_rig import bundle, upload
from lists_rig import book
from office_rig import PPL, Served

from regsosek_desk.cli.main import run_command
from regsosek_desk.sync.envelope import open_envelope

NEW_SLS = "3321010001009900"


@pytest.fixture
def new_list(tmp_path: Path) -> Path:
    return book(
        tmp_path / "sls.xlsx", ("idsubsls", "nama_sls", "kode_ppl", "kode_pml"), (NEW_SLS, "RT 099", PPL, "")
    )


def test_status_says_why_and_for_whom_and_a_new_list_takes_it_up(
    on_air: Served, new_list: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on_air.endpoint.store.put_wilayah([(NEW_SLS[:10], "BANYUMENENG")])
    laptop, place = on_air.laptop(), ["--folder", str(on_air.office.folder)]
    family = bundle(laptop, NEW_SLS, {"r107": "JL MELATI"})
    receipt = upload(laptop, *laptop.batch([family]))
    assert receipt["verdicts"][0]["code"] == "quarantined"
    _, cursor = laptop.link.changes("", lambda *_: None, lambda: False) or (b"", "")
    assert run_command(["server", "status", *place]) == 0
    assert f"1 dokumen, petugas {PPL}: SLS {NEW_SLS} tidak dikenal di sana." in capsys.readouterr().out
    assert run_command(["paket", "muat", str(new_list), *place]) == 0
    assert "1 dokumen yang tadinya ditahan kini diterima." in capsys.readouterr().out
    assert on_air.endpoint.status()["quarantine"] == {}
    found = laptop.link.changes(cursor, lambda *_: None, lambda: False)
    assert found  # and its sender learns of it
    _, content = open_envelope(found[0], laptop.keys, laptop.root_key)
    assert [(each.document, each.heads) for each in content.bundles] == [(family.document, family.heads)]
    assert run_command(["paket", "muat", str(new_list), *place]) == 0
    assert "ditahan" not in capsys.readouterr().out
