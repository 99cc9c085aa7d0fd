"""The document in memory: places, states, one voice for each rule, confirmations, and why."""

from __future__ import annotations

from typing import Any

import pytest

from regsosek_desk.core.engine.instance import FormInstance, Place, UnknownPlace, Violation
from regsosek_desk.core.engine.program import FormProgram, compile_form
from regsosek_desk.core.engine.review import Confirmation, review, seen_print
from regsosek_desk.core.engine.scenario import Scenario, instance_of, place_at
from regsosek_desk.core.engine.why import why_skipped, why_violated
from regsosek_desk.core.formdef.bind import bind
from regsosek_desk.core.formdef.build import build_form


def violation(instance: FormInstance, rule: str, at: str) -> Violation:
    [found] = [v for v in instance.found() if (v.rule, v.at) == (rule, at)]
    return found


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at", ["r999", "anggota[0].r401", "anggota[5].r401", "anggota[1].r101", "r401", "", "a b", "[1].r1"]
)
def test_places_that_are_not_there(k: FormProgram, family: dict[str, Any], at: str) -> None:
    with pytest.raises(UnknownPlace):
        place_at(instance_of(k, family), at)


def test_unknown_questions_and_rosters_are_refused(k: FormProgram) -> None:
    with pytest.raises(UnknownPlace, match="r999"):
        FormInstance(k, {"r999": "1"})
    with pytest.raises(UnknownPlace, match="r999"):
        FormInstance(k, {}, {"anggota": [("m", {"r999": "1"})]})
    with pytest.raises(UnknownPlace, match="tamu"):
        FormInstance(k, {}, {"tamu": []})
    with pytest.raises(UnknownPlace):
        FormInstance(k).set(Place("r401", "tidak-ada"), "1")


def test_answers_come_back_in_the_shape_of_a_case(k: FormProgram, family: dict[str, Any]) -> None:
    assert instance_of(k, family).answers() == family


