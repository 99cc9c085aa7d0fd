"""The sheet with which a petugas binds a laptop to the office: one page each, printed, handed over by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.reports.page import (
    BAD,
    BOLD,
    FAINT,
    FIXED,
    LEFT,
    PLAIN,
    RIGHT,
    Origin,
    Page,
    Style,
    moment,
    new_canvas,
    when,
)
from regsosek_desk.texts import t

_GROUP = 4
_QR = 52 * mm


@dataclass(frozen=True, slots=True)
class EnrolmentSheet:
    """What stands on one sheet."""

    petugas: Petugas
    area: str
    """Where the petugas works, in words."""
    code: str
    link: str
    """What the QR holds: server, code and the office's key in one text."""
    server: str
    """Address of the endpoint, for whoever types the code."""
    expires: str
    """UTC, ISO 8601."""


def enrolment_sheets(sheets: Sequence[EnrolmentSheet], origin: Origin) -> bytes:
    """A PDF with one page for each petugas, in the order given. Raises ValueError when there is none."""
    if not sheets:
        raise ValueError("no sheet")
    buffer, canvas = new_canvas(t("reports.enrolment.title"))
    for number, sheet in enumerate(sheets, 1):
        _draw(Page(canvas, origin, number, len(sheets)), sheet)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def grouped(code: str) -> str:
    """The code in groups of four, as it is read out and typed."""
    bare = "".join(letter for letter in code if letter.isalnum())
    return "  ".join(bare[at : at + _GROUP] for at in range(0, len(bare), _GROUP))


def _draw(page: Page, sheet: EnrolmentSheet) -> None:
    page.heading(t("reports.enrolment.title"), t("reports.enrolment.under"))
    page.facts(
        [
            (t("reports.enrolment.name"), sheet.petugas.name),
            (t("reports.enrolment.petugas"), sheet.petugas.code),
            (t("reports.enrolment.role"), sheet.petugas.role),
            (t("reports.enrolment.area"), sheet.area),
        ]
    )
    _code(page, sheet)
    _steps(page)
    _warning(page)
    _signatures(page, sheet)


def _code(page: Page, sheet: EnrolmentSheet) -> None:
    top, height = page.top + 1 * mm, _QR + 8 * mm
    page.box(LEFT, top, RIGHT - LEFT, height)
    page.qr(sheet.link, RIGHT - _QR - 4 * mm, top + 4 * mm, _QR)
    left, room = LEFT + 6 * mm, RIGHT - LEFT - _QR - 16 * mm
    page.text(t("reports.enrolment.code"), left, top + 10 * mm, Style(PLAIN, 9.5, FAINT))
    page.text(grouped(sheet.code), left, top + 21 * mm, Style(FIXED, _code_size(sheet.code, room)))
    page.text(t("reports.enrolment.expires"), left, top + 32 * mm, Style(PLAIN, 9.5, FAINT))
    page.text(when(moment(sheet.expires), page.origin), left, top + 37 * mm, Style(BOLD, 11))
    page.text(t("reports.enrolment.server"), left, top + 46 * mm, Style(PLAIN, 9.5, FAINT))
    page.text(sheet.server, left, top + 51 * mm, Style(BOLD, 10), room=room)
    page.top = top + height + 10 * mm


def _code_size(code: str, room: float) -> float:
    """As large as fits; a letter of Courier is 0.6 of its size wide."""
    return min(26.0, room / (0.6 * len(grouped(code))))


def _steps(page: Page) -> None:
    page.text(t("reports.enrolment.steps"), LEFT, page.top, Style(BOLD, 11))
    page.top += 7 * mm
    for number, step in enumerate(t("reports.enrolment.steps_list").strip().splitlines(), 1):
        page.text(f"{number}.", LEFT, page.top, Style(BOLD, 10.5))
        page.top = page.paragraph(step, LEFT + 8 * mm, page.top, RIGHT - LEFT - 8 * mm, Style(PLAIN, 10.5)) + 1.8 * mm


def _warning(page: Page) -> None:
    page.top += 3 * mm
    page.text(t("reports.enrolment.secret"), LEFT, page.top, Style(BOLD, 11, BAD))
    page.top += 6 * mm
    page.top = page.paragraph(t("reports.enrolment.secret_text"), LEFT, page.top, RIGHT - LEFT, Style(PLAIN, 10))


def _signatures(page: Page, sheet: EnrolmentSheet) -> None:
    """Given by, taken by: the sheet is handed over like any other document of the office."""
    page.top += 9 * mm
    for left, heading, name in (
        (LEFT, t("reports.enrolment.given_by"), ""),
        (LEFT + 95 * mm, t("reports.enrolment.taken_by"), sheet.petugas.name),
    ):
        page.text(heading, left, page.top, Style(PLAIN, 9.5, FAINT))
        page.rule(page.top + 20 * mm, left=left, right=left + 70 * mm)
        page.text(
            name or t("reports.enrolment.name_and_date"),
            left,
            page.top + 24.5 * mm,
            Style(PLAIN, 9, FAINT),
            room=70 * mm,
        )
