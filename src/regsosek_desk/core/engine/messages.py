"""What a violation says to the keyer: the facts with their values, the rincian numbers, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from regsosek_desk.core.engine.evaluate import value_of
from regsosek_desk.core.engine.instance import FormInstance, Place, Violation
from regsosek_desk.core.expr.tree import Aggregate, Answer, Node
from regsosek_desk.core.formdef.bind import PLACEHOLDER, BoundForm, Cell, parse_placeholder
from regsosek_desk.core.formdef.values import ticked


@dataclass(frozen=True, slots=True)
class Message:
    """The three parts. `str()` puts them in one line; `word` is what the form calls the printed numbers."""

    facts: str
    rincian: str
    action: str
    word: str = ""

    def __str__(self) -> str:
        return f"{self.facts} ({f'{self.word} {self.rincian}'.lstrip()}.) {self.action}"


def message_of(instance: FormInstance, violation: Violation) -> Message:
    """The violation in words, with the values it is about."""
    check = violation.check.check
    return Message(
        _filled_in(instance, check.says, violation),
        violation.check.rincian,
        _filled_in(instance, check.do, violation),
        instance.program.bound.form.rincian_word,
    )


def shown(instance: FormInstance, cell: Cell, text: str | None) -> str:
    """An answer for people: `1 Milik sendiri`, `20-10-2022`, or the form's word for a blank."""
    if text is None:
        return instance.program.bound.form.blank_word
    label = label_of(cell, text)
    return f"{_date_for_people(text)} {label}".rstrip() if cell.question.type == "date" else f"{text} {label}".rstrip()


def label_of(cell: Cell, text: str | None) -> str:
    """Label of a code; for a sum the labels of its ticks; nothing for other answers."""
    question = cell.question
    if text is None:
        return ""
    if question.type == "select_sum":
        return ", ".join(question.codes[c] for c in sorted(ticked(question, text)))
    return question.codes.get(text, "")


def _date_for_people(text: str) -> str:
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    return f"{match[3]}-{match[2]}-{match[1]}" if match else text


def _filled_in(instance: FormInstance, template: str, violation: Violation) -> str:
    def replace(match: re.Match[str]) -> str:
        return _placeholder(instance, match[1], violation)

    return PLACEHOLDER.sub(replace, template)


def _placeholder(instance: FormInstance, inside: str, violation: Violation) -> str:
    cell = violation.check.cell
    if inside == "name":
        return row_name(instance, violation.place.row)
    if inside == "it.number":
        return cell.question.number
    if inside == "it.label":
        return cell.question.brief
    form = instance.program.bound.form
    node, manner = _read(instance.program.bound, cell, inside)
    if isinstance(node, Answer) and (target := instance.program.bound.cell_of(node)) is not None:
        text = _text_of(instance, node, violation.place)
        if manner == "number":
            return target.question.number
        if manner == "label":
            return label_of(target, text) or target.question.brief
        return (text or form.blank_word) if manner == "code" else shown(instance, target, text)
    return _plain(instance, node, violation)


@lru_cache(maxsize=4096)
def _read(bound: BoundForm, cell: Cell, inside: str) -> tuple[Node, str]:
    """Reading a placeholder takes longer than filling it in."""
    return parse_placeholder(inside, bound.scope.within(cell.roster), cell.id)


def _plain(instance: FormInstance, node: Node, violation: Violation) -> str:
    value = value_of(instance, node, violation.place.row)
    if value is None:
        return instance.program.bound.form.blank_word
    if isinstance(node, Aggregate) and isinstance(node.value, Answer):
        target = instance.program.bound.cell_of(node.value)
        if target is not None and target.question.pad and isinstance(value, int):
            return str(value).zfill(target.question.width)
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)


def _text_of(instance: FormInstance, answer: Answer, place: Place) -> str | None:
    return instance.record(place.row if answer.roster else "").texts[answer.slot]


def row_name(instance: FormInstance, row: str) -> str:
    """The member's name, or `anggota 03` while it is blank; nothing for the family."""
    if not row:
        return ""
    record = instance.record(row)
    roster = instance.program.bound.form.rosters[record.program.roster or ""]
    name = record.texts[record.program.slot_of[roster.name]]
    return name or f"{roster.label} {instance.position(row):02}"