def test_rows_keep_their_id_wherever_they_stand(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    wife = instance.rows("anggota")[1].id
    instance.move_row(wife, 3)
    assert instance.position(wife) == 4
    assert instance.text(Place("r402", wife)) == "SUKINAH"
    instance.remove_row(wife)
    with pytest.raises(UnknownPlace):
        instance.record(wife)


# --- violations -----------------------------------------------------------------------------------


def test_gravest_first_then_the_order_of_the_paper(k: FormProgram, family: dict[str, Any]) -> None:
    """Block by block; in the table of the members, one column after the other."""
    family |= {"r301b": "9", "r101": "3", "r506": None, "catatan": "X", "r113": None}
    family = {q: a for q, a in family.items() if a is not None}
    family["anggota"][0]["r415"] = "99"
    family["anggota"][1]["r402"] = ""
    found = [(v.severity, v.at) for v in instance_of(k, family).violations()]
    assert found == [
        ("E", "r101"),
        ("E", "r301b"),
        ("E", "anggota[1].r415"),
        ("E", "anggota[2].r402"),
        ("E", "r506"),
        ("W", "r113"),
    ]


def test_one_rule_speaks_once_at_a_question(k: FormProgram, family: dict[str, Any]) -> None:
    """Even where one of its checks looks at other members and another doesn't."""
    family["anggota"][1]["r401"] = family["anggota"][2]["r401"] = "00"
    instance = instance_of(k, family)
    said = [(v.severity, v.at) for v in instance.found() if v.rule == "K4-01"]
    assert said == [("E", "anggota[2].r401"), ("E", "anggota[3].r401")]


def test_no_rule_speaks_twice_anywhere(k: FormProgram, family: dict[str, Any]) -> None:
    """A family in which nearly everything is wrong."""
    wrong = {q: "97" if isinstance(a, str) else a for q, a in family.items()}
    wrong["anggota"] = [{**dict.fromkeys(row, "97"), "r404": "1"} for row in family["anggota"]]
    said = [(v.rule, v.at) for v in instance_of(k, wrong).found()]
    assert len(said) == len(set(said))
    assert len(said) > 150


def test_information_never_changes_the_status(k: FormProgram, family: dict[str, Any]) -> None:
    family["anggota"][0]["r403"] = "3321019999999999"
    instance = instance_of(k, family)
    assert [v.severity for v in instance.found()] == ["I"]
    assert review(instance, {}).status == "clean"
    assert review(instance, {}).open == ()


def test_blank_is_only_what_nobody_touched(k: FormProgram) -> None:
    assert Scenario(k).status == "blank"
    assert Scenario(k, {"r101": "33"}).status == "error"
    assert Scenario(k).add("anggota").status == "error"


# --- confirmations --------------------------------------------------------------------------------


def confirmed(instance: FormInstance, found: Violation) -> dict[tuple[str, Place], Confirmation]:
    entry = Confirmation(found.rule, found.place, "sesuai kertas", seen_print(instance, found))
    return {(found.rule, found.place): entry}


def test_a_confirmed_warning_makes_the_document_clean(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    instance.set(Place("r302"), "005")
    one = violation(instance, "K3-20", "r302")
    instance.set(Place("r111"), "2")
    entries = confirmed(instance, one)
    assert review(instance, {}).status == "warning"
    found = review(instance, entries)
    assert found.status == "clean"
    assert found.count("W") == 0
    assert found.is_confirmed(one)


def test_it_falls_open_when_what_it_read_changes(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    instance.set(Place("r302"), "005")
    instance.set(Place("r111"), "2")
    entries = confirmed(instance, violation(instance, "K3-20", "r302"))
    instance.set(Place("r303"), "6")  # not what the rule read
    assert review(instance, entries).status == "clean"
    instance.set(Place("r302"), "004")
    assert review(instance, entries).status == "warning"
    instance.set(Place("r302"), "005")  # back to what was confirmed
    assert review(instance, entries).status == "clean"


def test_it_falls_open_when_another_member_changes(k: FormProgram, family: dict[str, Any]) -> None:
    """KX-04 looks for a civil servant among all members."""
    instance = instance_of(k, family)
    instance.set(Place("r111"), "2")
    first = instance.rows("anggota")[0].id
    instance.set(Place("r418", first), "5")
    entries = confirmed(instance, violation(instance, "KX-04", "r111"))
    assert review(instance, entries).is_confirmed(violation(instance, "KX-04", "r111"))
    instance.set(Place("r418", instance.rows("anggota")[1].id), "4")
    assert not review(instance, entries).is_confirmed(violation(instance, "KX-04", "r111"))


def test_it_falls_open_when_members_it_counted_come_or_go(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, {**family, "r205": "3", "catatan": "KOSONG"})
    entries = confirmed(instance, violation(instance, "K2-03", "r205"))
    assert review(instance, entries).is_confirmed(violation(instance, "K2-03", "r205"))
    instance.remove_row(instance.rows("anggota")[3].id)
    assert not review(instance, entries).is_confirmed(violation(instance, "K2-03", "r205"))


def test_it_holds_for_its_own_member_only(k: FormProgram, family: dict[str, Any]) -> None:
    for row in family["anggota"][:2]:
        row["r402"] += " 2"
    family["r108"] += " 2"
    instance = instance_of(k, family)
    entries = confirmed(instance, violation(instance, "K4-02", "anggota[1].r402"))
    found = review(instance, entries)
    assert [v.at for v in found.open] == ["r108", "anggota[2].r402"]


def test_an_error_is_never_confirmed(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, {**family, "r302": "000"})
    entries = confirmed(instance, violation(instance, "K3-04", "r302"))
    found = review(instance, entries)
    assert found.status == "error"
    assert not found.confirmed


# --- facts ----------------------------------------------------------------------------------------


def test_what_only_the_host_knows(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    row = instance.rows("anggota")[1].id
    instance.set_facts({"": {"wilayah_dikenal": 0}, row: {"nik_di_keluarga_lain": 2}})
    assert {(v.rule, v.at) for v in instance.found()} == {("K1-03", "r105"), ("K4-05", "anggota[2].r403")}
    instance.set_facts({"": {"wilayah_dikenal": 1}, row: {"nik_di_keluarga_lain": None}})
    assert not list(instance.found())


def test_facts_are_no_answers(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    instance.set_facts({"": {"posisi_pml": 1}})
    assert instance.answers() == family


# --- why ------------------------------------------------------------------------------------------


def test_why_a_question_is_skipped(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    instance.set(Place("r301a"), "2")
    [reason] = why_skipped(instance, Place("r301b"))
    assert (reason.number, reason.answer, reason.depth) == ("301a", "2 Kontrak/sewa", 0)
    assert why_skipped(instance, Place("r302")) == []


def test_the_chain_leads_to_its_beginning(k: FormProgram, family: dict[str, Any]) -> None:
    """418 is not asked because 416a isn't, and 416a isn't because the member has moved."""
    instance = instance_of(k, family)
    row = instance.rows("anggota")[0].id
    instance.set(Place("r404", row), "3")
    instance.set(Place("r416a", row), "2")
    chain = [(r.number, r.depth) for r in why_skipped(instance, Place("r418", row))]
    assert ("404", 0) in chain
    assert ("416a", 0) in chain
    assert all(place.row in ("", row) for place in (r.place for r in why_skipped(instance, Place("r418", row))))


def test_only_the_part_that_fails_is_a_reason(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    husband = instance.rows("anggota")[0].id
    assert [r.number for r in why_skipped(instance, Place("r410", husband))] == ["405"]
    daughter = instance.rows("anggota")[3].id
    assert [r.number for r in why_skipped(instance, Place("r410", daughter))] == ["407", "408"]


def test_why_a_question_is_red(k: FormProgram, family: dict[str, Any]) -> None:
    instance = instance_of(k, family)
    instance.set(Place("r301b"), None)
    found = violation(instance, "K3-03", "r301b")
    reasons = why_violated(instance, found.check.reads, found.place.row)
    assert [(r.number, r.answer) for r in reasons] == [
        ("205", "1 Terisi lengkap"),
        ("301a", "1 Milik sendiri"),
        ("301b", "kosong"),
    ]


# --- conditions that look at the rows -------------------------------------------------------------


def crowd() -> FormProgram:
    """Rows that are asked something only in company, and a family question that three rows bring up."""

    def question(name: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "number": name, "label": name, "type": "number", "width": 2, "pad": False, **more}

    files = {
        "form.yaml": {
            "form": "t", "version": "1", "code": "T", "title": "T", "sections": ["f", "r"],
            "rosters": {"rows": {"label": "R", "name": "x"}},
        },
        "f.yaml": {"section": "f", "title": "F", "questions": [question("crowd", relevant="count(rows) > 2")]},
        "r.yaml": {
            "section": "r", "title": "R", "roster": "rows",
            "questions": [question("x"), question("y", relevant="any(rows, x == 1)")],
        },
        "rules.yaml": [
            {"rule": "A", "severity": "E", "at": "y", "when": "missing(y)", "says": "s", "do": "d"},
            {"rule": "B", "severity": "E", "at": "x", "when": "missing(crowd)", "says": "s", "do": "d"},
        ],
    }  # fmt: skip
    return compile_form(bind(build_form(files)))


def test_rows_that_come_and_go_change_what_the_others_are_asked() -> None:
    scenario = Scenario(crowd(), {"rows": [{}, {}]})
    assert scenario.violations() == set()
    instance = scenario.instance
    instance.add_row("rows", "third")
    assert scenario.violations() == {("B", f"rows[{i}].x") for i in (1, 2, 3)}
    instance.set(Place("crowd"), "1")
    instance.set(Place("x", "third"), "1")
    assert scenario.violations() == {("A", f"rows[{i}].y") for i in (1, 2, 3)}
    instance.remove_row("third")
    assert scenario.violations() == set()
    assert scenario.asked("rows[1].y") is False
