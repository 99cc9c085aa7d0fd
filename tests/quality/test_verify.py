"""Dependent verification: the program stops at each answer that differs and asks which is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from quality_rig import BUDI, RINI, SLS_ID, Bureau, at

from regsosek_desk.core.domain.journal import VERIFIED
from regsosek_desk.core.domain.sample import Manner
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.quality.sample import Choice, begin, draw
from regsosek_desk.services.quality.verify import VerifyingKeyer, verifying_keyer
from regsosek_desk.services.session import Session
from regsosek_desk.services.step import Mode, Step

MakeKeyer = Callable[..., Keyer]


@pytest.fixture
def make(bureau: Bureau) -> MakeKeyer:
    """BUDI at a place of his second keying of SITI's family."""
    bureau.key(1)

    def make(question: str, member: int = 0, manner: Manner = Manner.DEPENDENT, mode: Mode = "jalur") -> Keyer:
        draw(bureau.file, Choice("", manner, BUDI.code, numbers="1"), RINI.code, lambda: at(RINI))
        copy = begin(bureau.file, SLS_ID, bureau.sampled()[0].id, BUDI, at(BUDI))
        bureau.file.set_meta("petugas", BUDI.code)
        session = Session(bureau.run, "laptop-9102")
        desk = session.open(copy)
        rows = [desk.add_row("anggota") for _ in range(member)]
        return verifying_keyer(session, desk, place=Place(question, rows[-1] if rows else ""), mode=mode)

    return make


def keys(keyer: Keyer, text: str) -> Step:
    step = Step()
    for key in text:
        step = keyer.enter() if key == "\n" else keyer.type(key)
    return step


def both(bureau: Bureau, keyer: Keyer, question: str) -> tuple[str | None, str | None]:
    """What stands in the family and in the second keying."""
    return bureau.answer(bureau.families[0], question), bureau.answer(keyer.desk.id, question)


def verified(bureau: Bureau) -> int:
    return sum(entry.source == VERIFIED for entry in bureau.file.history(bureau.families[0]))


def test_the_same_answer_goes_by(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r303")
    first = bureau.answer(bureau.families[0], "r303")
    assert first is not None
    step = keys(keyer, first)
    assert not step.refused
    assert both(bureau, keyer, "r303") == (first, first)
    assert verified(bureau) == 0


def test_another_answer_is_stopped_with_what_the_first_was(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r302")
    step = keys(keyer, "099")
    assert (step.refused, step.asks) == ("differs", True)
    assert dict(step.params)["value"] == "048"
    assert both(bureau, keyer, "r302") == ("048", None)


@pytest.mark.parametrize("again", ["099", "\n"])
def test_typed_again_it_is_hers(bureau: Bureau, make: MakeKeyer, again: str) -> None:
    keyer = make("r302")
    keys(keyer, "099")
    assert not keys(keyer, again).refused
    assert both(bureau, keyer, "r302") == ("099", "099")
    assert verified(bureau) == 1


def test_typed_as_the_first_it_was_her_own_slip(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r302")
    keys(keyer, "099")
    assert not keys(keyer, "048").refused
    assert both(bureau, keyer, "r302") == ("048", "048")
    assert verified(bureau) == 0


def test_a_third_answer_is_asked_about_anew(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r302")
    keys(keyer, "099")
    assert keys(keyer, "077").refused == "differs"
    assert not keys(keyer, "\n").refused
    assert both(bureau, keyer, "r302") == ("077", "077")


@pytest.mark.parametrize("mode", ["jalur", "bebas"])
def test_a_blank_is_an_answer_too(bureau: Bureau, make: MakeKeyer, mode: Mode) -> None:
    keyer = make("r303", mode=mode)
    assert keyer.enter().refused == "differs"
    assert not keyer.enter().refused
    assert both(bureau, keyer, "r303") == (None, None)


def test_leaving_with_half_an_answer_puts_nothing_right(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r302")
    keyer.type("9")
    keyer.put_away()
    assert both(bureau, keyer, "r302")[0] == "048"
    assert verified(bureau) == 0


def test_members_are_held_against_those_of_the_first(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r405", member=2)
    first = bureau.answer(bureau.families[0], "r405", 2)
    other = "2" if first == "1" else "1"
    keyer.desk.answer(Place("r404", keyer.place.row), "1")
    step = keys(keyer, other)
    assert step.refused == "differs"
    assert str(first) in dict(step.params)["value"]
    keys(keyer, "\n")
    assert bureau.answer(bureau.families[0], "r405", 2) == other
    assert bureau.answer(bureau.families[0], "r405", 1) == bureau.paper["anggota"][0]["r405"]


def test_an_independent_keying_is_never_stopped(bureau: Bureau, make: MakeKeyer) -> None:
    keyer = make("r302", manner=Manner.INDEPENDENT)
    assert not isinstance(keyer, VerifyingKeyer)
    assert not keys(keyer, "099").refused
    assert both(bureau, keyer, "r302") == ("048", "099")
