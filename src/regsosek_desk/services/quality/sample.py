"""Choosing families for the uji petik, and the way of each through it: drawn, keyed again, compared, judged."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import DocumentState, Summary
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import PRELIST, Entry, Stamp, beyond, fill
from regsosek_desk.core.domain.merge import given, merge
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.domain.sample import (
    COPY_FORM,
    DRAWS,
    FAMILIES,
    SAMPLE_FORM,
    STEPS,
    Draw,
    Manner,
    Phase,
    Sample,
    Sampled,
    draw_answers,
    read_sample,
    sampled_answers,
    step_answers,
)
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM, summary_for
from regsosek_desk.services.quality.work_log import Worked, read_worked
from regsosek_desk.services.team.books import Line, stored_book, write_lines
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t

MOST_SEED = 999_999
REFUSALS = ("done", "other", "role", "not_here", "own", "gone")
"""Codes under `quality.refusal`: why somebody may not key a family again."""
_NUMBERS = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")


# --- reading ----------------------------------------------------------------------------------------


def read_samples(file: WorkFile) -> Mapping[str, Sample]:
    """SLS to its uji petik, for those that have one. Raises MachineFault."""
    return {each.sls_id: read_sample(each.state) for each in file.every_document(form=SAMPLE_FORM)}


def sample_of(file: WorkFile, sls_id: str) -> Sample:
    """The uji petik of an SLS, an empty one where none was begun. Raises MachineFault."""
    stored = stored_book(file, sls_id, SAMPLE_FORM)
    return read_sample(stored.state) if stored else Sample()


def sampled(file: WorkFile, sls_id: str, own_id: str) -> Sampled:
    """Raises InputFault `sample_gone`."""
    found = next((each for each in sample_of(file, sls_id).families if each.id == own_id), None)
    if found is None:
        raise InputFault("sample_gone")
    return found


def sampled_of_copy(file: WorkFile, copy: StoredDocument) -> Sampled | None:
    """The sampled family whose second keying this document is."""
    return next((each for each in sample_of(file, copy.sls_id).families if each.copy == copy.id), None)


def first_keying(file: WorkFile, family: Sampled) -> DocumentState:
    """The family as it was when it was drawn; as it is now where its journal of then isn't here in full.

    Raises InputFault `first_missing`, MachineFault.
    """
    stored = next(file.documents([family.document]), None)
    if stored is None:
        raise InputFault("first_missing", number=family.number)
    history = file.history(family.document)
    return merge(then).state if (then := _until(history, family.heads)) else stored.state


def _until(history: Sequence[Entry], heads: str) -> list[Entry]:
    """The entries under these heads; none where a head is unknown."""
    hashes = {entry.hash for entry in history}
    if not heads or not set(heads.split()) <= hashes:
        return []
    later = {entry.id for entry in beyond(history, heads)}
    return [entry for entry in history if entry.id not in later]


# --- choosing ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What a pengawas asks for. `numbers` are family numbers as typed, "" for every n-th."""

    scope: str
    """SLS, or the beginning of the ids of several; "" for all."""
    manner: Manner
    second: str = ""
    """Code of who is to key them again, "" for anybody but the first."""
    every: int = 10
    numbers: str = ""
    seed: int | None = None
    """None: a new one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A keyed family that isn't in the sample yet."""

    document: str
    heads: str
    sls_id: str
    number: str
    first: str


def every_nth(count: int, every: int, seed: int) -> tuple[int, list[int]]:
    """The start (from 1) that the seed draws among the first `every`, and the places (from 0) chosen of `count`."""
    start = random.Random(seed).randint(1, every)  # noqa: S311 - no secret: it is kept, so that all may draw it again
    return start, list(range(start - 1, count, every))


def draw(file: WorkFile, choice: Choice, petugas: str, stamp: Callable[[], Stamp]) -> int:
    """Put families into the sample; gives how many.

    Raises InputFault `sample_empty`, `sample_every`, `sample_numbers`, `sample_own`; MachineFault.
    """
    frame = candidates(file, choice)
    if not frame:
        raise InputFault("sample_empty")
    if choice.numbers:
        every, start, seed, chosen = 0, 0, 0, _listed(frame, choice.numbers)
    else:
        if not 1 <= choice.every <= max(len(frame), 1):
            raise InputFault("sample_every", count=len(frame))
        every, seed = choice.every, random.SystemRandom().randint(1, MOST_SEED) if choice.seed is None else choice.seed
        start, places = every_nth(len(frame), every, seed)
        chosen = [frame[at] for at in places]
    made = Draw(every, start, seed, len(frame), choice.scope, petugas, stamp().at)
    with file.together():
        for sls_id in sorted({each.sls_id for each in chosen}):
            _write(file, sls_id, made, [each for each in chosen if each.sls_id == sls_id], choice=choice, stamp=stamp())
    return len(chosen)


def _write(
    file: WorkFile, sls_id: str, made: Draw, chosen: Sequence[Candidate], *, choice: Choice, stamp: Stamp
) -> None:
    own_id = uuid7()
    rows = [
        Sampled("", own_id, each.document, each.number, each.first, choice.second, choice.manner, each.heads)
        for each in chosen
    ]
    lines: list[Line] = [(DRAWS, draw_answers(made)), *((FAMILIES, sampled_answers(row)) for row in rows)]
    write_lines(file, sls_id, lines, stamp, form=SAMPLE_FORM, ids=[own_id, *(uuid7() for _ in rows)])


