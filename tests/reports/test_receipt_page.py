"""The receipt on paper: one page whatever is in the batch, with counts that add up and a QR that proves it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

import pytest
from pypdf import PdfReader
from qr_reader import qr_text

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Receipt, Verdict
from regsosek_desk.reports.page import FOOT, HEIGHT, Origin
from regsosek_desk.reports.receipt_page import OpenCase, ReceiptPage, SlsVerdicts, receipt_page
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import check_receipt_code, issue_certificate, issue_receipt, receipt_code

ORIGIN = Origin("BPS KABUPATEN DEMAK", datetime(2022, 11, 21, 15, 4, tzinfo=timezone(timedelta(hours=7))))
ROOT, SERVER = DeviceKeys.generate(), DeviceKeys.generate()
CERTIFICATE = issue_certificate(
    ROOT, sign_key=SERVER.sign_key, recipient=SERVER.recipient, petugas="", name="BPS Kabupaten Demak", role="server",
    kab="3321", issued="2022-10-01T00:00:00+00:00",
)  # fmt: skip
SENDER = Petugas("02301", "SITI AMINAH")


def receipt(accepted: int, quarantined: int = 0) -> Receipt:
    verdicts = [Verdict(f"baik-{n}", "h", "accepted") for n in range(accepted)]
    verdicts += [Verdict(f"aneh-{n}", "h", "quarantined", "sls_unknown", owner="01") for n in range(quarantined)]
    return issue_receipt(
        SERVER, CERTIFICATE, batch="01932f5e-7a1b-7c3d-8e4f-0123456789ab", number=12, sender="d-fedcba9876543210",
        at="2022-11-21T07:58:12+00:00", verdicts=tuple(verdicts),
    )  # fmt: skip


def sls_rows(count: int) -> list[SlsVerdicts]:
    return [
        SlsVerdicts(Sls(f"33210100010{n:03}00", f"RT {n:03} RW 001", desa_name="BANYUMENENG"), {"accepted": 1})
        for n in range(count)
    ]


def page_of(made: Receipt, rows: list[SlsVerdicts], cases: list[OpenCase] | None = None) -> tuple[str, bytes]:
    pdf = receipt_page(ReceiptPage(made, receipt_code(made), SENDER, rows, cases or []), ORIGIN)
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split()), pdf


def test_the_sentence_that_everybody_looks_for() -> None:
    text, _ = page_of(receipt(142), sls_rows(2))
    assert "142 dari 142 dokumen diterima BPS Kabupaten Demak, terverifikasi" in text
    assert "Tidak ada beda isian" in text


def test_what_was_put_aside_is_said_and_not_called_verified() -> None:
    cases = [OpenCase("RT 001 RW 001, keluarga 012", "SLS ini tidak ada dalam penugasan.", "AGUS (PML)")]
    text, _ = page_of(receipt(140, 2), sls_rows(2), cases)
    assert "140 dari 142 dokumen diterima BPS Kabupaten Demak, 2 ditahan" in text
    assert "terverifikasi" not in text
    for part in ("keluarga 012", "SLS ini tidak ada dalam penugasan.", "oleh AGUS (PML)"):
        assert part in text


def test_who_sent_what_and_when() -> None:
    made = receipt(3)
    text, _ = page_of(made, sls_rows(1))
    root = made.root
    for part in (
        "SITI AMINAH (02301, PPL)",
        made.sender,
        CERTIFICATE.device,
        "nomor 12, 01932f5e-7a1b-7c3d-8e4f-0123456789ab",
        "21 November 2022 pukul 14.58 WIB",
        " ".join(root[at : at + 8] for at in range(0, 32, 8)),
        "Halaman 1 dari 1",
    ):
        assert part in text


def test_the_qr_proves_the_receipt_on_any_laptop_of_the_office() -> None:
    made = receipt(142)
    _, pdf = page_of(made, sls_rows(2))
    text = qr_text(PdfReader(io.BytesIO(pdf)).pages[0])
    found = check_receipt_code(text, ROOT.sign_key)
    assert (found.batch, found.held, found.count, found.root) == (made.batch, 142, 142, made.root)


@pytest.mark.parametrize("count", [0, 1, 12, 13, 40])
def test_every_sls_has_its_row(count: int) -> None:
    text, _ = page_of(receipt(max(count, 1)), sls_rows(count))
    assert all(f"RT {n:03} RW 001" in text for n in range(count))
    assert "SLS lain" not in text


def test_beyond_forty_sls_the_rest_is_added_up() -> None:
    text, _ = page_of(receipt(90), sls_rows(90))
    assert "RT 038 RW 001" in text
    assert "RT 039 RW 001" not in text
    assert "51 SLS lain 51 – – – 51" in text
    assert "Semua 90 – – – 90" in text


@pytest.mark.parametrize("sls", [2, 12, 40, 90])
def test_more_open_cases_than_there_is_room_for_are_counted(sls: int) -> None:
    cases = [OpenCase(f"keluarga {n:03}", "SLS ini tidak ada dalam penugasan. " * 4, "AGUS") for n in range(400)]
    text, _ = page_of(receipt(10, 400), sls_rows(sls), cases)
    shown = sum(f"keluarga {n:03}" in text for n in range(400))
    assert shown >= 1
    assert f"dan {400 - shown} lagi" in text


@pytest.mark.parametrize(("sls", "cases"), [(2, 3), (12, 6), (40, 5), (90, 400)])
def test_nothing_is_printed_over_anything_else(sls: int, cases: int) -> None:
    """No line of text above the proof comes nearer to it than its heading, and none below the foot."""
    open_cases = [OpenCase(f"keluarga {n:03}", "sebab", "AGUS") for n in range(cases)]
    _, pdf = page_of(receipt(10, cases), sls_rows(sls), open_cases)
    heights: list[tuple[float, str]] = []
    [page] = PdfReader(io.BytesIO(pdf)).pages
    page.extract_text(visitor_text=lambda text, _, matrix, *__: heights.append((matrix[5], text.strip())))
    lines = [(height, text) for height, text in heights if text]
    proof = next(height for height, text in lines if text.startswith("Cara memeriksa"))
    assert all(height > proof + 20 for height, text in lines if text.startswith("keluarga") or "lagi" in text)
    assert all(height > HEIGHT - FOOT for height, text in lines if not text.startswith(("Dicetak", "Halaman")))


def test_an_sls_nobody_knows_is_shown_by_its_number() -> None:
    text, _ = page_of(receipt(1), [SlsVerdicts(Sls("3321010001000100"), {"accepted": 1})])
    assert "SLS 3321010001000100" in text
