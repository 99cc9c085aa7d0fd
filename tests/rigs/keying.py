"""Pressing keys, and looking at what they left."""

from __future__ import annotations

from collections.abc import Callable

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.step import Step

MakeKeyer = Callable[..., Keyer]
REFUSALS = {
    *("read_only", "skipped", "digits_only", "odd_character", "too_long", "flag_keys", "left_blank", "out_of_range"),
    *("nothing_to_repeat", "answer_stands", "nothing_to_undo", "nothing_to_redo"),
}


def keys(keyer: Keyer, text: str) -> Step:
    """Presses keys one by one: a new line is Enter, + repeats, anything else is a character."""
    step = Step()
    for key in text:
        step = keyer.enter() if key == "\n" else keyer.repeat() if key == "+" else keyer.type(key)
    return step


def row(keyer: Keyer, position: int) -> str:
    """Stable id of a member by position from 1."""
    return keyer.desk.instance.rows("anggota")[position - 1].id


def answer(keyer: Keyer, question: str, member: int = 0) -> str | None:
    """The answer stored for a question, of a member by position from 1 or of the family."""
    return keyer.desk.instance.text(Place(question, row(keyer, member) if member else ""))
