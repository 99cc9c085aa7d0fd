"""The program as somebody starts it: the tour, and a machine without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PICTURES = {
    *("beranda", "daftar-keluarga", "cari-keluarga", "vk", "vk-baris", "vk-pilih", "keluarga", "daftar-kode"),
    *("salah-ketik", "salah", "bantuan", "catatan", "lompat", "centang", "anggota-set1", "anggota-set2", "selesai"),
    *("kenapa", "konfirmasi", "dikonfirmasi", "blok-v", "pengaturan"),
    *("pendaftaran-kode", "pendaftaran-pin", "pendaftaran-selesai", "kirim", "kirim-terputus", "kirim-diterima"),
}


def start(*args: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {k: v for k, v in os.environ.items() if k not in hidden}
    env |= {"REGSOSEK_DESK_HOME": str(home), "PYTHONIOENCODING": "utf-8", **more}
    command = [sys.executable, "-m", "regsosek_desk", *args]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False)


def test_the_tour_keys_a_family_of_seven_to_the_end_and_sends_work_over_a_broken_connection(tmp_path: Path) -> None:
    done = start("tour", "--out", str(tmp_path / "tour"), home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "7 anggota" in done.stdout
    assert "Status dokumen: bersih" in done.stdout
    assert "4 dokumen tetap menunggu" in done.stdout
    assert "4 dari 4 dokumen diterima" in done.stdout
    assert (tmp_path / "tour" / "tanda-terima.pdf").read_bytes().startswith(b"%PDF")
    assert not list((tmp_path).glob("*.regsosek"))  # nothing of it among the user's own files
    assert {picture.stem for picture in (tmp_path / "tour").glob("*.png")} >= PICTURES


def test_without_a_display_one_line_names_the_way_out(tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        return
    done = start(home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "tour --out" in done.stderr
