"""What a violation says: the facts with their values, the rincian, what to do."""

from __future__ import annotations

from typing import Any

import pytest

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.messages import Message, label_of, message_of, row_name, shown
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.scenario import instance_of


def message(instance: FormInstance, rule: str, at: str) -> Message:
    [violation] = [v for v in instance.found() if (v.rule, v.at) == (rule, at)]
    return message_of(instance, violation)


def test_three_parts(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    instance.set(Place("r301b"), None)
    said = message(instance, "K3-03", "r301b")
    assert said.facts == (
        "Rumah milik sendiri (301a = 1 Milik sendiri), tetapi bukti kepemilikan tanah (301b) masih kosong."
    )
    assert said.rincian == "301a, 301b"
    assert said.action.startswith("Isi 301b sesuai kertas")
    assert str(said) == f"{said.facts} (Rincian 301a, 301b.) {said.action}"


def test_a_member_is_called_by_name_or_by_number(k: FormProgram, family: dict[str, Any]) -> None:
    family["anggota"][1]["r407"] = "99"
    instance = instance_of(k, family)
    row = instance.rows("anggota")[1].id
    assert message(instance, "K4-11", "anggota[2].r407").facts.startswith("Umur SUKINAH (407) tertulis 99")
    instance.set(Place("r402", row), None)
    assert row_name(instance, row) == "Anggota keluarga 02"
    assert row_name(instance, "") == ""


def test_values_of_other_members_and_counts(k: FormProgram, family: dict[str, Any]) -> None:
    family["r112"] = "05"
    family["anggota"][1]["r409"] = "1"
    instance = instance_of(k, family)
    assert "ada 4 orang" in message(instance, "K1-09", "r112").facts
    assert message(instance, "K4-14", "anggota[2].r409").facts.endswith("kepala keluarga sudah ada: SUNARJO.")


def test_dates_are_shown_day_first(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, {**family, "r201": "2022-12-01", "r203": "2022-12-02"})
    facts = message(instance, "K2-04", "r201").facts
    assert "01-12-2022" in facts
    assert "15-10-2022 sampai 14-11-2022" in facts


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("r301a", "1", "1 Milik sendiri"),
        ("r301a", "9", "9"),  # a code that isn't there has no label
        ("r301a", None, "kosong"),
        ("r201", "2022-10-20", "20-10-2022"),
        ("r201", "31022022", "31022022"),
        ("r302", "048", "048"),
    ],
)
def test_answers_for_people(k: FormProgram, question: str, text: str | None, wanted: str) -> None:
    assert shown(FormInstance(k), k.bound.cells[(None, question)], text) == wanted


def test_a_sum_is_shown_by_its_ticks(k: FormProgram) -> None:
    cell = k.bound.cells[("anggota", "r411")]
    assert label_of(cell, "5") == "Akta kelahiran, KTP"
    assert label_of(cell, "0") == "Tidak memiliki"
    assert label_of(cell, None) == ""
    assert label_of(k.bound.cells[("anggota", "r431a")], "99") == "Tidak tahu"
