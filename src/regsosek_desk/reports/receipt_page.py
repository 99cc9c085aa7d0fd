"""The receipt of one batch on one page: what the receiver holds, and what somebody still has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Receipt, VerdictCode
from regsosek_desk.reports.page import (
    BAD,
    BOLD,
    FAINT,
    FIXED,
    FOOT,
    GOOD,
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

CODES: tuple[VerdictCode, ...] = ("accepted", "already", "conflict", "quarantined")
_QR = 46 * mm
_FULL_ROWS = 12
"""SLS in one wide column; more are set small in two, and beyond twice `_HALF_ROWS` they are added up."""
_HALF_ROWS = 20
_OPEN_STEP, _ROW_STEP, _SMALL_STEP = 4.4 * mm, 5 * mm, 3.9 * mm
_GAP = 6 * mm
_REASON = Style(PLAIN, 8.5)


@dataclass(frozen=True, slots=True)
class SlsVerdicts:
    """Documents of one SLS by verdict; a name is shown where the SLS is known."""

    sls: Sls
    counts: Mapping[VerdictCode, int]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A document in conflict or put aside, in words: which, why, and the petugas who is to see to it ("" unknown)."""

    what: str
    reason: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What stands on the page. The signature of `receipt` must have been checked: the page says so."""

    receipt: Receipt
    code: str
    """What the QR holds, see `receipt_code`."""
    sender: Petugas
    per_sls: Sequence[SlsVerdicts]
    open_cases: Sequence[OpenCase] = ()


def receipt_page(facts: ReceiptPage, origin: Origin) -> bytes:
    """A PDF of one page, however many SLS and open cases there are: what has no room is added up."""
    buffer, canvas = new_canvas(t("reports.receipt.title"))
    page = Page(canvas, origin, 1, 1)
    page.heading(t("reports.receipt.title"), t("reports.receipt.under"))
    _statement(page, facts.receipt)
    _facts(page, facts)
    _table(page, facts.per_sls)
    _open_cases(page, facts.open_cases)
    _proof(page, facts)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _statement(page: Page, receipt: Receipt) -> None:
    """The one sentence that everybody looks for."""
    held, count = receipt.held, len(receipt.verdicts)
    whole = held == count
    key = "reports.receipt.all_held" if whole else "reports.receipt.not_all_held"
    said = t(key, held=held, count=count, rest=count - held, issuer=receipt.issuer.name)
    page.box(LEFT, page.top - 5 * mm, RIGHT - LEFT, 16 * mm)
    room = RIGHT - LEFT - 10 * mm
    size = min(13.0, max(9.0, 13 * room / Style(BOLD, 13).width(said)))
    page.text(said, LEFT + 5 * mm, page.top + 1.5 * mm, Style(BOLD, size, GOOD if whole else BAD), room=room)
    more = t("reports.receipt.what_held" if whole else "reports.receipt.what_not_held")
    page.text(more, LEFT + 5 * mm, page.top + 7 * mm, Style(PLAIN, 9, FAINT))
    page.top += 18 * mm


def _facts(page: Page, facts: ReceiptPage) -> None:
    receipt, who = facts.receipt, facts.sender
    issuer = t("reports.receipt.issuer_value", name=receipt.issuer.name, device=receipt.issuer.device)
    sender = t("reports.receipt.sender_value", name=who.name, code=who.code, role=who.role)
    page.facts(
        [
            (t("reports.receipt.sender"), sender),
            (t("reports.receipt.device"), receipt.sender),
            (t("reports.receipt.issuer"), issuer),
            (t("reports.receipt.batch"), t("reports.receipt.batch_value", number=receipt.number, batch=receipt.batch)),
            (t("reports.receipt.at"), when(moment(receipt.at), page.origin)),
        ]
    )
    page.top += 4 * mm


# --- per SLS ------------------------------------------------------------------------------------------


def _table(page: Page, rows: Sequence[SlsVerdicts]) -> None:
    """One wide column, or two narrow ones; the sum stands below the last row."""
    page.text(t("reports.receipt.sls"), LEFT, page.top, Style(BOLD, 11))
    page.top += 6 * mm
    lines = [(_name(row.sls), _counted(row.counts)) for row in rows]
    lines = _added_up(lines, 2 * _HALF_ROWS)
    total = (t("reports.receipt.total"), _sum(counts for _, counts in lines))
    if len(lines) <= _FULL_ROWS:
        bottom = _column(page, [*lines, total], LEFT, RIGHT, size=9.5, step=_ROW_STEP)
    else:
        half, middle = (len(lines) + 2) // 2, (LEFT + RIGHT) / 2
        left = _column(page, lines[:half], LEFT, middle - _GAP / 2, size=7.5, step=_SMALL_STEP, bold_last=False)
        right = _column(page, [*lines[half:], total], middle + _GAP / 2, RIGHT, size=7.5, step=_SMALL_STEP)
        bottom = max(left, right)
    page.top = bottom + 10 * mm


def _name(sls: Sls) -> str:
    return f"{sls.name}, {sls.desa_name}".strip(", ") or t("reports.receipt.unknown_sls", id=sls.id)


Line = tuple[str, tuple[int, ...]]
"""What is counted, and the counts in the order of the columns."""


def _counted(counts: Mapping[VerdictCode, int]) -> tuple[int, ...]:
    found = tuple(counts.get(code, 0) for code in CODES)
    return (*found, sum(found))


def _sum(counts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*counts, strict=True))) or (0,) * (len(CODES) + 1)


def _added_up(lines: list[Line], most: int) -> list[Line]:
    """At most that many lines: those that have no room become one with their sums."""
    if len(lines) <= most:
        return lines
    rest = lines[most - 1 :]
    return [*lines[: most - 1], (t("reports.receipt.more_sls", count=len(rest)), _sum(counts for _, counts in rest))]


def _column(
    page: Page, lines: Sequence[Line], left: float, right: float, *, size: float, step: float, bold_last: bool = True
) -> float:
    """A table with its heading; gives where it ends."""
    top, small = page.top, size - 0.5
    ends = _ends(right, small, 6 * mm if right - left > 100 * mm else 2 * mm)
    page.text(t("reports.receipt.column_sls"), left, top, Style(PLAIN, small, FAINT))
    for end, head in zip(ends, _heads(), strict=True):
        page.text(head, end, top, Style(PLAIN, small, FAINT), align="right")
    page.rule(top + 1.5 * mm, left=left, right=right)
    room = ends[0] - Style(PLAIN, small).width(_heads()[0]) - 2 * mm - left
    top += 0.8 * mm
    for at, (name, counts) in enumerate(lines):
        top += step
        style = Style(BOLD if bold_last and at == len(lines) - 1 else PLAIN, size)
        page.text(name, left, top, style, room=room)
        for end, count in zip(ends, counts, strict=True):
            page.text(str(count) if count else "–", end, top, style, align="right")
    return top


def _ends(right: float, size: float, gap: float) -> list[float]:
    """Where the columns of numbers end, each as wide as its heading."""
    widths = [Style(PLAIN, size).width(head) + gap for head in _heads()]
    return [right - sum(widths[at + 1 :]) for at in range(len(widths))]


def _heads() -> list[str]:
    return [
        t("reports.receipt.column_new"),
        t("reports.receipt.column_already"),
        t("reports.receipt.column_conflict"),
        t("reports.receipt.column_quarantined"),
        t("reports.receipt.column_count"),
    ]


# --- what somebody has to look at, and the proof --------------------------------------------------------


def _open_cases(page: Page, cases: Sequence[OpenCase]) -> None:
    """All with their reasons in full where there is room above the proof, else as many as fit, a line each."""
    page.text(t("reports.receipt.open"), LEFT, page.top, Style(BOLD, 11))
    page.top += 5.5 * mm
    if not cases:
        page.text(t("reports.receipt.none_open"), LEFT, page.top, Style(PLAIN, 9))
        return
    rows = max(1, int((_proof_top() - 3 * mm - page.top) / _OPEN_STEP))
    in_full = sum(1 + len(_lines(case.reason)) for case in cases) <= rows
    shown = cases if in_full or len(cases) <= rows else cases[: rows - 1]
    for case in shown:
        _open_case(page, case, in_full=in_full)
    if len(shown) < len(cases):
        page.text(
            t("reports.receipt.more_open", count=len(cases) - len(shown)), LEFT, page.top, Style(PLAIN, 8.5, FAINT)
        )


def _open_case(page: Page, case: OpenCase, *, in_full: bool) -> None:
    owner = t("reports.receipt.owner", owner=case.owner) if case.owner else ""
    page.text(owner, RIGHT, page.top, Style(PLAIN, 8.5, FAINT), align="right")
    room = RIGHT - LEFT - _REASON.width(owner) - 4 * mm
    whole = t("reports.receipt.open_line", what=case.what, reason=case.reason)
    page.text(case.what if in_full else whole, LEFT, page.top, Style(BOLD, 8.5) if in_full else _REASON, room=room)
    page.top += _OPEN_STEP
    for line in _lines(case.reason) if in_full else ():
        page.text(line, LEFT, page.top, _REASON)
        page.top += _OPEN_STEP


def _lines(reason: str) -> list[str]:
    return _REASON.lines(reason, RIGHT - LEFT)


def _proof_top() -> float:
    return FOOT - _QR


def _proof(page: Page, facts: ReceiptPage) -> None:
    """At the foot of the page: the QR with the signed receipt, and the root that ties every document to it."""
    top, left = _proof_top(), LEFT + _QR + 6 * mm
    page.rule(top - 2 * mm)
    page.qr(facts.code, LEFT, top, _QR)
    below = page.paragraph(t("reports.receipt.qr"), left, top + 10 * mm, RIGHT - left, Style(PLAIN, 9.5))
    page.text(t("reports.receipt.root"), left, below + 5 * mm, Style(PLAIN, 8.5, FAINT))
    for line, part in enumerate(_halves(facts.receipt.root)):
        page.text(part, left, below + (10.5 + 5 * line) * mm, Style(FIXED, 9.5))


def _halves(root: str) -> tuple[str, str]:
    """The hexadecimal root in groups of eight, on two lines that can be compared by eye."""
    groups = [root[at : at + 8] for at in range(0, len(root), 8)]
    return " ".join(groups[: len(groups) // 2]), " ".join(groups[len(groups) // 2 :])
