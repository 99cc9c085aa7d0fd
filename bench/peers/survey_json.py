"""The form in SurveyJS's own words, as far as it has them; made from the same conditions as the XLSForm."""

from __future__ import annotations

from typing import Any

from regsosek_desk.core.expr.tree import Aggregate, Answer, Function, Node
from regsosek_desk.core.formdef.bind import BoundForm, Cell
from regsosek_desk.core.formdef.models import Question, Section
from regsosek_desk.services.xlsform import Conditions, conditions_of
from regsosek_desk.services.xlsform.words import TRUE, Unsayable, either
from regsosek_desk.services.xlsform.xpath import XPath


class SurveyWords(XPath):
    """Names in braces, `empty`, no functions, no `number(…)`; patterns stand in validators of their own."""

    def ref(self, answer: Answer) -> str:
        cell = self.given.bound.cell_of(answer)
        if cell is None:
            raise Unsayable("fact")
        return f"{{{'panel.' if cell.roster else ''}{cell.id}}}"

    def blank(self, ref: str) -> str:
        return f"{ref} empty"

    def filled(self, ref: str) -> str:
        return f"{ref} notempty"

    def _operand(self, node: Node, *, plain: bool) -> str:
        return self.value(node)

    def _function(self, node: Function) -> str:
        if node.name != "month_number":
            raise Unsayable("function")
        return super()._function(node)

    def _aggregate(self, node: Aggregate) -> str:
        raise Unsayable("function")

    def matches(self, ref: str, pattern: str) -> str:
        raise Unsayable("pattern")

    def shape(self, question: Question, ref: str) -> str:
        return TRUE  # ranges and patterns are validators


def survey_of(bound: BoundForm) -> tuple[dict[str, Any], Conditions]:
    """The survey, and what of our checks it says."""
    found = conditions_of(bound, SurveyWords)
    pages: list[dict[str, Any]] = []
    rosters: dict[str, dict[str, Any]] = {}
    for section in bound.form.sections:
        panel = _panel(bound, found, section)
        if section.roster is None:
            pages.append({"name": f"p_{section.section}", "elements": [panel]})
        elif section.roster in rosters:
            rosters[section.roster]["templateElements"].append(panel)
        else:
            rosters[section.roster] = {"type": "paneldynamic", "name": section.roster, "templateElements": [panel]}
            pages.append({"name": f"p_{section.roster}", "elements": [rosters[section.roster]]})
    return {"pages": pages}, found


def _panel(bound: BoundForm, found: Conditions, section: Section) -> dict[str, Any]:
    elements = [_element(bound.cells[(section.roster, q.id)], found) for q in section.questions]
    panel: dict[str, Any] = {"type": "panel", "name": section.section, "title": section.title, "elements": elements}
    if section.section in found.sections:
        panel["visibleIf"] = _said(found.sections[section.section])
    return panel


def _element(cell: Cell, found: Conditions) -> dict[str, Any]:
    question, key = cell.question, (cell.roster, cell.id)
    element: dict[str, Any] = {"name": cell.id, "title": question.label, **_kind(question)}
    if key in found.relevant:
        element["visibleIf"] = _said(found.relevant[key])
    required = found.required.get(key)
    if required:
        element |= {"isRequired": True} if required == TRUE else {"requiredIf": _said(required)}
    validators = _validators(question)
    if key in found.constraint:
        validators.append({"type": "expression", "expression": _said(found.constraint[key])})
    return element | ({"validators": validators} if validators else {})


def _kind(question: Question) -> dict[str, Any]:
    if question.codes and question.type == "select_one":
        return {"type": "radiogroup", "choices": [{"value": int(c), "text": t} for c, t in question.codes.items()]}
    if question.type in ("number", "select_sum"):
        return {"type": "text", "inputType": "number"}
    return {"type": "comment"} if question.type == "note" else {"type": "text"}


def _validators(question: Question) -> list[dict[str, Any]]:
    if question.type == "number" and not question.also:
        high = question.max if question.max is not None else 10**question.width - 1
        return [{"type": "numeric", "minValue": question.min or 0, "maxValue": high}]
    if question.type == "number":
        ranges = [
            f"({{self}} >= {question.min or 0} and {{self}} <= {question.max})",
            *(f"{{self}} = {n}" for n in question.also),
        ]
        name = f"panel.{question.id}"
        return [{"type": "expression", "expression": either(ranges).replace("self", name)}] if question.max else []
    if question.type == "digits":
        return [{"type": "regex", "regex": f"^[0-9]{{{question.width if question.pad else f'1,{question.width}'}}}$"}]
    if question.pattern:
        return [{"type": "regex", "regex": f"^({question.pattern})$"}]
    return [{"type": "text", "maxLength": question.width}] if question.type == "text" else []


def _said(xpath: str) -> str:
    return xpath.replace("not(", "!(")
