"""The lines of the lists of an SLS: which families its VK holds, and which its minutes of non-response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.formdef.models import Form, Question, Roster

FOUND, NONRESPONSE = "ditemukan", "hasil_nonrespon"
"""Settings of the forms: codes of families that are numbered, and of those that gave no answer."""


@dataclass(frozen=True, slots=True)
class VkLine:
    """A family on the VK list. `found` is None while nobody has said whether the family is there.

    `printed` is its number in the prelist, "" for one that was added.
    """

    row: str
    printed: str
    found: bool | None
    number: str = ""
    name: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class BanrLine:
    """A family in the minutes of non-response."""

    row: str
    number: str = ""
    name: str = ""


def vk_lines(state: DocumentState, form: Form) -> list[VkLine]:
    """Every family of the list, in printed order. A number counts only on a line whose family was found."""
    return [
        _vk_line(row, roster, questions, form)
        for name, roster in form.rosters.items()
        if form.summary["family_number"] in (questions := {each.id: each for each in form.questions_of(name)})
        for row in state.rows(name)
    ]


def _vk_line(row: RowState, roster: Roster, questions: Mapping[str, Question], form: Form) -> VkLine:
    here, names = row.answers, form.summary
    printed = here.get(roster.number, "–") if roster.number else ""
    told = (here.get(each, "") for each in (names["row_name"], *questions[names["row_name"]].propose))
    name = next(filter(None, told), "")
    presence = here.get(names["presence"])
    if not presence:
        return VkLine(row.id, printed, None, name=name)
    found = is_in(form, FOUND, presence)
    number, status = (here.get(names[key], "") if found else "" for key in ("family_number", "family_status"))
    return VkLine(row.id, printed, found, number, name, status)


def banr_lines(state: DocumentState, form: Form) -> list[BanrLine]:
    """Every family of the minutes, in their order."""
    number = form.summary["family_number"]
    return [
        BanrLine(row.id, row.answers.get(number, ""), row.answers.get(form.summary["row_name"], ""))
        for name in form.rosters
        for row in state.rows(name)
    ]


def is_in(form: Form, setting: str, code: str) -> bool:
    """Whether the code is one of the numbers that a setting of the form lists."""
    listed = form.settings[setting]
    return isinstance(listed, tuple) and code.isdecimal() and int(code) in listed
