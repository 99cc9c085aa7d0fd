"""The way of the cursor: printed order, member by member, skipped questions passed over."""

from __future__ import annotations

from typing import Any

import pytest

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.scenario import instance_of, place_at
from regsosek_desk.services.route import Route


def route(program: FormProgram, answers: dict[str, Any]) -> Route:
    return Route(instance_of(program, answers))


def at(route: Route, text: str) -> Place:
    return place_at(route.instance, text)


def test_printed_order_with_the_members_one_after_the_other(k: FormProgram, family: dict[str, Any]) -> None:
    way = route(k, family)
    places = list(way.places())
    assert len(places) == len(set(places))
    assert places[0] == Place("r101")
    assert places[-1] == Place("catatan")
    order = [at(way, text) for text in ("r310", "anggota[1].r401", "anggota[1].r431f", "anggota[2].r401", "r501a")]
    assert [places.index(p) for p in order] == sorted(places.index(p) for p in order)
    assert places.index(order[2]) + 1 == places.index(order[3])


def test_forth_and_back_are_mirrors(k: FormProgram, family: dict[str, Any]) -> None:
    way = route(k, family)
    place: Place | None = way.first()
    forth = []
    while place is not None:
        forth.append(place)
        place = way.after(place)
    back = [forth[-1]]
    while (place := way.before(back[-1])) is not None:
        back.append(place)
    assert back[::-1] == forth
    assert all(way.open(p) for p in forth)


def test_every_answer_of_a_clean_family_is_on_the_way(k: FormProgram, family: dict[str, Any]) -> None:
    way = route(k, family)
    filled = [p for p in way.places() if way.instance.text(p) is not None]
    assert all(way.open(place) for place in filled)


def test_skipped_questions_are_passed_over(k: FormProgram, family: dict[str, Any]) -> None:
    way = route(k, {**family, "r301a": "2"})
    assert way.after(Place("r301a")) == Place("r302")
    assert way.before(Place("r302")) == Place("r301a")
    assert not way.open(Place("r301b"))


def test_blocks_that_want_nothing_are_passed_over(k: FormProgram) -> None:
    way = route(k, {"r205": "4", "r112": "00"})
    assert way.after(Place("responden_hp")) == Place("catatan")
    way = route(k, {"r205": "1", "r112": "00"})
    assert way.after(Place("responden_hp")) == Place("r301a")


def test_work_goes_on_at_the_first_blank(k: FormProgram, family: dict[str, Any]) -> None:
    del family["r302"]
    del family["r113"]
    assert route(k, family).first_blank() == Place("r113")
    family["r113"] = "67B4PT"
    assert route(k, family).first_blank() == Place("r302")
    family["r302"] = "048"
    full = route(k, family)
    assert full.first_blank() == full.first() == Place("r101")  # what need not be filled is no blank


def test_rows_grow_until_the_paper_has_enough(k: FormProgram) -> None:
    way = route(k, {"r205": "1", "r112": "02"})
    assert way.grows_after(Place("r310")) == "anggota"
    assert way.grows_after(Place("r309a")) is None  # 310 comes first
    way = route(k, {"r205": "1", "r112": "02", "anggota": [{"r404": "2"}]})
    assert way.grows_after(at(way, "anggota[1].r404")) == "anggota"  # who died doesn't count
    way = route(k, {"r205": "1", "r112": "01", "anggota": [{"r404": "1", "r407": "30"}]})
    assert way.grows_after(at(way, "anggota[1].r431f")) is None
    way = route(k, {"r205": "4", "r112": "02"})
    assert way.grows_after(Place("r205")) is None
    assert route(k, {"r205": "1", "r112": "XX"}).grows_after(Place("r310")) is None


def test_only_the_last_row_grows_another(k: FormProgram) -> None:
    rows = [{"r404": "1", "r407": "30"}, {"r404": "1", "r407": "30"}]
    way = route(k, {"r205": "1", "r112": "03", "anggota": rows})
    assert way.grows_after(at(way, "anggota[1].r431f")) is None
    assert way.grows_after(at(way, "anggota[2].r431f")) == "anggota"
    assert way.grows_after(at(way, "anggota[2].r430")) is None


@pytest.mark.parametrize("roster", ["vk_a", "vk_b"])
def test_a_list_does_not_grow_by_itself(vk: FormProgram, families_list: dict[str, Any], roster: str) -> None:
    way = route(vk, families_list)
    last = list(way.instance.rows(roster))[-1].id
    assert way.grows_after(Place("catatan", last)) is None


def test_from_a_place_that_is_only_shown_the_way_goes_on(vk: FormProgram, families_list: dict[str, Any]) -> None:
    """A line of the list can be reached by the mouse where nothing is keyed."""
    way = route(vk, families_list)
    shown = at(way, "vk_a[3].prelist_nama")
    assert shown not in list(way.places())
    following, before = way.after(shown), way.before(shown)
    assert following is not None
    assert before is not None
    assert way.instance.position(following.row) == 3
    assert way.instance.position(before.row) in (2, 3)
    assert way.after(Place("r105")) is not None


def test_an_empty_document_has_a_beginning(k: FormProgram) -> None:
    way = Route(FormInstance(k))
    assert way.first() == way.first_blank() == Place("r101")
    assert way.before(Place("r101")) is None
    assert way.after(Place("catatan")) is None
