"""An SLS has no gap exactly when its papers tie, and each gap goes with its cure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsosek_desk.services.completeness.gaps import Family, Kind, Papers, RecapCount, Tie, tie_of
from regsosek_desk.services.completeness.lines import BanrLine, VkLine

NUMBERS = ("001", "002", "003")
STATUSES = ("1", "2", "3")


def line(number: str, *, found: bool | None = True, row: str = "", status: str = "2") -> VkLine:
    return VkLine(row or f"b{number}", "0001", found, number if found else "", f"KK {number}", status if found else "")


def family(number: str, answered: bool | None = True, **more: str) -> Family:
    return Family(more.get("id", f"k{number}"), more.get("line", f"b{number}"), number, "", answered,
                  more.get("stage", "open"), int(more.get("conflicts", "0")))  # fmt: skip


def recap(papers: Papers) -> tuple[RecapCount, ...]:
    """The recap as somebody would fill it in who counts the lists."""
    found = [each for each in papers.lines if each.found]
    by_status = Counter(each.status for each in found)
    return (
        RecapCount("semua", "Semua", len(found)),
        *(RecapCount(f"status_{s}", f"Status {s}", by_status[s], s) for s in STATUSES),
        RecapCount("nonrespon", "Non-respon", len(papers.minutes), nonresponse=True),
    )


def counted(papers: Papers) -> Papers:
    """Recap and sheets as they are when somebody counts what lies there."""
    answered = sum(each.answered is True for each in papers.families)
    found = sum(bool(each.found) for each in papers.lines)
    return replace(papers, recap=recap(papers), received=found, used=answered)


def whole() -> Papers:
    """Three families, the third in the minutes: everything ties."""
    lines = [line(number) for number in NUMBERS]
    minutes = [BanrLine("m003", "003", "KK 003")]
    return counted(Papers("S", "vk", lines, banr="banr", minutes=minutes, families=[family("001"), family("002")]))


def kinds(papers: Papers) -> list[Kind]:
    return [gap.kind for gap in tie_of(papers).gaps]


def test_what_ties_is_complete() -> None:
    tie = tie_of(whole())
    assert tie == Tie("S", 3, 3, 3, 3, 2, 0, 1, 2, 0)
    assert tie.is_complete


def test_a_family_without_answer_may_be_keyed_too() -> None:
    papers = replace(whole(), families=[*whole().families, family("003", answered=False)])
    assert tie_of(papers).gaps == ()
    assert tie_of(papers).keyed == 2


BROKEN: dict[Kind, Papers] = {
    Kind.NO_LIST: replace(whole(), vk=None),
    Kind.CONFLICT: replace(whole(), in_conflict=["vk"]),
    Kind.LINE_OPEN: replace(whole(), lines=[*whole().lines, line("004", found=None)]),
    Kind.NO_NUMBER: replace(whole(), lines=[replace(whole().lines[0], number=""), *whole().lines[1:]]),
    Kind.NUMBER_TWICE: counted(
        replace(whole(), lines=[*whole().lines, line("002", row="b9")], families=[
            *whole().families, family("002", id="k9", line="b9")])),
    Kind.NO_K: replace(whole(), families=[family("001")], used=1),
    Kind.BLANK_K: replace(whole(), families=[family("001"), family("002", None)], used=1),
    Kind.K_OFF_LIST: replace(whole(), families=[*whole().families, family("009", line="none")], used=3),
    Kind.K_TWICE: replace(whole(), families=[*whole().families, family("002", id="k9", line="")], used=3),
    Kind.K_NUMBER_TWICE: replace(whole(), families=[family("001"), replace(family("002"), number="001")]),
    Kind.K_AND_BANR: replace(whole(), families=[*whole().families, family("003")], used=3),
    Kind.NOT_IN_BANR: replace(whole(), families=[family("001"), family("002", answered=False)]),
    Kind.BANR_OFF_LIST: counted(replace(whole(), minutes=[*whole().minutes, BanrLine("m9", "009")])),
    Kind.BANR_TWICE: counted(replace(whole(), minutes=[*whole().minutes, BanrLine("m9", "003")])),
    Kind.RECAP_BLANK: replace(whole(), recap=[replace(whole().recap[0], told=None), *whole().recap[1:]]),
    Kind.RECAP_DIFFERS: replace(whole(), recap=[replace(whole().recap[0], told=4), *whole().recap[1:]]),
    Kind.NOT_COUNTED: replace(whole(), used=None),
    Kind.RECEIVED_DIFFERS: replace(whole(), received=4, used=3),
    Kind.USED_DIFFERS: replace(whole(), used=1),
    Kind.UNUSED: replace(whole(), received=4),
    Kind.RETURNED: replace(whole(), families=[family("001", stage="returned"), family("002")]),
    Kind.REJECTED: replace(whole(), families=[family("001", stage="rejected"), family("002")]),
}  # fmt: skip


def test_every_kind_is_tried() -> None:
    assert set(BROKEN) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_each_gap_is_named_and_goes_with_its_cure(kind: Kind) -> None:
    assert kind in kinds(BROKEN[kind])
    assert kind not in kinds(whole())


@pytest.mark.parametrize("kind", Kind)
def test_a_gap_says_where_it_is(kind: Kind) -> None:
    gap = next(gap for gap in tie_of(BROKEN[kind]).gaps if gap.kind is kind)
    nowhere = (Kind.NO_LIST, Kind.NOT_COUNTED, Kind.RECEIVED_DIFFERS, Kind.USED_DIFFERS, Kind.UNUSED)
    assert (gap.document is None) == (kind in nowhere)


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("by", [-1, 1])
def test_each_number_of_the_recap_is_compared(at: int, by: int) -> None:
    told = list(whole().recap)
    told[at] = replace(told[at], told=(told[at].told or 0) + by)
    [gap] = tie_of(replace(whole(), recap=told)).gaps
    assert (gap.kind, gap.question) == (Kind.RECAP_DIFFERS, told[at].question)


def test_a_recap_that_nobody_began_is_one_gap() -> None:
    blank = [replace(each, told=None) for each in whole().recap]
    assert kinds(replace(whole(), recap=blank)) == [Kind.RECAP_BLANK]
    assert kinds(replace(whole(), recap=[*blank[:3], *whole().recap[3:]])) == [Kind.RECAP_BLANK] * 3


def test_an_sls_that_was_not_found_needs_no_counting() -> None:
    gone = Papers("S", "vk", [line("001", found=False)], [RecapCount("semua", "Semua", None)], not_found=True)
    assert tie_of(gone).is_complete
    assert kinds(replace(gone, not_found=False)) == [Kind.RECAP_BLANK, Kind.NOT_COUNTED]


def test_a_blank_k_of_a_family_that_is_not_there_is_no_gap() -> None:
    moved = replace(whole(), lines=[*whole().lines, line("004", found=False)])
    assert kinds(replace(moved, families=[*whole().families, family("004", None)])) == []
    assert Kind.K_OFF_LIST in kinds(replace(moved, families=[*whole().families, family("004")]))


# --- laws -------------------------------------------------------------------------------------------

lines_st = st.lists(
    st.builds(
        lambda number, found, status, at: (number, found, status, at),
        st.sampled_from(("", *NUMBERS)), st.sampled_from((True, True, True, False, None)), st.sampled_from(STATUSES),
        st.integers(0, 9),
    ),
    max_size=4,
).map(lambda drawn: [line(n, found=f, row=f"b{a}-{i}", status=s) for i, (n, f, s, a) in enumerate(drawn)])  # fmt: skip
small = st.one_of(st.none(), st.integers(0, 5))


@st.composite
def papers_st(draw: st.DrawFn) -> Papers:
    lines = draw(lines_st)
    rows = [each.row for each in lines] or [""]
    families = [
        Family(f"k{i}", draw(st.sampled_from(rows)), draw(st.sampled_from(NUMBERS)), "", answered, stage)
        for i, (answered, stage) in enumerate(draw(st.lists(st.tuples(
            st.sampled_from((True, True, False, None)), st.sampled_from(("open", "handed", "returned"))), max_size=4)))
    ]  # fmt: skip
    minutes = [BanrLine(f"m{i}", n) for i, n in enumerate(draw(st.lists(st.sampled_from(("", *NUMBERS)), max_size=2)))]
    made = counted(Papers("S", "vk", lines, banr="banr", minutes=minutes, families=families))
    if draw(st.booleans()):
        made = replace(made, received=draw(small), used=draw(small))
    return made


@st.composite
def nearly_st(draw: st.DrawFn) -> Papers:
    """An SLS that ties, with at most one thing put out of order afterwards."""
    numbers = NUMBERS[: draw(st.integers(0, len(NUMBERS)))]
    listed = [number for number in numbers if draw(st.booleans())]
    keyed = [family(n, n not in listed) for n in numbers if n not in listed or draw(st.booleans())]
    minutes = [BanrLine(f"m{number}", number) for number in listed]
    lines = [line(number, status=draw(st.sampled_from(STATUSES))) for number in numbers]
    made = counted(Papers("S", "vk", lines, banr="banr", minutes=minutes, families=keyed))
    spoilt = (
        made, made, replace(made, families=keyed[1:]), replace(made, minutes=minutes[1:]),
        replace(made, families=[replace(each, stage="returned") for each in keyed]),
        replace(made, received=draw(small)), replace(made, used=draw(small)), replace(made, lines=lines[1:]),
        counted(replace(made, lines=lines[1:])),
        replace(made, families=[replace(each, answered=True) for each in keyed]),
    )  # fmt: skip
    return draw(st.sampled_from(spoilt))


some_st = st.one_of(papers_st(), nearly_st())


def ties(papers: Papers) -> bool:
    """The chain of the issue, told of families and not of gaps."""
    found = [each for each in papers.lines if each.found]
    numbers, listed = [each.number for each in found], [each.number for each in papers.minutes]
    of = {each.row: [k for k in papers.families if k.line == each.row] for each in papers.lines}
    keyed = {each.number: [k.answered for k in of[each.row] if k.answered is not None] for each in found}
    wanted = {number: ([], [False]) if number in listed else ([True],) for number in numbers}
    off = [k for each in papers.lines if not each.found for k in of[each.row] if k.answered is not None]
    off += [k for k in papers.families if k.line not in of and k.answered is not None]
    in_list = [k for each in found for k in of[each.row] if k.answered is not None]
    answered = sum(k.answered is True for k in in_list)
    return all((
        all(each.found is not None for each in papers.lines), all(numbers), len(set(numbers)) == len(numbers),
        all(keyed[number] in wanted[number] for number in numbers), not off,
        len({k.number for k in in_list}) == len(in_list),
        len(set(listed)) == len(listed), set(listed) <= set(numbers),
        all(k.stage not in ("returned", "rejected") for k in papers.families),
        [each.told for each in papers.recap] == [each.told for each in recap(papers)],
        papers.received == len(found), papers.used == answered, len(found) == answered + len(listed),
    ))  # fmt: skip


@settings(max_examples=400)
@given(some_st)
def test_no_gap_means_that_everything_ties(papers: Papers) -> None:
    assert tie_of(papers).is_complete == ties(papers)


@given(some_st)
def test_the_numbers_are_those_of_the_papers(papers: Papers) -> None:
    tie = tie_of(papers)
    assert tie.prelist == len(papers.lines)
    assert tie.banr == len(papers.minutes)
    assert 0 <= tie.blank <= tie.vk <= tie.prelist
    if tie.is_complete:
        assert tie.vk == tie.rekap == tie.received == (tie.used or 0) + tie.banr
        assert (tie.keyed, tie.blank, tie.unused) == (tie.used, 0, 0)


@given(some_st, st.randoms())
def test_the_order_of_the_families_changes_no_number(papers: Papers, random: object) -> None:
    shuffled = list(papers.families)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = tie_of(papers), tie_of(replace(papers, families=shuffled))
    assert replace(one, gaps=()) == replace(other, gaps=())
    assert Counter(gap.kind for gap in one.gaps) == Counter(gap.kind for gap in other.gaps)
