"""Uji petik: which families of an SLS are keyed a second time, how far that is, and what was judged of each difference.

A document of its own form for each SLS whose rows are only ever added, as in the control book, so that it travels and
comes together like everything else. The words of the form (`forms/regsosek22-ujipetik`) are the fields here. What is
keyed the second time is a document of another form again (`forms/regsosek22-k-ulang`): the same questionnaire, which
no list and no count takes for a family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from regsosek_desk.core.domain.documents import Answers, DocumentState, RowState
from regsosek_desk.core.domain.ids import derived_id

SAMPLE_FORM, COPY_FORM = "regsosek22-ujipetik", "regsosek22-k-ulang"
DRAWS, FAMILIES, STEPS, VERDICTS = "tarikan", "sampel", "langkah", "beda"
"""Rosters of the form."""


class Manner(StrEnum):
    """How the second keying is done."""

    INDEPENDENT = "1"
    DEPENDENT = "2"


class Phase(StrEnum):
    BEGUN = "1"
    DONE = "2"


class Cause(StrEnum):
    MISTYPED = "1"
    MISREAD = "2"
    PASSED_OVER = "3"
    MISCODED = "4"
    OTHER = "5"


class Right(StrEnum):
    FIRST = "1"
    SECOND = "2"
    NEITHER = "3"


@dataclass(frozen=True, slots=True)
class Draw:
    """How families were chosen: every `every`-th of `frame` from the `start`-th on (from 1), or by a list (0, 0)."""

    every: int
    start: int
    seed: int
    """What the start was drawn with; the same seed draws the same start again."""
    frame: int
    scope: str
    """Beginning of the ids of the SLS drawn from, "" for all."""
    petugas: str
    at: str


@dataclass(frozen=True, slots=True)
class Sampled:
    """A family to be keyed again."""

    id: str
    draw: str
    document: str
    number: str
    first: str
    """Code of who keyed most of it the first time, "" where that isn't known."""
    second: str
    """Code of who is to key it again, once it was begun of who did; "" for anybody but the first."""
    manner: Manner
    heads: str
    """The first keying that is measured: heads of the family's journal when it was drawn."""
    begun: str = ""
    done: str = ""
    """When (UTC), "" for not yet."""

    @property
    def copy(self) -> str:
        """Id of the document that is keyed the second time."""
        return copy_id(self.id)


DifferenceKey = tuple[str, str, str]
"""Row in the first keying, row in the second ("" where there is none, or the family's own), question."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pengawas said of one difference."""

    key: DifferenceKey
    first: str
    second: str
    cause: Cause
    right: Right
    petugas: str
    at: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The uji petik of one SLS as it stands. Of two verdicts on the same difference the later one counts."""

    families: tuple[Sampled, ...] = ()
    verdicts: Mapping[str, Mapping[DifferenceKey, Verdict]] = field(default_factory=dict)
    """Id of a family to what was judged of it."""


def copy_id(sampled: str) -> str:
    """Id of the second keying of a sampled family: the same one on every laptop."""
    return derived_id("dokumen", COPY_FORM, sampled)


def read_sample(state: DocumentState) -> Sample:
    """What a document of the form holds; rows with codes that this program doesn't know are passed over."""
    steps = {(row.answers.get("langkah_sampel", ""), row.answers.get("tahap", "")): row for row in _last_first(state)}
    verdicts: dict[str, dict[DifferenceKey, Verdict]] = {}
    for row in state.rows(VERDICTS):
        if found := _verdict(row.answers):
            verdicts.setdefault(row.answers.get("beda_sampel", ""), {})[found.key] = found
    families = (_sampled(row, steps) for row in state.rows(FAMILIES))
    return Sample(tuple(filter(None, families)), verdicts)


def _last_first(state: DocumentState) -> list[RowState]:
    """Steps so that of two alike the earlier one stands."""
    return sorted(state.rows(STEPS), key=_at, reverse=True)


def _at(row: RowState | None) -> str:
    return row.answers.get("langkah_pada", "") if row else ""


def _sampled(row: RowState, steps: Mapping[tuple[str, str], RowState]) -> Sampled | None:
    here = row.answers
    try:
        manner = Manner(here.get("cara_ulang", ""))
    except ValueError:
        return None
    begun, done = (steps.get((row.id, phase.value)) for phase in Phase)
    return Sampled(
        id=row.id,
        draw=here.get("tarikan_id", ""),
        document=here.get("dokumen", ""),
        number=here.get("nomor", ""),
        first=here.get("pengentri", ""),
        second=(begun.answers if begun else here).get("pelaku" if begun else "verifikator", ""),
        manner=manner,
        heads=here.get("jejak", ""),
        begun=_at(begun),
        done=_at(done),
    )


def _verdict(here: Answers) -> Verdict | None:
    try:
        cause, right = Cause(here.get("sebab", "")), Right(here.get("benar", ""))
    except ValueError:
        return None
    key = (here.get("baris_pertama", ""), here.get("baris_ulang", ""), here.get("rincian", ""))
    texts = here.get("isi_pertama", ""), here.get("isi_ulang", "")
    return Verdict(key, *texts, cause, right, here.get("pemutus", ""), here.get("beda_pada", ""))


def draw_answers(draw: Draw) -> Answers:
    """Answers of the row that is written for a draw."""
    return _filled({
        "cara_tarik": "1" if draw.every else "2", "tiap": str(draw.every), "awal": str(draw.start),
        "benih": str(draw.seed), "kerangka": str(draw.frame), "lingkup": draw.scope, "oleh": draw.petugas,
        "pada": draw.at,
    })  # fmt: skip


def sampled_answers(sampled: Sampled) -> Answers:
    """Answers of the row that is written for a family; how far it is comes with steps."""
    return _filled({
        "tarikan_id": sampled.draw, "dokumen": sampled.document, "nomor": sampled.number, "pengentri": sampled.first,
        "verifikator": sampled.second, "cara_ulang": sampled.manner.value, "jejak": sampled.heads,
    })  # fmt: skip


def step_answers(sampled: str, phase: Phase, petugas: str, at: str) -> Answers:
    return {"langkah_sampel": sampled, "tahap": phase.value, "pelaku": petugas, "langkah_pada": at}


def verdict_answers(sampled: str, verdict: Verdict) -> Answers:
    first_row, second_row, question = verdict.key
    return _filled({
        "beda_sampel": sampled, "baris_pertama": first_row, "baris_ulang": second_row, "rincian": question,
        "isi_pertama": verdict.first, "isi_ulang": verdict.second, "sebab": verdict.cause.value,
        "benar": verdict.right.value, "pemutus": verdict.petugas, "beda_pada": verdict.at,
    })  # fmt: skip


def _filled(answers: Answers) -> Answers:
    return {question: text for question, text in answers.items() if text}
