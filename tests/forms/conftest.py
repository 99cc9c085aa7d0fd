"""A third form, tiny: two sections, a roster, three rules. Tests change its YAML and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from regsosek_desk.storage import formfiles

TINY: dict[str, str] = {
    "form.yaml": """\
form: kebun
version: "1"
code: KEBUN
title: DAFTAR POHON
sections: [lahan, pohon]
rosters:
  pohon:
    label: Pohon
    per_set: 3
    name: jenis
    number: nomor
    ends_at: jumlah
settings:
  tinggi_wajar: 30
  buah: [1, 2]
groups:
  ciri: [jumlah, luas]
summary:
  family_number: kode
  head_name: pemilik
  row_name: jenis
area: [kode]
""",
    "choices.yaml": """\
kelompok: {1: Mangga, 2: Jambu, 3: Jati}
""",
    "lahan.yaml": """\
section: lahan
title: I. LAHAN
questions:
  - {id: kode, number: "1", label: Kode lahan, type: digits, width: 3}
  - {id: pemilik, number: "2", label: Pemilik, type: text}
  - id: milik
    number: "3"
    label: Lahan sendiri
    type: select_one
    choices: {1: Ya, 2: Tidak}
  - id: sewa
    number: "4"
    label: Sewa setahun
    type: number
    max: 999
    relevant: milik == 2
  - {id: luas, number: "5", label: Luas, type: number, width: 3}
  - {id: jumlah, number: "6", label: Jumlah pohon, type: number, width: 2}
  - {id: dicatat, number: "7", label: Tanggal, type: date, required: false}
""",
    "pohon.yaml": """\
section: pohon
title: II. POHON
roster: pohon
relevant: jumlah > 0
questions:
  - {id: nomor, number: "8", label: Nomor, type: number, width: 2, initial: position()}
  - {id: jenis, number: "9", label: Nama, type: text}
  - id: golongan
    number: "10"
    label: Golongan
    type: select_one
    choices: kelompok
  - id: tinggi
    number: "11"
    label: Tinggi (m)
    type: number
    width: 2
    relevant: golongan in (1, 2, 3)
""",
    "rules.yaml": """\
- rule: P-1
  severity: E
  at: [sewa, luas, golongan, tinggi]
  when: missing(it)
  says: "{it.label} ({it.number}) masih kosong."
  do: Isi sesuai kertas.
- rule: P-2
  severity: E
  at: jumlah
  when: count(pohon) != jumlah
  says: Jumlah pohon (6) tertulis {jumlah.code}, padahal ada {count(pohon)}.
  do: Hitung lagi.
- rule: P-3
  severity: W
  at: tinggi
  checks:
    - when: tinggi > tinggi_wajar
      says: "{name} tingginya {tinggi.code} meter."
      do: Periksa lagi.
""",
}
WriteForm = Callable[..., Path]


@pytest.fixture
def write_form(tmp_path: Path) -> WriteForm:
    """Writes the tiny form into a folder, with (file, old text, new text) replaced; gives the folder."""

    def write(
        *changes: tuple[str, str, str], form_id: str = "kebun", files: Mapping[str, str | None] | None = None
    ) -> Path:
        texts: dict[str, str | None] = {**TINY, **(files or {})}
        for file, old, new in changes:
            text = texts[file]
            assert text is not None
            assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
            texts[file] = text.replace(old, new)
        folder = tmp_path / "forms" / form_id / "1"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            if text is not None:
                (folder / name).write_text(text, "utf-8")
        return folder

    return write


@pytest.fixture
def use_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program finds its forms where `write_form` puts them."""
    monkeypatch.setattr(formfiles, "forms_dir", lambda: tmp_path / "forms")
    formfiles._loaded.cache_clear()
    yield
    formfiles._loaded.cache_clear()
