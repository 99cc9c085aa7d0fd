"""The ledger of one SLS: where its bundle is, since when, and every hand it went through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.kendali import PAPERS, Kendali, Movement, Party, Step
from regsosek_desk.services.custody.handover import Counts, box_of, is_boxing, paper_name, person
from regsosek_desk.texts import day_digits, t
from regsosek_desk.ui.dialogs.panel import Panel
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.widgets.look import theme
from regsosek_desk.ui.widgets.tables import quiet

_COLUMNS = ("on", "step", "way", "sheets", "box", "more")
_ROWS, _BORDER = 9, 6


class LedgerCard(Panel[None]):
    """A card over the screen; `names` of petugas by their codes, `today` for how long."""

    characters = 176

    def __init__(self, sls: Sls, book: Kendali, names: Mapping[str, str], today: date) -> None:
        super().__init__(sls.name or sls.id, t("custody.ledger_keys"), lambda _: "")
        self.words(f"{grouped(sls)}   {village(sls)}", faint=True)
        self.now = self.words(now_words(sls, book, names, today))
        self.table = _table(book, names)
        if book.movements:
            self.body.addWidget(self.table)
        self.finish_layout()

    def first_focus(self) -> QWidget:
        return self.table if self.table.rowCount() else self


def now_words(sls: Sls, book: Kendali, names: Mapping[str, str], today: date) -> str:
    """Where the bundle is, since when and how long, in which box, and whom it is on its way to."""
    holder = book.holder
    if holder is None:
        return t("custody.with_ppl", who=person(Party.PPL, sls.ppl_code, names))
    days = (today - date.fromisoformat(holder.since)).days
    who = person(holder.party, holder.code, names)
    said = [t("custody.now_with", who=who, since=day_digits(holder.since), days=days)]
    if holder.coming:
        to = person(holder.coming.receiver, holder.coming.receiver_code, names)
        said.append(t("custody.on_its_way", who=to, since=day_digits(holder.coming.on)))
    if box := box_of(book):
        said.append(t("custody.in_box", box=box))
    return " ".join(said)


def sheets_words(counts: Counts) -> str:
    """Such as "VK1 1/1 · K 56/52": received and used of each paper that was counted."""
    return " · ".join(
        f"{paper_name(paper)} " + "/".join("–" if number is None else str(number) for number in counts[paper])
        for paper in PAPERS
        if paper in counts
    )


def _table(book: Kendali, names: Mapping[str, str]) -> QTableWidget:
    moves = book.movements
    table = QTableWidget(len(moves), len(_COLUMNS))
    table.setHorizontalHeaderLabels([t(f"custody.ledger_{column}") for column in _COLUMNS])
    quiet(table)
    for row, move in enumerate(reversed(moves)):  # what was last is asked for first
        for column, text in enumerate(_cells(move, names)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if move.step is Step.REFUSED:
                item.setForeground(theme().error)
            table.setItem(row, column, item)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
    table.setFixedHeight(table.rowHeight(0) * min(_ROWS, len(moves)) + header.sizeHint().height() + _BORDER)
    return table


def _cells(move: Movement, names: Mapping[str, str]) -> list[str]:
    sender = person(move.sender, move.sender_code, names) if move.sender else t("custody.nobody_said")
    step = "boxed" if is_boxing(move) else move.step.name.lower()
    more = " · ".join(part for part in (move.reason, move.bast, move.wave) if part)
    way = f"{sender} → {person(move.receiver, move.receiver_code, names)}"
    return [
        day_digits(move.on),
        t(f"custody.step_{step}"),
        way,
        sheets_words(move.counts),
        move.box,
        more,
    ]
