"""The enrolment sheet: one page each, all of it readable, and a QR that says what the wizard reads."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from pypdf import PdfReader
from qr_reader import qr_text

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.reports.enrolment_sheet import EnrolmentSheet, enrolment_sheets
from regsosek_desk.reports.page import Origin, printable

ORIGIN = Origin("BPS KABUPATEN DEMAK", datetime(2022, 11, 21, 23, 30, tzinfo=timezone(timedelta(hours=7))))
LINK = "RSD1|https://regsosek.demak.example:8443|7K2MQ9XF3ADT5WZB|" + "A" * 43
SHEET = EnrolmentSheet(
    petugas=Petugas("02301", "SITI AMINAH", "PPL"),
    area="Kecamatan MRANGGEN, Desa BANYUMENENG: RT 001 RW 001 (2 SLS)",
    code="7K2MQ9XF3ADT5WZB",
    link=LINK,
    server="https://regsosek.demak.example:8443",
    expires="2022-11-28T09:00:00+00:00",
)


def pages(*sheets: EnrolmentSheet) -> list[str]:
    reader = PdfReader(io.BytesIO(enrolment_sheets(sheets, ORIGIN)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_all_that_the_petugas_needs_is_on_the_page() -> None:
    [text] = pages(SHEET)
    for part in (
        "BPS KABUPATEN DEMAK",
        "SITI AMINAH",
        "02301",
        "PPL",
        "MRANGGEN",
        "7K2M Q9XF 3ADT 5WZB",
        "https://regsosek.demak.example:8443",
        "28 November 2022 pukul 16.00 WIB",
        "Jangan difoto",
        "Halaman 1 dari 1",
        "Dicetak 21 November 2022 pukul 23.30 WIB",
        "1. ",
        "4. ",
    ):
        assert part in text


def test_the_qr_holds_the_link() -> None:
    reader = PdfReader(io.BytesIO(enrolment_sheets([SHEET], ORIGIN)))
    assert qr_text(reader.pages[0]) == LINK


def test_each_petugas_has_a_page_of_their_own() -> None:
    others = [replace(SHEET, petugas=Petugas(f"0230{n}", f"PETUGAS {n}")) for n in range(1, 4)]
    found = pages(*others)
    assert [f"Halaman {n} dari 3" in text for n, text in enumerate(found, 1)] == [True] * 3
    assert ["PETUGAS 1" in text for text in found] == [True, False, False]


def test_without_anyone_there_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        enrolment_sheets([], ORIGIN)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("NUR ‘AINI MA’RUF", "NUR ‘AINI MA’RUF"),
        ("ʻABDUʼL ḤAMĪD", "‘ABDU’L HAMID"),
        ("ÉVA ÑUÑEZ", "ÉVA ÑUÑEZ"),
        ("ŁUKASZ", "LUKASZ"),
        ("SITI 日本", "SITI ??"),
        ("SITI 👍🏽", "SITI ??"),
        ("A\u200bB\tC", "AB C"),
        ("e\u0301", "é"),
    ],
)
def test_odd_letters_break_nothing(name: str, shown: str) -> None:
    assert printable(name) == shown
    [text] = pages(replace(SHEET, petugas=Petugas("02301", name)))
    assert " ".join(shown.split()) in text


def test_long_words_stay_on_one_page() -> None:
    long = replace(
        SHEET,
        petugas=Petugas("02301", "SITI AMINAH BINTI " * 12),
        area="Desa BANYUMENENG, " * 30,
        code="7K2MQ9XF3ADT5WZB" * 3,
        server="https://" + "regsosek." * 20 + "id",
    )
    [text] = pages(long)
    assert "…" in text  # the address, which the QR has whole
    assert "7K2M Q9XF 3ADT 5WZB 7K2M" in text
    assert "Nama dan tanggal" in text


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert enrolment_sheets([SHEET], ORIGIN) == enrolment_sheets([SHEET], ORIGIN)
