"""The main job: a whole questionnaire keyed with real keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from document_rig import Hands, Office, case, open_k, prelist_of
from pytestqt.qtbot import QtBot

from regsosek_desk.ui.dialogs.end import EndPanel

MOST_PRESSES = 600


def key_all(hands: Hands, answers: dict[str, Any]) -> None:
    """Type the paper from where the cursor stands to the end; Enter only where a box doesn't advance by itself."""
    rows = answers["anggota"]
    while hands.card is None:
        assert hands.presses < MOST_PRESSES, hands.at
        question, _, position = hands.at.partition(".")
        source = rows[int(position) - 1] if position else answers
        wanted, before = source.get(question, ""), hands.at
        if hands.screen.keyer.question.type == "date":
            wanted = f"{wanted[8:]}{wanted[5:7]}{wanted[:4]}"
        hands.type(wanted)
        if hands.at == before and hands.card is None:
            hands.press("Return")
        assert not hands.bubble, (before, hands.bubble)


def characters_of(answers: dict[str, Any]) -> int:
    """Characters on the paper: one per box or letter."""
    records = [answers, *answers["anggota"]]
    return sum(len(v.replace("-", "")) for record in records for v in record.values() if isinstance(v, str))


def test_a_family_of_four_keyed_with_keys_alone(qtbot: QtBot, tmp_path: Path) -> None:
    office, answers = Office(tmp_path), case("keluarga-bersih")
    document = office.k(prelist_of(answers))
    hands = open_k(qtbot, office, document)
    assert hands.at == "r112"  # the first blank after what the list gave

    key_all(hands, answers)

    assert office.stored(document) == answers
    assert hands.screen.desk.status == "clean"
    assert isinstance(hands.card, EndPanel)
    assert hands.presses <= 1.05 * characters_of(answers)


def test_members_of_the_second_set_come_into_view(qtbot: QtBot, tmp_path: Path) -> None:
    office, answers = Office(tmp_path), case("tujuh-anggota-dua-set")
    hands = open_k(qtbot, office, office.k(prelist_of(answers), answers))
    hands.go("404 6")
    assert hands.at == "r404.6"
    assert hands.screen.keyer.row_set("anggota") == 1
    assert not hands.screen.sheet.rect_of(hands.screen.keyer.place).isNull()
