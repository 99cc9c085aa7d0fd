"""One SLS: families numbered building after building, the VK list and the planted mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from regsosek_desk.services.training.families import Composer, Family, Lodging, phone_number
from regsosek_desk.services.training.material import Material, material
from regsosek_desk.services.training.names import respell
from regsosek_desk.services.training.numbers import Numbers
from regsosek_desk.services.training.plant import Mistake
from regsosek_desk.services.training.profiles import Answers, fill

MOST_FAMILIES = 999
_FAMILIES_A_DAY = 10
_BUILDINGS_A_STREET = 20


@dataclass(frozen=True)
class SlsPackage:
    """The papers of one SLS: questionnaires in number order; the VK's cover, prelist lines and added ones.

    `area` and `vk_header` are keyed by question ids of K and VK1, `vk_a` and `vk_b` hold rows of VK1.
    """

    area: Mapping[str, str]
    families: tuple[Family, ...]
    vk_header: Mapping[str, str]
    vk_a: tuple[dict[str, str], ...]
    vk_b: tuple[dict[str, str], ...]
    meta: Mapping[str, str]


def generate_sls(
    rng: Random,
    area: Mapping[str, str],
    families: int,
    mistakes: float = 0.08,
    numbers: Numbers | None = None,
) -> SlsPackage:
    """Invent the papers of one SLS; the same seed gives the same papers.

    `area` holds the answers shared by all families (area codes, SLS name, officers), `families` counts the
    questionnaires (1 to 999), `mistakes` is the share of them that gets a planted mistake. SLS that go into
    one work file share `numbers`, so that no NIK or KK number repeats. Raises ValueError beyond 999 families.
    """
    if not 1 <= families <= MOST_FAMILIES:
        raise ValueError(f"families must be 1 to {MOST_FAMILIES}, not {families}")
    return _Maker(rng, material(), area, numbers or Numbers()).package(families, mistakes)


class _Maker:
    def __init__(self, rng: Random, stuff: Material, area: Mapping[str, str], numbers: Numbers) -> None:
        self._rng, self._stuff, self._area, self._numbers = rng, stuff, area, numbers
        self._composer = Composer(rng, stuff, area, numbers)
        self._street = ""

    def package(self, count: int, mistakes: float) -> SlsPackage:
        papers = [self._composer.answers(lodging) for lodging in self._lodgings(count)]
        lines = [self._vk_line(answers) for answers in papers]
        added = self._added(count)
        vk_a = self._prelist(lines[: count - added])
        planted = self._plant(papers, round(count * mistakes))
        families = tuple(
            Family(answers, line, planted.get(place, ()), place >= count - added, self._stuff.meta)
            for place, (answers, line) in enumerate(zip(papers, lines, strict=True))
        )
        vk_b = tuple(lines[count - added :])
        return SlsPackage(dict(self._area), families, self._vk_header(papers[0]), vk_a, vk_b, self._stuff.meta)

    def _added(self, count: int) -> int:
        # Added families come last, so that both lists of the VK rise with the numbers.
        return min(self._rng.randint(2, 4), count // 5)

    # ---- buildings

    def _lodgings(self, count: int) -> Iterator[Lodging]:
        """Who lives where, numbers rising without a gap; families of one building follow each other."""
        shapes = self._stuff.shapes.spread(self._rng, count)
        results = self._stuff.results.spread(self._rng, count)
        days = self._days(count)
        for place, (site, house, kk, kind) in enumerate(self._homes(count)):
            yield Lodging(site, house, kk, kind, place + 1, days[place], results[place], shapes[place])

    def _homes(self, count: int) -> Iterator[tuple[Answers, Answers, str, str]]:
        """For each family its building's site and house, its KK number and the kind of card."""
        building = 0
        while count:
            building += 1
            site, house = self._building(building)
            sharing = count > 1 and self._chance("two_families")
            for kk, kind in self._cards(sharing):
                yield site, house, kk, kind
                count -= 1

    def _cards(self, sharing: bool) -> list[tuple[str, str]]:
        card = self._composer.card_number
        if sharing and self._chance("split_kk"):
            kk = card()
            return [(kk, "main"), (kk, "split")]
        return [(card(), "whole") for _ in range(2 if sharing else 1)]

    def _building(self, number: int) -> tuple[Answers, Answers]:
        ids = self._stuff.ids
        house = fill(self._rng, self._stuff.building_layers, {})
        site = {
            ids["address"]: self._address(number),
            ids["building"]: f"{number:03d}",
            ids["landmark"]: self._numbers.landmark(self._rng),
            ids["status"]: house.pop(ids["status"]),
        }
        return site, house

    def _address(self, building: int) -> str:
        place = self._stuff.place
        number = (building - 1) % _BUILDINGS_A_STREET + 1
        if number == 1:
            self._street = f"{self._rng.choice(place.kinds)} {self._rng.choice(place.streets)}"
        return f"{self._street} NO {number}"

    def _days(self, count: int) -> list[date]:
        """The day of each visit: in the order of the numbers, within the field period."""
        period = (self._stuff.last_day - self._stuff.first_day).days + 1
        pace = max(_FAMILIES_A_DAY, -(-count // period))
        start = self._rng.randint(0, period - (-(-count // pace)))
        return [self._stuff.first_day + timedelta(days=start + place // pace) for place in range(count)]

    # ---- VK list

    def _vk_header(self, first: Mapping[str, Any]) -> dict[str, str]:
        """Cover of the VK, signed on the day of the first visit."""
        vk, rng = self._stuff.vk_ids, self._rng
        return {
            **self._area,
            vk["sls_head"]: self._stuff.names.draw(rng, woman=False, age=rng.randint(35, 65)),
            vk["sls_head_phone"]: phone_number(rng, self._stuff),
            vk["date"]: first[self._stuff.ids["visited"]],
            **self._stuff.vk_always,
        }

    def _vk_line(self, answers: Mapping[str, Any]) -> dict[str, str]:
        ids, vk = self._stuff.ids, self._stuff.vk_ids
        same = (ids["building"], ids["family"], ids["status"])
        line = {
            vk["name"]: answers[ids["head_name"]],
            vk["address"]: answers[ids["address"]],
            vk["found"]: self._stuff.codes["found"]["yes"],
            **{question: answers[question] for question in same},
            vk["result"]: answers[ids["result"]],
        }
        return line | ({vk["members"]: answers[ids["residents"]]} if answers[ids["members"]] else {})

    def _prelist(self, lines: Sequence[dict[str, str]]) -> tuple[dict[str, str], ...]:
        """V.A: the lines of families found, lines without a family among them, numbered as printed."""
        for line in lines:
            line.update(self._printed(line))
        listed = list(lines)
        for _ in range(round(len(lines) * self._stuff.chances["not_enumerated"])):
            listed.insert(self._rng.randint(0, len(listed)), self._unfound_line())
        for number, line in enumerate(listed, start=1):
            line[self._stuff.vk_ids["prelist_number"]] = f"{number:04d}"
        return tuple(listed)

    def _printed(self, line: Mapping[str, str]) -> dict[str, str]:
        """Name and address as the prelist had them, before the SLS head put them right."""
        vk, rng = self._stuff.vk_ids, self._rng
        name, address = line[vk["name"]], line[vk["address"]]
        if self._chance("respelled"):
            name = respell(rng, name, self._stuff.spellings)
        if self._chance("respelled"):
            address = rng.choice((address.split(" NO ")[0], self._area[self._stuff.ids["sls_name"]]))
        return {vk["prelist_name"]: name, vk["prelist_address"]: address}

    def _unfound_line(self) -> dict[str, str]:
        vk, rng = self._stuff.vk_ids, self._rng
        outcome = self._stuff.not_enumerated.draw(rng)
        name = self._stuff.names.draw(rng, woman=rng.random() < 0.3, age=rng.randint(30, 80))
        return {
            vk["prelist_name"]: name,
            vk["prelist_address"]: self._area[self._stuff.ids["sls_name"]],
            vk["found"]: outcome.code,
            vk["note"]: rng.choice(outcome.notes),
        }

    # ---- mistakes

    def _plant(self, papers: Sequence[dict[str, Any]], count: int) -> dict[int, tuple[str, ...]]:
        """Spoil that many complete questionnaires; the result tells which and the rules they now break."""
        waiting = list(self._stuff.mistakes)
        self._rng.shuffle(waiting)
        spoilable = [place for place, answers in enumerate(papers) if self._spoilable(answers)]
        places = self._rng.sample(spoilable, min(count, len(spoilable)))
        return {place: (self._spoil(papers[place], waiting).rule,) for place in places}

    def _spoil(self, answers: dict[str, Any], waiting: list[Mistake]) -> Mistake:
        """Plant the first waiting mistake that fits; it goes to the end, so that all get their turn."""
        roster = self._stuff.ids["members"]
        mistake = next(m for m in waiting if m.plant(self._rng, answers, roster))
        waiting.remove(mistake)
        waiting.append(mistake)
        return mistake

    def _spoilable(self, answers: Mapping[str, Any]) -> bool:
        return bool(answers[self._stuff.ids["members"]]) and self._stuff.ids["note"] not in answers

    def _chance(self, name: str) -> bool:
        return self._rng.random() < self._stuff.chances[name]
