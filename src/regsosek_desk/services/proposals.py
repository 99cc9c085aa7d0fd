"""The pale proposal under the cursor; nothing of it is an answer before the keyer takes it."""

from __future__ import annotations

from regsosek_desk.core.engine.evaluate import proposed
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.formdef.values import normalise
from regsosek_desk.services.recall import Recall


def proposal(instance: FormInstance, recall: Recall, place: Place, shown: str, *, typing: bool) -> str | None:
    """What the form proposes, a code for a description, or an earlier text that begins as the typed one does.

    `shown` is what stands in the field, `typing` whether it is being typed with the caret at its end.
    """
    question = instance.cell(place).question
    if not shown and question.propose:
        value = proposed(instance, question.id, place.row)
        return None if value is None else normalise(question, str(value))
    if not shown and question.propose_from:
        description = instance.text(Place(question.propose_from, place.row))
        found = recall.code_for(description) if description else None
        return found[0] if found else None
    if question.type == "text" and typing and shown:
        return recall.completion(question.id, shown)
    return None
