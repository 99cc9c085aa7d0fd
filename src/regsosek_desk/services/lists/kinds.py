"""The five lists and their columns: from `resources/daftar.toml`, the printed prelist columns from the form."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from regsosek_desk.core.formdef.models import Form, Question, Roster
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.settings import data_root
from regsosek_desk.storage.formfiles import load_form

Kind = Literal["wilayah", "petugas", "sls", "penugasan", "prelist"]
KINDS: tuple[Kind, ...] = ("wilayah", "petugas", "sls", "penugasan", "prelist")
"""In the order they are read: what is referred to comes before what refers to it."""
WHOLE, SLS_PART, SUB_PART = "idsubsls", "kode_sls", "kode_subsls"
"""The columns of an SLS code: whole, or behind the codes of its area in one or two parts."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `may`: may be absent; `blank`: may be empty; `also`: other headings, folded."""

    name: str
    type: Literal["area", "place", "sls", "code", "officer", "role", "text", "printed"]
    width: int = 0
    may: bool = False
    blank: bool = False
    role: str = ""
    also: tuple[str, ...] = ()
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class ListDef:
    """One list. `parts` are the columns that together may stand for the SLS code."""

    kind: Kind
    columns: tuple[Column, ...]
    parts: tuple[Column, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def fold(heading: str) -> str:
    """A heading without case, accents, blanks and punctuation: what headings are compared by."""
    plain = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def definitions() -> Mapping[Kind, ListDef]:
    """All five. Raises OSError, InputFault as `load_form` does."""
    plan = _plan()
    parts = _parts(plan)
    lists: dict[Kind, ListDef] = {}
    for kind in KINDS:
        columns = [_column(name, given) for name, given in plan[kind]["columns"].items()]
        if kind == "prelist":
            columns += printed_columns(load_form(LIST_FORM).bound.form)
        lists[kind] = ListDef(kind, tuple(columns), parts if WHOLE in plan[kind]["columns"] else ())
    return lists


@cache
def roles() -> Mapping[str, str]:
    """Every way to write a role, folded, and the role."""
    return {fold(word): role for role, words in _plan()["roles"].items() for word in (role, *words)}


@cache
def _plan() -> dict[str, Any]:
    return tomllib.loads((data_root() / "resources" / "daftar.toml").read_text("utf-8"))


def _column(name: str, given: Mapping[str, Any]) -> Column:
    return Column(**{**given, "name": name, "also": _folded(name, *given.get("also", ()))})


def _folded(*headings: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, headings)))


def _parts(plan: Mapping[str, Any]) -> tuple[Column, ...]:
    words = plan["parts"]
    areas = [_column(n, c) for n, c in plan["wilayah"]["columns"].items() if c["type"] == "area"]
    return (
        Column(WHOLE, "sls", also=_folded(WHOLE, *words["whole"])),
        *areas,
        Column(SLS_PART, "sls", 4, also=_folded(SLS_PART, *words["sls"])),
        Column(SUB_PART, "sls", 2, also=_folded(SUB_PART, *words["sub"])),
    )


# ---- the prelist, as the form has it


def prelist_roster(form: Form) -> tuple[str, Roster]:
    """The roster that is printed: the one whose lines have a number."""
    return next((name, roster) for name, roster in form.rosters.items() if roster.number)


def printed_columns(form: Form) -> list[Column]:
    """A column for each printed question of a prelist line, the number first.

    A printed answer that only proposes what may stay blank may be blank itself; what the keyed question is called
    is also a heading for the printed one.
    """
    name, roster = prelist_roster(form)
    questions = form.questions_of(name)
    printed = [question for question in questions if question.readonly]
    printed.sort(key=lambda question: question.id != roster.number)
    return [_printed(question, [q for q in questions if question.id in q.propose]) for question in printed]


def _printed(question: Question, keyed: Iterable[Question]) -> Column:
    keyed = list(keyed)
    words = [word for q in (question, *keyed) for word in (q.id, q.label, q.short) if word]
    blank = bool(keyed) and not any(q.required for q in keyed)
    return Column(question.id, "printed", question.width, blank=blank, also=_folded(*words), question=question)
