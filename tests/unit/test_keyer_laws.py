"""What keying costs, and what holds whatever keys are pressed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from keying import REFUSALS

from regsosek_desk.core.domain.replay import replay
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.step import Mode, Step
from regsosek_desk.storage.workfile import WorkFile

MakeDesk = Callable[..., DocumentDesk]


# --- the price of a family ------------------------------------------------------------------------


@pytest.mark.parametrize("from_vk", [True, False], ids=["from the VK list", "nothing given"])
def test_key_presses_for_a_clean_family_of_four(
    make_desk: MakeDesk, prelist: dict[str, str], family: dict[str, Any], from_vk: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """At most 1.05 times the characters on the paper, the Enters behind texts included."""
    desk = make_desk(prelist if from_vk else None)
    keyer = Keyer(desk, Recall(desk.program.bound), place=None if from_vk else Place("r101"))
    presses, step = 0, Step()
    while not step.ended:
        place = keyer.place
        position = desk.instance.position(place.row)
        wanted = (family["anggota"][position - 1] if position else family).get(place.question)
        if desk.instance.text(place) is None:
            for character in on_paper(wanted):
                step = keyer.type(character)
                presses += 1
                assert not step.refused, (place, step)
        if keyer.place == place:
            step = keyer.enter()
            presses += 1
            assert not step.refused, (place, step)
    assert desk.instance.answers() == family
    assert desk.status == "clean"
    given = sum(len(on_paper(family[q])) for q in prelist) if from_vk else 0
    characters = sum(len(on_paper(a)) for record in (family, *family["anggota"]) for a in record.values())
    with capsys.disabled():
        paper = f"{characters} characters on paper" + (f", {given} of them given" if given else "")
        print(f"\n{presses} key presses for {paper}: {presses / characters:.3f}")
    assert presses <= 1.05 * characters


def on_paper(text: Any) -> str:
    """What somebody wrote: a date day first, without strokes."""
    if not isinstance(text, str):
        return ""
    parts = text.split("-")
    return "".join(reversed(parts)) if len(parts) == 3 else text


# --- the law --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mode", ["jalur", "bebas"])
def test_any_keys_leave_the_same_everywhere(
    make_work: Callable[..., WorkFile], make_desk: MakeDesk, rest: dict[str, Any], prelist: dict[str, str],
    mode: Mode, seed: int,
) -> None:  # fmt: skip
    """Desk, stored document and replayed journal agree after any keys, and only known refusals come."""
    data, file = random.Random(seed), make_work()
    desk = make_desk(prelist, rest if seed % 2 else None, file=file)
    keyer = Keyer(desk, Recall(desk.program.bound), mode=mode, enter_always=seed % 3 == 0)
    for _ in range(120):
        step = anything(keyer, data)
        assert not step.refused or step.refused in REFUSALS
        assert desk.instance.has(keyer.place)
    file.verify_document(desk.id)
    assert file.document(desk.id).state == desk.state == replay(file.history(desk.id))
    again = DocumentDesk(desk._run, desk.program, desk.id, desk._stamp)
    assert again.instance.answers() == desk.instance.answers()
    assert (again.status, again.marks.places) == (desk.status, desk.marks.places)


def anything(keyer: Keyer, data: random.Random) -> Step:
    """One random key or command."""
    rows = keyer.desk.instance.rows("anggota")
    places = list(keyer.route.places())
    match data.randrange(16):
        case 0:
            return keyer.enter()
        case 1:
            return keyer.back()
        case 2:
            return keyer.repeat()
        case 3:
            return keyer.backspace()
        case 4:
            return keyer.go(data.choice(places))
        case 5 if len(rows) < 12:
            return keyer.add_row("anggota", data.choice([None, 0, len(rows)]))
        case 6 if rows:
            return keyer.remove_row(data.choice(rows).id)
        case 7 if rows:
            return keyer.move_row(data.choice(rows).id, data.choice((-1, 1)))
        case 8:
            return keyer.undo()
        case 9:
            return keyer.redo()
        case 10:
            return keyer.move_caret(data.choice(("left", "right", "home", "end")))
        case 11:
            return keyer.paste(data.choice(("3321012005100001", "201022", "SITI AMINAH", "😀", "9" * 17)))
        case 12:
            return keyer.delete()
        case 13:
            return keyer.answer(data.choice(("1", "02", "SITI")))
    return keyer.type(data.choice("0123456789AZ é\n"))
