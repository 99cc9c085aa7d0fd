"""How the paper sets a question: which share a line, how boxes are grouped, where a code list is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from regsosek_desk.core.formdef.models import Question

DATE_CAPTIONS = ("Tanggal", "Bulan", "Tahun")
SHORT_TEXT = 10  # characters up to which a text has a place of fixed width


@dataclass(frozen=True, slots=True)
class Group:
    """A question and those that stand beside it, left to right.

    `codes_at`: the code list is printed with the line ("line"), with the sub-heading above it for the whole run
    ("heading"), or was printed there for an earlier line ("above").
    """

    questions: tuple[Question, ...]
    codes_at: str = "line"

    @property
    def lead(self) -> Question:
        return self.questions[0]

    @property
    def codes(self) -> dict[str, str]:
        return self.lead.codes

    @property
    def alike(self) -> bool:
        """Several questions with one code list (307b1 to 307b3)."""
        return len(self.questions) > 1 and bool(self.codes) and all(q.codes == self.codes for q in self.questions)

    @property
    def label(self) -> str:
        """The lead's label; of `Tanggal lahir: tanggal`, `Tanggal lahir: bulan` what they have in common."""
        heads = {q.label.partition(": ")[0] for q in self.questions}
        return heads.pop() if len(heads) == 1 else self.lead.label

    @property
    def captions(self) -> tuple[str, ...]:
        """What is printed above the boxes of the line."""
        parts = tuple(self.caption(q) for q in self.questions[1:])
        return (*DATE_CAPTIONS, *parts) if self.lead.type == "date" else parts

    def caption(self, question: Question) -> str:
        """What is printed at the boxes of one of several questions: what its label adds to the line's."""
        own = question.label.removeprefix(self.label).lstrip(": ") or question.label
        text = own if own != question.label else question.brief
        differs = question.number and question.number != self.lead.number
        return f"{question.number} {text}" if differs else text


def is_long_text(question: Question) -> bool:
    return question.type in ("text", "note") and not 0 < question.width <= SHORT_TEXT


def box_groups(question: Question) -> tuple[int, ...]:
    """Boxes per group: day, month and year of a date; the split that the form says; thousands of an amount."""
    if question.type == "date":
        return (2, 2, 4)
    if question.type == "flag":
        return (1,)
    width = max(1, question.width)
    every = question.split or (3 if question.type == "number" and width > 4 and width % 3 == 0 else width)
    return tuple(min(every, width - start) for start in range(0, width, every))


def groups_of(questions: Iterable[Question]) -> tuple[Group, ...]:
    """Lines in printed order."""
    lines: dict[str, list[Question]] = {}
    line_of: dict[str, str] = {}
    for question in questions:
        lead = line_of.get(question.beside or "", question.id)
        line_of[question.id] = lead
        lines.setdefault(lead, []).append(question)
    return _with_shared_codes([Group(tuple(line)) for line in lines.values()])


def _with_shared_codes(groups: Sequence[Group]) -> tuple[Group, ...]:
    """A run below one sub-heading with one code list has it printed once, at the sub-heading."""
    found: list[Group] = []
    for index, group in enumerate(groups):
        following = groups[index + 1] if index + 1 < len(groups) else None
        if found and _goes_on(found[-1], group):
            found.append(replace(group, codes_at="above"))
        elif group.lead.heading and following is not None and _same_codes(group, following):
            found.append(replace(group, codes_at="heading"))
        else:
            found.append(group)
    return tuple(found)


def _goes_on(before: Group, group: Group) -> bool:
    return before.codes_at in ("heading", "above") and _same_codes(before, group)


def _same_codes(before: Group, group: Group) -> bool:
    one, other = before.lead, group.lead
    return bool(one.codes) and one.codes == other.codes and not other.heading and one.column == other.column
