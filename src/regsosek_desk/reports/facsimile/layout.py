"""From a form to the pages of its paper, each set as large as it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from regsosek_desk.core.formdef.models import Form, Question, Section
from regsosek_desk.reports.facsimile.blocks import MemberTable, print_links, print_long_lists, print_section, print_sets
from regsosek_desk.reports.facsimile.codes import LONG, Printed
from regsosek_desk.reports.facsimile.ink import FOOT, LEFT, RIGHT, TOP, Ink, Measures, Rect, Slot
from regsosek_desk.reports.facsimile.listing import print_listing
from regsosek_desk.reports.page import BOLD, Style
from regsosek_desk.texts import t

_SCALES = [size / 100 for size in range(112, 58, -2)]
_LIST_SCALE = 1.0
_HEAD, _FURTHER_HEAD = 24.0, 14.0


@dataclass(frozen=True, slots=True)
class Part:
    """Questions of one section that are on one page."""

    section: Section
    questions: tuple[Question, ...]
    page: int
    goes_on: bool
    """The section began on a page before."""


@dataclass(frozen=True, slots=True, eq=False)
class PaperPage:
    """One page of the paper: what is printed, where answers go. `roster` is whose rows it shows, None for none;
    `lines` how many of them, 0 where it is a set of members."""

    ink: Ink
    roster: str | None = None
    lines: int = 0
    when_filled: bool = False
    """A list that shares its page with questions of the family: it has a page of its own only where it has rows."""

    @property
    def slots(self) -> Sequence[Slot]:
        return self.ink.slots


def pages_of(form: Form) -> list[PaperPage]:
    """The pages in their order: a list of families stands there once, whatever it takes when it is filled."""
    parts = _parts(form)
    found: list[PaperPage] = []
    for number, group in groupby(parts, key=lambda part: part.page):
        found += _pages(form, number, list(group), first=not found)
    return found


def _parts(form: Form) -> list[Part]:
    found: list[Part] = []
    for section in form.sections:
        for page, questions in groupby(section.questions, key=lambda q, s=section: q.page or s.page):  # type: ignore[misc]
            goes_on = bool(found) and found[-1].section is section
            found.append(Part(section, tuple(questions), page, goes_on))
    return found


def _pages(form: Form, number: int, parts: Sequence[Part], *, first: bool) -> list[PaperPage]:
    """One page; of several lists on it each has a page of its own."""
    lists = [part for part in parts if _is_list(form, part)]
    rest = [part for part in parts if part not in lists]
    found = [_fitted(form, number, rest, first=first)] if rest else []
    return [*found, *(_list_page(form, part, first=first and not rest, when_filled=bool(rest)) for part in lists)]


def _is_list(form: Form, part: Part) -> bool:
    return part.section.roster is not None and form.rosters[part.section.roster].layout == "table"


def _list_page(form: Form, part: Part, *, first: bool, when_filled: bool) -> PaperPage:
    ink = Ink(Measures(_LIST_SCALE))
    name = part.section.roster or ""
    top = _print_head(ink, form, part.page, first=first, links=_links(form))
    rect = Rect(LEFT, top, RIGHT - LEFT, FOOT - top)
    return PaperPage(ink, name, print_listing(ink, part.section, form.rosters[name], rect), when_filled)


def _fitted(form: Form, number: int, parts: Sequence[Part], *, first: bool) -> PaperPage:
    """The page at the largest scale at which all of it fits."""
    roster = next((part.section.roster for part in parts if part.section.roster), None)
    for scale in _SCALES:
        ink = Ink(Measures(scale))
        if _print_page(ink, form, number, parts, first=first) <= FOOT:
            break
    return PaperPage(ink, roster)


def _print_page(ink: Ink, form: Form, number: int, parts: Sequence[Part], *, first: bool) -> float:
    roster = next((part.section.roster for part in parts if part.section.roster), None)
    goes_on = bool(roster) and number > _first_page(form, roster)
    top = _print_head(ink, form, number, first=first, links=_links(form, roster) if goes_on else ())
    printed = Printed(_first_page(form, roster) if goes_on else 0)
    for name, group in groupby(parts, key=lambda part: part.section.roster):
        own = list(group)
        if name is None:
            for part in own:
                rect = Rect(LEFT, top, RIGHT - LEFT, FOOT - top)
                top = print_section(ink, part.section, part.questions, rect, printed) + ink.m.pad
        else:
            top = _print_members(ink, form, own, top, printed if goes_on else None) + ink.m.pad
    return top - ink.m.pad


def _print_members(ink: Ink, form: Form, parts: Sequence[Part], top: float, printed: Printed | None) -> float:
    """The members' table on one page; `printed` is what pages before have, None on the first."""
    name = parts[0].section.roster or ""
    roster = form.rosters[name]
    questions = [question for part in parts for question in part.questions]
    table = MemberTable(ink, roster, Rect(LEFT, top, RIGHT - LEFT, 0), questions)
    if printed:
        named = {question.id: question for question in form.questions_of(name)}
        table.print_header(named.get(roster.number or ""), named[roster.name])
    for part in parts:
        title = t("print.form.goes_on", title=part.section.title) if part.goes_on else part.section.title
        table.print_section(title, part.questions, printed or Printed())
    later = [] if printed else _long_lists_after(form, name, parts[-1].page)
    if later:
        return print_long_lists(ink, later, Rect(LEFT, table.top + ink.m.gap, RIGHT - LEFT, 0))
    return table.top


def _long_lists_after(form: Form, name: str, page: int) -> list[Question]:
    parts = [part for part in _parts(form) if part.section.roster == name and part.page > page]
    return [question for part in parts for question in part.questions if len(question.codes) >= LONG]


def _first_page(form: Form, roster: str | None) -> int:
    return next(part.page for part in _parts(form) if part.section.roster == roster)


def _links(form: Form, roster: str | None = None) -> list[Question]:
    """Questions of the boxes top right: those the roster names, else those that say which SLS it is."""
    wanted = form.rosters[roster].link if roster else form.area
    named = {question.id: question for question in form.questions_of(None)}
    return [named[question] for question in wanted]


def _print_head(ink: Ink, form: Form, number: int, *, first: bool, links: Sequence[Question]) -> float:
    """Secrecy, title, code of the form; boxes that tie the sheets together. Gives where the page begins."""
    middle = (LEFT + RIGHT) / 2
    ink.text(form.secrecy, LEFT, TOP + 9, Style(BOLD, 11))
    ink.text(form.code, RIGHT, TOP + 8, Style(BOLD, 10), "right")
    if first:
        ink.text(form.title, middle, TOP + 11, Style(BOLD, 13), "center")
        if any(roster.layout == "columns" for roster in form.rosters.values()):
            print_sets(ink, RIGHT, TOP + 11)
        return TOP + _HEAD
    title = t("print.form.head", title=form.title, number=number)
    ink.text(title, LEFT + Style(BOLD, 11).width(form.secrecy) + 14, TOP + 9, Style(BOLD, 8))
    if links:
        right = RIGHT - Style(BOLD, 10).width(form.code) - 12
        return print_links(ink, links, right, TOP - 5) + 1.5
    return TOP + _FURTHER_HEAD
