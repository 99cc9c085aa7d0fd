"""Words for places and questions: what is asked there, of whom, and what may be answered."""

from __future__ import annotations

import re

from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.step import Step
from regsosek_desk.texts import has, t

FULL_NUMBER = 3
"""Characters of a number that names a question by itself; a list numbers its columns with fewer."""
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def question_title(question: Question) -> str:
    """`303 Jenis lantai terluas`."""
    return f"{question.number} {question.label}".strip()


def named(question: Question) -> str:
    """`303`; where the number is that of a column or none is printed, by its label: `Nama KK (2)`."""
    if len(question.number) >= FULL_NUMBER:
        return question.number
    return f"{question.brief} ({question.number})" if question.number else question.brief


def row_title(instance: FormInstance, row: str) -> str:
    """Number and name of a roster row as on paper (`03 SITI`); "" for the family."""
    if row == FAMILY:
        return ""
    record = instance.record(row)
    roster = instance.program.bound.form.rosters[record.program.roster or ""]
    answers = record.answers()
    number = (answers.get(roster.number) if roster.number else None) or f"{instance.position(row):02}"
    return f"{number} {answers.get(roster.name, '')}".strip()


def row_named(instance: FormInstance, row: str) -> str:
    """`Anggota 03 SITI`, in a list `Baris 03 SITI`: what is said of a row as a whole."""
    layout = instance.program.bound.form.rosters[instance.record(row).program.roster or ""].layout
    return t(f"document.row.{layout}", row=row_title(instance, row))


def place_title(instance: FormInstance, place: Place) -> str:
    """`303 Jenis lantai terluas`, in a roster with the row: `404 Keberadaan · 03 SITI`."""
    question = instance.cell(place).question
    if place.row == FAMILY:
        return question_title(question)
    name = f"{question.number} {question.brief}" if len(question.number) >= FULL_NUMBER else named(question)
    return f"{name} · {row_title(instance, place.row)}"


def place_short(instance: FormInstance, place: Place) -> str:
    """`303`, in a roster `404 · 03`; with the label where the number alone says too little."""
    question = instance.cell(place).question
    name = named(question)
    return name if place.row == FAMILY else f"{name} · {row_title(instance, place.row).partition(' ')[0]}"


def allowed(question: Question) -> str:
    """What may be answered, in one line: codes with labels, a range, a length."""
    if not question.keyable:
        return t("document.field.computed" if question.calculate else "document.field.readonly")
    if question.type == "select_one":
        return " · ".join(f"{code} {label}" for code, label in question.codes.items())
    if question.type == "select_sum":
        return t("document.field.sum", codes=" · ".join(f"{c} {label}" for c, label in question.codes.items()))
    if question.type == "number":
        return range_of(question)
    return t(f"document.field.{question.type}", width=question.width)


def range_of(question: Question) -> str:
    """`1–12 atau 98`; how many digits fit where no range is given."""
    low = question.min if question.min is not None else 0
    if question.max is None and not question.min:
        return t("document.field.digits_up_to", width=question.width)
    text = f"{low}–{question.max}" if question.max is not None else t("document.field.from", low=low)
    return t("document.field.or_also", range=text, also=_listed(question.also)) if question.also else text


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(n) for n in numbers)


def refusal(code: str, question: Question, params: dict[str, str]) -> str:
    """The sentence for a refused key; a kind of question may have its own (`out_of_range.date`)."""
    own = f"keyer.{code}_{question.type}"
    key = own if has(own) else f"keyer.{code}"
    filled = {"boxes": str(question.width), "range": range_of(question), **params}
    told = params.get("number") or question.number
    return t(key, **{**filled, "number": named(question) if told == question.number else told})


def refused_words(keyer: Keyer, step: Step) -> str:
    """Why the step was refused; a blank that something is proposed for is asked about with the proposal."""
    question, ghost = keyer.question, keyer.ghost
    if step.refused != "left_blank" or not ghost:
        return refusal(step.refused, question, dict(step.params))
    proposal = f"{ghost} {question.codes.get(ghost, '')}".strip()
    return t("document.say.left_blank_proposed", number=named(question), proposal=proposal)


def without_answers(cell: Cell, text: str) -> str:
    """A message of the form before there is anything to say: dots where the answers would stand."""
    own = {"it.number": cell.question.number, "it.label": cell.question.brief, "name": t("document.field.somebody")}

    def replace(match: re.Match[str]) -> str:
        return own.get(match[1], "…")

    return _PLACEHOLDER.sub(replace, text)
