"""Lists for SIPMEN and the table itself as files: the columns that offices exchange, codes as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from progress_rig import A1, A2, TODAY, board, sls

from regsosek_desk.cli.main import run_command
from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Stamp, fill
from regsosek_desk.core.domain.kendali import (
    CLAIMS,
    MOVEMENTS,
    PAPERS,
    ClaimAction,
    Count,
    Movement,
    Party,
    Step,
    claim_answers,
    movement_answers,
)  # fmt: skip
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.progress.export import export_table
from regsosek_desk.services.progress.levels import table
from regsosek_desk.services.progress.look import Look
from regsosek_desk.services.progress.sipmen import KINDS, export_lists, lines, source_of
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

STAMP = Stamp("04001", "laptop", "2022-11-19T03:04:05.678Z", 420)


def move(sender: Party | None, to: Party, code: str, on: str, step: Step = Step.TAKEN, **more: Any) -> Any:
    counts = more.pop("counts", {})
    return MOVEMENTS, movement_answers(Movement("", step, "", sender, "02001", to, code, on, counts, **more))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tu.regsosek"


@pytest.fixture
def file(path: Path) -> Iterator[WorkFile]:
    """A1 has gone the whole way, A2 was received only."""
    with WorkFile.create(path, {"mode": "latihan", "petugas": "04001", "kab": "3321"}) as made:
        made.add_petugas(
            Petugas("04001", "TUTI"), Petugas("05001", "IWAN"), Petugas("09001", "OPI"), Petugas("03001", "KO")
        )
        made.add_sls(sls(A1), sls(A2))
        counts = {paper: Count(50, 48) for paper in PAPERS if paper != "xk"}
        write_lines(made, A1, [
            move(Party.TU, Party.KOSEKA, "03001", "2022-09-20", Step.HANDED, bast="B-1", counts={"k": Count(60, None)}),
            move(Party.KOSEKA, Party.TU, "04001", "2022-11-17", counts=counts),
            move(Party.TU, Party.TU, "04001", "2022-11-18", box="33210001", counts=counts),
            move(Party.TU, Party.IPDS, "05001", "2022-11-19", box="33210001", wave="PERCEPATAN"),
            move(Party.IPDS, Party.OPERATOR, "09001", "2022-11-20"),
            move(Party.OPERATOR, Party.IPDS, "05001", "2022-11-22", counts={"xk": Count(1, 1)}),
            move(Party.IPDS, Party.TU, "04001", "2022-11-23"),
            move(Party.TU, Party.STORAGE, "04001", "2022-11-24", box="33210001K"),
            (CLAIMS, claim_answers(ClaimAction.TAKE, "09001", "2022-11-20T03:00:00.000Z")),
        ], STAMP)  # fmt: skip
        write_lines(made, A2, [move(None, Party.TU, "04001", "2022-11-17", counts={"k": Count(0, None)})], STAMP)
        families = [
            NewDocument(FAMILY_FORM, A1, Summary(form_version="1", status=status), [fill({"r110": "001"})])
            for status in ("clean", "clean", "warning", "error", "blank")
        ]
        recap = fill({"rekap_verifikasi": "5", "rekap_miskin": "2", "perubahan": "3", "nama_sls_baru": "RT BARU"})
        made.create_documents(STAMP, [*families, NewDocument(LIST_FORM, A1, Summary(form_version="1"), [recap])])
        yield made


def rows(file: WorkFile, kind: Any) -> list[Any]:
    return [tuple(row) for row in lines(source_of(file), kind)[1:]]


def test_receiving_has_seven_rows_an_sls_of_the_day_it_came_from_the_field(file: WorkFile) -> None:
    found = rows(file, "penerimaan")
    assert len(found) == 14
    assert found[3] == (A1, "RT 01", "TUTI", "17/11/2022", "K", 50, 48)
    assert found[4] == (A1, "RT 01", "TUTI", "17/11/2022", "XK", "", "")
    assert found[10] == (A2, "RT 02", "TUTI", "17/11/2022", "K", 0, "")


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("batching", [(A1, "33210001")]),
        ("ipds", [("IWAN", "33210001")]),
        ("penyimpanan", [(A1, "33210001K")]),
        ("pengambilan", [("33210001", "OPI", "20/11/2022")]),
        ("pengembalian", [(A1, "22/11/2022", 2, 4, 1, 1, 1)]),
        ("arus", [(A1, "19/11/2022", "20/11/2022", "OPI", "23/11/2022", "PERCEPATAN"), (A2, "", "", "", "", "")]),
        ("operator", [("", "09001", "OPI", 2, 1, 1, 4, 0, 0, 0, 0, 4)]),
        ("rekapvk", [(A1, "", "RT BARU", "3", "", "5", "", "2", "", "")]),
    ],
)  # fmt: skip
def test_a_list_holds_what_the_books_say(file: WorkFile, kind: str, wanted: list[Any]) -> None:
    assert rows(file, kind) == wanted


def test_what_was_handed_out_is_summed_by_letter(file: WorkFile) -> None:
    [row] = rows(file, "distribusi")
    assert row[2:8] == ("03001", "B-1", "20/09/2022", "DEMAK", "KEC 010", "KO")
    assert row[12:] == (60, 0, 0, 0, 0, 0, 0)


def test_conditions_are_told_of_every_sls_with_its_codes_apart(file: WorkFile) -> None:
    first, second = rows(file, "kondisi")
    assert first == ("33", "21", "010", "001", "0001", "00", "RT 01", 1, 2, 1, 1, 5, 0)
    assert second[7:] == (0, 0, 0, 0, 0, 0)


def test_every_row_has_the_columns_of_its_heading(file: WorkFile) -> None:
    source = source_of(file)
    assert all(len({len(row) for row in lines(source, kind)}) == 1 for kind in KINDS)


def test_codes_stay_text_and_counts_are_numbers(file: WorkFile, tmp_path: Path) -> None:
    [written] = export_lists(file, ["penerimaan"], tmp_path / "keluar", TODAY)
    assert (written.rows, written.files[0].name) == (14, "sipmen_penerimaan_3321_2022-11-20.xlsx")
    cells = load_workbook(written.files[0])["penerimaan"][5]
    assert [(cell.value, cell.data_type) for cell in (cells[0], cells[5])] == [(A1, "s"), (50, "n")]
    with written.files[1].open(encoding="utf-8-sig") as stream:
        assert list(csv.reader(stream, delimiter=";"))[4] == [A1, "RT 01", "TUTI", "17/11/2022", "K", "50", "48"]


def test_the_command_writes_one_list_or_all(file: WorkFile, path: Path, tmp_path: Path, capsys: Any) -> None:
    file.close()
    out = tmp_path / "keluar"
    assert run_command(["sipmen", str(path), "--jenis", "kondisi", "--out", str(out)]) == 0
    assert sorted(each.suffix for each in out.iterdir()) == [".csv", ".xlsx"]
    assert ": 2 baris" in capsys.readouterr().out
    assert run_command(["sipmen", str(path), "--out", str(out)]) == 0
    assert len(list(out.iterdir())) == 2 * len(KINDS)
    assert run_command(["sipmen", str(tmp_path / "tidak-ada"), "--out", str(out)]) == 2


# --- the table as it is shown -------------------------------------------------------------------------


def exported(look: Look, folder: Path, *conditions: Condition) -> tuple[list[Path], list[list[str]]]:
    paths = export_table(table(board(*conditions), look), folder, "3321")
    with paths[1].open(encoding="utf-8-sig") as stream:
        return paths, list(csv.reader(stream, delimiter=";"))


def test_the_file_holds_the_rows_that_are_shown_and_their_sum(tmp_path: Path) -> None:
    look = Look(path=("3321", A1[:7], A1[:10]))
    paths, found = exported(look, tmp_path, Condition(A1, vk=1500, clean=1200), Condition(A2, vk=2))
    assert paths[0].name == "progres_3321010001_sls_2022-11-20.xlsx"
    assert [row[:4] for row in found] == [
        ["Kode", "SLS", "Hasil VK", "Belum"], [A1, "RT 01", "1500", "300"], [A2, "RT 02", "2", "2"],
        ["", "Jumlah", "1502", "302"],
    ]  # fmt: skip
    cells = load_workbook(paths[0])["sls"][2]
    assert (cells[0].value, cells[0].data_type, cells[2].value) == (A1, "s", 1500)


def test_the_name_says_where_and_that_only_stalled_ones_are_in_it(tmp_path: Path) -> None:
    paths, found = exported(Look(only_stalled=True), tmp_path, Condition(A1, vk=1, clean=1), Condition(A2, vk=2))
    assert paths[0].name == "progres_3321_kab_mangkrak_2022-11-20.xlsx"
    assert found[1][2] == "1"
