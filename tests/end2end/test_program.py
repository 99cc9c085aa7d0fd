"""The program as somebody starts it: the tour, and a machine without a display."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from regsosek_desk.core.domain.kendali import Level, Party, Verdict
from regsosek_desk.services.completeness.ties import tie
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.progress.board import board_of
from regsosek_desk.services.progress.columns import columns_for
from regsosek_desk.services.progress.levels import table, top
from regsosek_desk.services.progress.look import Look
from regsosek_desk.services.quality.listing import cases
from regsosek_desk.services.quality.rates import rates
from regsosek_desk.services.team.books import read_book
from regsosek_desk.storage.workfile import WorkFile

PICTURES = {
    *("beranda", "daftar-keluarga", "cari-keluarga", "vk", "vk-baris", "vk-pilih", "keluarga", "daftar-kode"),
    *("salah-ketik", "salah", "bantuan", "catatan", "lompat", "centang", "anggota-set1", "anggota-set2", "selesai"),
    *("kenapa", "konfirmasi", "dikonfirmasi", "blok-v", "pengaturan"),
    *("pendaftaran-kode", "pendaftaran-pin", "pendaftaran-selesai", "kirim", "kirim-terputus", "kirim-diterima"),
}
TEAM_PICTURES = [
    *("kantor-daftar", "kantor-petugas", "ppl-beranda", "ppl-keluarga-selesai", "ppl-daftar-vk", "ppl-serah-terima"),
    *("pml-terima-bundel", "pml-periksa", "pml-usulan-kode", "pml-kembalikan", "pml-periksa-selesai"),
    *("ppl-dikembalikan", "ppl-catatan-pml", "ppl-diserahkan-lagi", "pml-periksa-lagi", "pml-disetujui", "pml-celah"),
    *("pml-banr", "pml-rekap-vk", "pml-lengkap", "pml-setujui-sls", "koseka-tabel-risiko", "koseka-setujui-sls"),
    *("penerima-pindai", "penerima-kotak", "penerima-label-kotak", "pengawas-serahkan", "pengawas-progres"),
    *("pengawas-tarik-sampel", "operator-ambil-sls", "operator-beranda", "operator-keluarga", "operator-entri-ulang"),
    *("pengawas-bandingkan", "pengawas-angka-kesalahan", "pengawas-catatan-kerja", "penerima-penyimpanan"),
    "admin-progres",
]
PIN = "kopi7294"
SLS = "3321010012001500"
PML, KOSEKA, OPERATOR, RECEIVER = "0230", "3321", "61001", "81001"


def start(*args: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {k: v for k, v in os.environ.items() if k not in hidden}
    env |= {"REGSOSEK_DESK_HOME": str(home), "PYTHONIOENCODING": "utf-8", **more}
    command = [sys.executable, "-m", "regsosek_desk", *args]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False)


@dataclass(frozen=True)
class Played:
    home: Path
    said: str

    @property
    def out(self) -> Path:
        return self.home / "tour"

    def laptop(self, petugas: str) -> WorkFile:
        return open_workfile(self.out / "tim" / f"3321-{petugas}.regsosek", PIN)


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Played once, from the lists of the office to storage."""
    home = tmp_path_factory.mktemp("tour")
    done = start("tour", "--out", str(home / "tour"), home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    return Played(home, done.stdout)


def test_the_tour_keys_a_family_of_seven_to_the_end_and_sends_work_over_a_broken_connection(tour: Played) -> None:
    assert "7 anggota" in tour.said
    assert "Status dokumen: bersih" in tour.said
    assert "4 dokumen tetap menunggu" in tour.said
    assert "4 dari 4 dokumen diterima" in tour.said
    assert (tour.out / "tanda-terima.pdf").read_bytes().startswith(b"%PDF")
    assert not list(tour.home.glob("*.regsosek"))  # nothing of it among the user's own files
    assert {picture.stem for picture in tour.out.glob("*.png")} >= PICTURES


def test_the_bundle_goes_through_all_hands_to_storage(tour: Played) -> None:
    with tour.laptop(RECEIVER) as file:
        book = read_book(file, SLS)
    assert book.holder is not None
    assert (book.holder.party, book.holder.code, book.holder.coming) == (Party.STORAGE, RECEIVER, None)
    onward = [(move.sender, move.receiver) for move in book.movements if move.answers or move.box]
    way = [Party.PPL, Party.PML, Party.KOSEKA, Party.TU, Party.TU, Party.IPDS, Party.OPERATOR, Party.TU, Party.STORAGE]
    assert onward == list(pairwise(way))
    assert [move.box for move in book.movements if move.box] == ["33210001", "33210001K"]
    assert (tour.out / "label-kotak.pdf").read_bytes().startswith(b"%PDF")
    assert [re.sub(r"tim-\d\d-", "", each.stem) for each in sorted(tour.out.glob("tim-*.png"))] == TEAM_PICTURES


def test_every_family_is_approved_at_both_levels_and_the_papers_tie(tour: Played) -> None:
    with tour.laptop(KOSEKA) as file:
        book, rows, papers = read_book(file, SLS), file.lists.documents(SLS, form=FAMILY_FORM), tie(file, SLS)
        mended = next(row.id for row in rows if row.family_number == "001")
        history = file.history(mended)
    decided = [entry.petugas for entry in history if entry.op == "decide"]
    said = {level: book.approval(level) for level in Level}
    assert {level: (each.verdict, each.petugas) for level, each in said.items() if each} == {
        Level.PML: (Verdict.APPROVED, PML), Level.KOSEKA: (Verdict.APPROVED, KOSEKA),
    }  # fmt: skip
    assert [(row.status, row.stage) for row in rows] == [("clean", "accepted")] * 4
    assert (papers.vk, papers.rekap, papers.received, papers.used, papers.banr, papers.keyed) == (4, 4, 4, 3, 1, 3)
    assert papers.gaps == ()
    assert list(dict.fromkeys(decided)) == ["02301", PML, KOSEKA]  # there and back, and on
    assert decided.count("02301") == 2
    walls = [(entry.petugas, entry.new) for entry in history if entry.question == "r304" and entry.op == "set"]
    assert walls == [("02301", "3"), ("02301", "7"), ("02301", "3")]
    assert [(entry.petugas, entry.new) for entry in history if entry.question == "r417_kode"] == [(PML, "01")]


def test_the_second_keying_is_judged_and_the_operator_has_the_claim(tour: Played) -> None:
    with tour.laptop("71001") as file:
        [case] = cases(file)
        found = rates([case])
        claim = read_book(file, SLS).claim
    assert claim is not None
    assert claim.petugas == OPERATOR
    assert [len(case.comparison.differences), len(case.open)] == [1, 0]
    assert [(rate.name, rate.errors) for rate in found.second] == [(OPERATOR, 1)]
    assert [rate.errors for rate in found.first] == [0]


def test_the_numbers_of_the_page_are_those_of_the_laptop(tour: Played) -> None:
    page = (tour.out / "progres.html").read_text("utf-8")
    with tour.laptop("91001") as file:
        board = board_of(file, date.today())
    shown = table(board, top(board, Look()))
    figures = shown.total.figures
    assert (figures.wanted, figures.clean) == (4, 4)
    sums = [int(each) for each in re.findall(r"<strong>(\d+)</strong>", page)]
    assert sums == [figures.wanted, figures.clean, figures.warning, figures.error, figures.todo, figures.stalled]
    total = re.findall(r"<td.*?</td>", page.partition('class="total"')[2])
    cells = [unescape(re.sub("<[^>]*>", "", each)) for each in total]
    columns = [each for each in columns_for(shown.look) if each.name != "code"]
    assert cells[1:] == [each.shown(shown.total, shown) for each in columns][1:]


def test_without_a_display_one_line_names_the_way_out(tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        return
    done = start(home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "tour --out" in done.stderr
