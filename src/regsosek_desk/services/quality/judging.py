"""A second keying beside the first: what differs, what was judged of it, and the correction of the family itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.journal import VERIFIED, Stamp
from regsosek_desk.core.domain.merge import given
from regsosek_desk.core.domain.sample import (
    SAMPLE_FORM,
    VERDICTS,
    Cause,
    DifferenceKey,
    Manner,
    Right,
    Sampled,
    Verdict,
    verdict_answers,
)
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import form_of
from regsosek_desk.services.entry import DocumentDesk, RunOnFile
from regsosek_desk.services.quality.compare import Comparison, Difference, compare
from regsosek_desk.services.quality.sample import first_keying, sample_of, sampled
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.storage.workfile import WorkFile


@dataclass(frozen=True, slots=True)
class Case:
    """A family that was keyed twice. `first` as it was when it was drawn, `now` as it is."""

    sls_id: str
    family: Sampled
    program: FormProgram
    first: DocumentState
    second: DocumentState
    now: DocumentState
    comparison: Comparison
    verdicts: dict[DifferenceKey, Verdict]

    def right(self, difference: Difference) -> Right | None:
        """Which of the two is right, None while nobody has said it. Who keyed with the first before their eyes has
        said it by keying something else."""
        if verdict := self.verdicts.get(difference.key):
            return verdict.right
        return Right.SECOND if self.family.manner is Manner.DEPENDENT else None

    def is_judged(self, difference: Difference) -> bool:
        return difference.key in self.verdicts

    @property
    def open(self) -> list[Difference]:
        """Differences that wait for the pengawas, for which is right or for the cause."""
        return [each for each in self.comparison.differences if not self.is_judged(each)]

    def stands(self, difference: Difference) -> str | None:
        """The answer that stands in the family now."""
        answers = self.now.answers_at(difference.first_row)
        return None if answers is None else answers.get(difference.cell.id)


def read_case(file: WorkFile, sls_id: str, own_id: str) -> Case:
    """Raises InputFault `sample_gone`, `first_missing`, `second_missing`; MachineFault."""
    family = sampled(file, sls_id, own_id)
    copy = next(file.documents([family.copy]), None)
    if copy is None or not family.done:
        raise InputFault("second_missing", number=family.number)
    first = first_keying(file, family)
    stored = file.document(family.document)
    program = form_of(stored)
    office = given(file.history(family.document))
    verdicts = dict(sample_of(file, sls_id).verdicts.get(own_id, {}))
    comparison = compare(program, first, copy.state, office)
    return Case(sls_id, family, program, first, copy.state, stored.state, comparison, verdicts)


def judge(
    run: RunOnFile, case: Case, difference: Difference, *, cause: Cause, right: Right, stamp: Callable[[], Stamp]
) -> bool:
    """Write what a pengawas says of a difference and put the family right; whether the family is still to be mended by
    hand, since a whole member is missing or neither answer is right. Raises MachineFault."""
    said = stamp()
    verdict = Verdict(
        difference.key, difference.first or "", difference.second or "", cause, right, said.petugas, said.at
    )
    line = (VERDICTS, verdict_answers(case.family.id, verdict))
    run(lambda file: write_lines(file, case.sls_id, [line], said, form=SAMPLE_FORM))
    if right is Right.NEITHER or difference.missing_row:
        return right is not Right.FIRST
    wrong, wanted = difference.first, difference.second
    if right is Right.FIRST:
        wrong, wanted = wanted, wrong
    return not correct(run, case.family.document, difference.first_place, wrong=wrong, right=wanted, stamp=stamp)


def correct(
    run: RunOnFile, document: str, place: Place, *, wrong: str | None, right: str | None, stamp: Callable[[], Stamp]
) -> bool:
    """Where the wrong answer stands in a family, write the right one, as the uji petik's doing; whether the right one
    stands there now. Raises InputFault `document_missing`, MachineFault."""
    program = form_of(run(lambda file: file.document(document)))
    desk = DocumentDesk(run, program, document, lambda: replace(stamp(), source=VERIFIED))
    if not desk.instance.has(place):
        return False
    if desk.instance.text(place) == wrong:
        desk.answer(place, right)
    return desk.instance.text(place) == right
