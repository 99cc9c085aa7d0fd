"""Codes for a description, the likeliest first: given before to the same words, known for a word of it, named like it.

It only proposes. A code becomes an answer by a key of the PML, and by nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from regsosek_desk.core.domain.documents import Answers, DocumentState
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t

MOST = 9
"""Proposals for one description: each has a digit."""
_WORD = re.compile(r"\w+")
_TELLING = 4
"""Letters that a word needs to say something."""
_STEM = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code, its label, and in words why it is proposed."""

    code: str
    label: str
    why: str


class Codes:
    """What descriptions were given which code, in one file."""

    def __init__(self, program: FormProgram) -> None:
        bound = program.bound
        self._sources = {c.id: c.question.propose_from for c in bound.cells.values() if c.question.propose_from}
        self._seeds = {tuple(_words(phrase)): code for phrase, code in bound.form.proposals.items()}
        self._given: dict[tuple[str, ...], Counter[str]] = {}

    def learn_all(self, states: Iterable[DocumentState]) -> None:
        """Learn from whole documents."""
        for state in states:
            for rows in state.rosters.values():
                for row in rows:
                    self._learn_row(row.answers)

    def learn(self, text: str, code: str) -> None:
        """This description was given this code."""
        self._given.setdefault(tuple(_words(text)), Counter())[code] += 1

    def propose(self, question: Question, text: str) -> list[Proposal]:
        """Codes of the question for a description, likeliest first, each once, MOST at most; [] when none fits."""
        found: dict[str, str] = {}
        for code, why in self._ranked(question.codes, _words(text)):
            if code in question.codes:
                found.setdefault(code, why)
        return [Proposal(code, question.codes[code], why) for code, why in found.items()][:MOST]

    def _learn_row(self, answers: Answers) -> None:
        for coded, source in self._sources.items():
            if coded in answers and source in answers:
                self.learn(answers[source], answers[coded])

    def _ranked(self, labels: Mapping[str, str], words: list[str]) -> Iterator[tuple[str, str]]:
        for code, times in self._given.get(tuple(words), Counter()).most_common():
            yield code, t("review.code_same", times=times)
        for phrase in _phrases(words):
            if phrase in self._seeds:
                yield self._seeds[phrase], t("review.code_word", word=" ".join(phrase))
        yield from self._alike(words)
        yield from _named(labels, words)

    def _alike(self, words: list[str]) -> Iterator[tuple[str, str]]:
        """Codes of earlier descriptions that share a telling word, those that share most and came most often first."""
        telling = {word for word in words if len(word) >= _TELLING}
        ranked: list[tuple[int, int, str, str]] = []
        for earlier, counter in self._given.items():
            if shared := len(telling & set(earlier)):
                ranked += [(-shared, -times, code, " ".join(earlier)) for code, times in counter.items()]
        for _, _, code, text in sorted(ranked):
            yield code, t("review.code_alike", text=text)


def codes_of(file: WorkFile) -> Codes:
    """What the families of a file were given. Raises MachineFault."""
    codes = Codes(load_form(FAMILY_FORM))
    codes.learn_all(each.state for each in file.every_document(form=FAMILY_FORM))
    return codes


def waits_for_code(instance: FormInstance, place: Place) -> bool:
    """Whether a code is wanted there that somebody else than the keyer fills in, from a description that stands."""
    question = instance.cell(place).question
    if not question.propose_from or instance.text(place) is not None or instance.asked(place) is False:
        return False
    return instance.text(Place(question.propose_from, place.row)) is not None


def _named(labels: Mapping[str, str], words: list[str]) -> Iterator[tuple[str, str]]:
    """Codes whose label begins a word as the description does, most such words first."""
    stems = {word[:_STEM] for word in words if len(word) >= _STEM}
    ranked = [(-len(stems & {word[:_STEM] for word in _words(label)}), code) for code, label in labels.items()]
    for shared, code in sorted(ranked):
        if shared:
            yield code, t("review.code_named")


def _phrases(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Runs of words, the longest first."""
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            yield tuple(words[start : start + size])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.upper())
