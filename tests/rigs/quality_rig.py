"""An office that keys: two operators, a pengawas, families that one of them has keyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import DocumentState, Summary
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.domain.sample import COPY_FORM, Sampled
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.documents import FAMILY_FORM, drafts_of, instance_from, judge, summary_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.quality.sample import begin, finish, read_samples
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

SLS_ID = "3321010001000100"
SITI, BUDI, RINI = (
    Petugas("9101", "SITI", "operator"),
    Petugas("9102", "BUDI", "operator"),
    Petugas("90", "RINI", "pengawas"),
)
FROM_VK = ("r101", "r102", "r103", "r104", "r105", "r105_sub", "r106", "r107", "r108", "r109", "r110", "r111")
T = TypeVar("T")


def at(petugas: Petugas, time: str = "2022-12-05T02:00:00.000Z", source: str = "keyed") -> Stamp:
    """Written at 09:00 in Demak unless another time (UTC) is given."""
    return Stamp(petugas.code, f"laptop-{petugas.code}", time, 420, source)


def add_family(
    file: WorkFile, answers: Mapping[str, Any], number: int, who: Petugas = SITI, time: str = "2022-12-05T02:00:00.000Z"
) -> str:
    """A family that the office gave and `who` keyed, all of it; gives its id."""
    program = load_form(FAMILY_FORM)
    office = {question: answers[question] for question in FROM_VK} | {"r110": f"{number:03}"}
    keyed = {question: text for question, text in answers.items() if question not in FROM_VK}
    niks = [f"33210155118{number:03}{place:02}" for place in range(1, len(keyed["anggota"]) + 1)]
    keyed |= {"anggota": [{**each, "r403": nik} for each, nik in zip(keyed["anggota"], niks, strict=True)]}
    keyed |= {"r114": f"332101120308{number:04}"}
    own_id = derived_id("keluarga", str(number))
    new = NewDocument(FAMILY_FORM, SLS_ID, Summary(), [fill(office)], id=own_id)
    file.create_documents(at(who, time, "prelist"), [new])
    drafts = drafts_of(keyed, ["anggota"])
    file.commit(own_id, drafts, at(who, time), Summary())
    stored = file.document(own_id)
    instance = instance_from(program, stored.state)
    found = judge(instance, stored.state, DocumentState(answers=office))
    file.save_summaries([(own_id, summary_of(instance, found))])
    return own_id


@dataclass
class Bureau:
    """A work file with those three, and the clean family as the paper of every family."""

    file: WorkFile
    paper: Mapping[str, Any]
    families: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file.add_petugas(SITI, BUDI, RINI)

    def run(self, work: Callable[[WorkFile], T], /) -> T:
        return work(self.file)

    def key(self, count: int, who: Petugas = SITI) -> Bureau:
        first = len(self.families) + 1
        self.families += [add_family(self.file, self.paper, number, who) for number in range(first, first + count)]
        return self

    def sampled(self) -> Sequence[Sampled]:
        return [each for sample in read_samples(self.file).values() for each in sample.families]

    def key_again(self, family: Sampled, changes: Mapping[str, str | None] | None = None, who: Petugas = BUDI) -> str:
        """The second keying, like the paper but for these answers of the family; handed over."""
        copy = begin(self.file, SLS_ID, family.id, who, at(who))
        stored = self.file.document(family.document).state
        answers = {q: text for q, text in {**stored.answers, **(changes or {})}.items() if text}
        there = self.file.document(copy).state.answers
        whole = answers | {"anggota": [row.answers for row in stored.rows("anggota")]}
        gone = [q for q in there if q not in answers]
        self.file.commit(copy, drafts_of(whole, ["anggota"], there), at(who), Summary())
        if gone:
            drafts = [Draft("set", question=q, old=there[q]) for q in gone]
            self.file.commit(copy, drafts, at(who), Summary())
        desk = DocumentDesk(self.run, load_form(COPY_FORM), copy, lambda: at(who))
        self.file.save_summaries([(copy, summary_of(desk.instance, desk.review))])
        finish(self.file, SLS_ID, family.id, who, at(who))
        return copy

    def answer(self, document: str, question: str, row: int = 0) -> str | None:
        """What stands in a document; of a member by position from 1."""
        state = self.file.document(document).state
        answers = state.rows("anggota")[row - 1].answers if row else state.answers
        return answers.get(question)

    def desk(self, document: str, who: Petugas) -> DocumentDesk:
        form = self.file.document(document).form
        return DocumentDesk(self.run, load_form(form), document, lambda: at(who))


def place(desk: DocumentDesk, question: str, member: int = 0) -> Place:
    return Place(question, desk.instance.rows("anggota")[member - 1].id if member else "")
