"""From a form to the pile of blocks that its sheet is made of, in printed order."""

from __future__ import annotations

from itertools import groupby

from regsosek_desk.core.formdef.bind import BoundForm
from regsosek_desk.core.formdef.models import Section
from regsosek_desk.ui.form.blocks import Block, PageMark, TitleBlock
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.roster import RosterBlock
from regsosek_desk.ui.form.sections import SectionBlock
from regsosek_desk.ui.form.table import TableBlock


def blocks_of(bound: BoundForm, width: int, m: Metrics) -> list[Block]:
    """The blocks for a sheet of that width, page marks between them."""
    blocks: list[Block] = [TitleBlock(bound.form, width, m)]
    page = _first_page(bound.form.sections[0])
    for roster, group in groupby(bound.form.sections, key=lambda s: s.roster):
        sections = list(group)
        for piece in [sections] if _joined(bound, roster) else [[s] for s in sections]:
            if _first_page(piece[0]) != page:
                blocks.append(PageMark(_first_page(piece[0]), width, m))
            blocks.append(_block(piece, bound, width, m))
            page = piece[-1].questions[-1].page or piece[-1].page
    return blocks


def _joined(bound: BoundForm, roster: str | None) -> bool:
    return roster is not None and bound.form.rosters[roster].layout == "columns"


def _block(sections: list[Section], bound: BoundForm, width: int, m: Metrics) -> Block:
    first = sections[0]
    if first.roster is None:
        return SectionBlock(first, width, m)
    if _joined(bound, first.roster):
        return RosterBlock(sections, bound, width, m)
    return TableBlock(first, bound, width, m)


def _first_page(section: Section) -> int:
    return section.questions[0].page or section.page