def candidates(file: WorkFile, choice: Choice) -> list[Candidate]:
    """The frame: keyed families of the scope by SLS and number, without those in the sample already and, where the
    second keying is independent, without those that the second keyed first. Raises MachineFault."""
    taken = {each.document for sample in read_samples(file).values() for each in sample.families}
    worked = {each.document.id: each for each in read_worked(file)}
    rows = file.lists.documents(form=FAMILY_FORM, statuses=("clean", "warning", "error"))
    frame = [
        Candidate(row.id, found.document.heads, row.sls_id, row.family_number, found.main.petugas if found.main else "")
        for row in rows
        if row.sls_id.startswith(choice.scope) and row.id not in taken and (found := worked.get(row.id))
    ]
    if choice.manner is Manner.DEPENDENT or not choice.second:
        return frame
    return [each for each in frame if choice.second not in _keyers(worked[each.document])]


def _keyers(worked: Worked) -> set[str]:
    return {part.petugas for part in worked.parts}


def _listed(frame: Sequence[Candidate], text: str) -> list[Candidate]:
    """Families with these numbers: `3, 12, 20-25`."""
    wanted: list[int] = []
    for piece in filter(None, (part.strip() for part in text.split(","))):
        match = _NUMBERS.fullmatch(piece)
        if match is None:
            raise InputFault("sample_numbers", numbers=piece)
        wanted += range(int(match[1]), int(match[2] or match[1]) + 1)
    chosen = [each for each in frame if each.number.isdigit() and int(each.number) in wanted]
    there = {int(each.number) for each in chosen}
    if missing := [str(number) for number in wanted if number not in there]:
        raise InputFault("sample_numbers", numbers=", ".join(missing[:10]))
    return chosen


# --- keying again -----------------------------------------------------------------------------------


def why_not(file: WorkFile, family: Sampled, petugas: Petugas) -> str:
    """Why this petugas may not key the family again: a code under `quality.refusal`, "" when they may."""
    if family.done:
        return "done"
    if family.second and family.second != petugas.code:
        return "other"
    if role_of(petugas) not in (Role.OPERATOR, Role.SUPERVISOR):
        return "role"
    here = next(file.documents([family.document]), None)
    if family.manner is Manner.DEPENDENT:
        return "" if here else "not_here"
    keyed = {entry.petugas for entry in file.history(family.document) if entry.source != PRELIST} if here else set()
    return "own" if petugas.code in keyed | {family.first} else ""


def copy_refusal(file: WorkFile, petugas: Petugas, copy: StoredDocument) -> str:
    """The same of the document of a second keying. Raises MachineFault."""
    found = sampled_of_copy(file, copy)
    return why_not(file, found, petugas) if found else "gone"


def begin(file: WorkFile, sls_id: str, own_id: str, petugas: Petugas, stamp: Stamp) -> str:
    """The document of the second keying, made when there is none yet; gives its id.

    It starts from what the office gave with the family, as the first keying did; where the family isn't in this file,
    from SLS and number.
    Raises InputFault `sample_gone`, `rekey_refused`; MachineFault.
    """
    family = sampled(file, sls_id, own_id)
    if why := why_not(file, family, petugas):
        raise InputFault("rekey_refused", why=t(f"quality.refusal.{why}"))
    if next(file.documents([family.copy]), None):
        return family.copy
    program = load_form(COPY_FORM)
    office = _on_cover(program, sls_id, family.number) | given(file.history(family.document)).answers
    state = DocumentState(answers=dict(office))
    summary: Summary = summary_for(program, state, state)
    new = NewDocument(COPY_FORM, sls_id, summary, [fill(office)], id=family.copy)
    with file.together():
        file.create_documents(replace(stamp, source=PRELIST), [new])
        _step(file, sls_id, own_id, Phase.BEGUN, stamp)
    return family.copy


def _on_cover(program: FormProgram, sls_id: str, number: str) -> dict[str, str]:
    """The parts of the SLS code and the number of the family."""
    form, cells, found, at = program.bound.form, program.bound.cells, {}, 0
    for question in form.area:
        width = cells[(None, question)].question.width
        found[question] = sls_id[at : at + width]
        at += width
    return found | ({form.summary["family_number"]: number} if number else {})


def finish(file: WorkFile, sls_id: str, own_id: str, petugas: Petugas, stamp: Stamp) -> None:
    """Hand the second keying over to be compared. Raises InputFault `sample_gone`, `rekey_refused`, `rekey_blank`."""
    family = sampled(file, sls_id, own_id)
    if why := why_not(file, family, petugas):
        raise InputFault("rekey_refused", why=t(f"quality.refusal.{why}"))
    copy = next(file.documents([family.copy]), None)
    if copy is None or copy.summary.status == "blank":
        raise InputFault("rekey_blank", number=family.number)
    _step(file, sls_id, own_id, Phase.DONE, stamp)


def _step(file: WorkFile, sls_id: str, own_id: str, phase: Phase, stamp: Stamp) -> None:
    write_lines(file, sls_id, [(STEPS, step_answers(own_id, phase, stamp.petugas, stamp.at))], stamp, form=SAMPLE_FORM)
