"""Whether the papers of one SLS tie, and what is missing where they don't, named down to the family.

VK lines = recap of VK = K received = K used + unused + families without an answer (BANR) = K keyed, none of them blank.
K used are those with answers; a family without an answer stands in the minutes, whether its K was keyed or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from regsosek_desk.services.completeness.lines import BanrLine, VkLine


class Kind(StrEnum):
    """Kinds of gaps, in the order in which they are told. Each has its words under `complete.gap`."""

    NO_LIST = "no_list"
    CONFLICT = "conflict"
    LINE_OPEN = "line_open"
    NO_NUMBER = "no_number"
    NUMBER_TWICE = "number_twice"
    NO_K = "no_k"
    BLANK_K = "blank_k"
    K_OFF_LIST = "k_off_list"
    K_TWICE = "k_twice"
    K_NUMBER_TWICE = "k_number_twice"
    K_AND_BANR = "k_and_banr"
    NOT_IN_BANR = "not_in_banr"
    BANR_OFF_LIST = "banr_off_list"
    BANR_TWICE = "banr_twice"
    RECAP_BLANK = "recap_blank"
    RECAP_DIFFERS = "recap_differs"
    NOT_COUNTED = "not_counted"
    RECEIVED_DIFFERS = "received_differs"
    USED_DIFFERS = "used_differs"
    UNUSED = "unused"
    RETURNED = "returned"
    REJECTED = "rejected"


_ORDER = {kind: at for at, kind in enumerate(Kind)}
_WAITING = {"returned": Kind.RETURNED, "rejected": Kind.REJECTED}
"""Stages at which somebody has yet to do something about a family."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that doesn't tie. `document`, `row` and `question` are where it is to be mended, "" where none."""

    kind: Kind
    document: str | None = None
    row: str = ""
    question: str = ""
    family_number: str = ""
    name: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    """What fills in the words: numbers and labels, never names."""

    @property
    def text(self) -> str:
        """Key of its words."""
        return f"complete.gap.{self.kind}"


@dataclass(frozen=True, slots=True)
class Family:
    """A K as lists know it. `answered` is None while it is blank, False when its result is non-response."""

    id: str
    line: str | None
    number: str
    name: str
    answered: bool | None
    stage: str
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class RecapCount:
    """A number of the recap. `status` is the status of the families it counts, "" for all that were found."""

    question: str
    label: str
    told: int | None
    status: str = ""
    nonresponse: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything that is to tie in one SLS; document ids are None where there is no such document."""

    sls_id: str
    vk: str | None = None
    lines: Sequence[VkLine] = ()
    recap: Sequence[RecapCount] = ()
    banr: str | None = None
    minutes: Sequence[BanrLine] = ()
    families: Sequence[Family] = ()
    received: int | None = None
    used: int | None = None
    not_found: bool = False
    """The SLS itself was not found, so nothing has to be counted."""
    in_conflict: Collection[str] = ()
    """Lists that two wrote differently."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The numbers of one SLS that are to be equal, and what keeps them from it; None where nobody has counted."""

    sls_id: str
    prelist: int
    vk: int
    """Families that were found."""
    rekap: int | None
    received: int | None
    used: int | None
    unused: int | None
    """K received that are neither used nor explained by the minutes; below zero when too many are."""
    banr: int
    keyed: int
    """K with anything keyed, but for those that the minutes stand for."""
    blank: int
    """Families found that have neither a keyed K nor a line in the minutes."""
    gaps: tuple[Gap, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.gaps


def tie_of(papers: Papers) -> Tie:
    """Tie the papers of one SLS."""
    return _Tying(papers).tie()


class _Tying:
    def __init__(self, papers: Papers) -> None:
        self.papers = papers
        self.found = [line for line in papers.lines if line.found]
        self.numbers = Counter(line.number for line in self.found if line.number)
        self.listed = {line.number for line in papers.minutes if line.number}
        self.of_line, self.off_list = self._matched()

    def tie(self) -> Tie:
        papers, banr = self.papers, len(self.papers.minutes)
        counted = papers.received is not None and papers.used is not None
        tie = Tie(
            sls_id=papers.sls_id,
            prelist=sum(bool(line.printed) for line in papers.lines),
            vk=len(self.found),
            rekap=next((each.told for each in papers.recap if not each.status and not each.nonresponse), None),
            received=papers.received,
            used=papers.used,
            unused=(papers.received or 0) - (papers.used or 0) - banr if counted else None,
            banr=banr,
            keyed=self._keyed(),
            blank=sum(self._is_open(line) for line in self.found),
        )
        gaps = [*self._lists(), *self._families(), *self._minutes(), *self._recap(tie), *self._paper(tie)]
        return replace(tie, gaps=tuple(sorted(gaps, key=lambda gap: _ORDER[gap.kind])))

    # --- which K belongs to which line ----------------------------------------------------------------

    def _matched(self) -> tuple[dict[str, list[Family]], list[Family]]:
        """Line to its K, and the keyed K that no line stands for; a K that names no line goes by its number."""
        rows = {line.row for line in self.papers.lines}
        by_number = {line.number: line.row for line in reversed(self.found) if line.number}
        of_line: dict[str, list[Family]] = {line.row: [] for line in self.found}
        off_list: list[Family] = []
        for family in self.papers.families:
            row = family.line if family.line in rows else by_number.get(family.number)
            if row in of_line:
                of_line[row].append(family)
            elif family.answered is not None:
                off_list.append(family)
        return of_line, off_list

    def _in_minutes(self, line: VkLine) -> bool:
        return line.number in self.listed

    def _is_open(self, line: VkLine) -> bool:
        keyed = any(family.answered is not None for family in self.of_line[line.row])
        return not keyed and not self._in_minutes(line)

    def _keyed(self) -> int:
        counted = [
            family
            for line in self.found
            for family in self.of_line[line.row]
            if family.answered or (family.answered is False and not self._in_minutes(line))
        ]
        return len(counted) + len(self.off_list)

    # --- gaps -----------------------------------------------------------------------------------------

    def _lists(self) -> Iterator[Gap]:
        papers = self.papers
        if papers.vk is None:
            yield Gap(Kind.NO_LIST)
        yield from (Gap(Kind.CONFLICT, document) for document in papers.in_conflict)
        seen: set[str] = set()
        for line in papers.lines:
            if line.found is None:
                yield self._of(Kind.LINE_OPEN, line)
            elif line.found and not line.number:
                yield self._of(Kind.NO_NUMBER, line)
            elif line.number in seen:
                yield self._of(Kind.NUMBER_TWICE, line)
            seen |= {line.number} - {""}

    def _of(self, kind: Kind, line: VkLine) -> Gap:
        told = {} if line.number else {"line": line.printed}
        return Gap(kind, self.papers.vk, line.row, family_number=line.number, name=line.name, told=told)

    def _families(self) -> Iterator[Gap]:
        for line in self.found:
            yield from self._of_line(line, [each for each in self.of_line[line.row] if each.answered is not None])
        yield from (_of_k(Kind.K_OFF_LIST, family) for family in self.off_list)
        for family in self.papers.families:
            if family.conflicts:
                yield _of_k(Kind.CONFLICT, family)
            if family.stage in _WAITING:
                yield _of_k(_WAITING[family.stage], family)
        yield from self._same_number()

    def _of_line(self, line: VkLine, keyed: Sequence[Family]) -> Iterator[Gap]:
        if self._is_open(line):
            blank = next(iter(self.of_line[line.row]), None)
            yield _of_k(Kind.BLANK_K, blank, line) if blank else self._of(Kind.NO_K, line)
        yield from (_of_k(Kind.K_TWICE, family, line) for family in keyed[1:])
        for family in keyed:
            if family.answered and self._in_minutes(line):
                yield _of_k(Kind.K_AND_BANR, family, line)
            if not family.answered and not self._in_minutes(line):
                yield _of_k(Kind.NOT_IN_BANR, family, line)

    def _same_number(self) -> Iterator[Gap]:
        """K of different lines with one number, where the list itself has given it once."""
        first: dict[str, str] = {}
        for row, families in self.of_line.items():
            for family in families:
                if family.answered is None or not family.number or self.numbers[family.number] > 1:
                    continue
                if first.setdefault(family.number, row) != row:
                    yield _of_k(Kind.K_NUMBER_TWICE, family)

    def _minutes(self) -> Iterator[Gap]:
        seen: set[str] = set()
        for line in self.papers.minutes:
            kind = Kind.BANR_TWICE if line.number in seen else Kind.BANR_OFF_LIST
            if line.number in seen or line.number not in self.numbers:
                yield Gap(kind, self.papers.banr, line.row, family_number=line.number, name=line.name)
            seen |= {line.number} - {""}

    def _recap(self, tie: Tie) -> Iterator[Gap]:
        papers, recap = self.papers, self.papers.recap
        blank = [each for each in recap if each.told is None]
        if papers.not_found and not tie.vk and len(blank) == len(recap):
            return
        for each in blank[:1] if len(blank) == len(recap) else blank:
            yield Gap(Kind.RECAP_BLANK, papers.vk, question=each.question, told={"recap": each.label})
        for each in recap:
            counted = self._counted(each)
            if each.told is not None and each.told != counted:
                told = {"recap": each.label, "told": str(each.told), "counted": str(counted)}
                yield Gap(Kind.RECAP_DIFFERS, papers.vk, question=each.question, told=told)

    def _counted(self, recap: RecapCount) -> int:
        if recap.nonresponse:
            return len(self.papers.minutes)
        return sum(recap.status in ("", line.status.lstrip("0")) for line in self.found)

    def _paper(self, tie: Tie) -> Iterator[Gap]:
        if tie.received is None or tie.used is None:
            if tie.vk or not self.papers.not_found:
                yield Gap(Kind.NOT_COUNTED)
            return
        told = {"received": str(tie.received), "used": str(tie.used), "banr": str(tie.banr), "vk": str(tie.vk)}
        told |= {"keyed": str(tie.keyed), "unused": str(tie.unused)}
        if tie.received != tie.vk:
            yield Gap(Kind.RECEIVED_DIFFERS, told=told)
        if tie.used != tie.keyed:
            yield Gap(Kind.USED_DIFFERS, told=told)
        if tie.unused:
            yield Gap(Kind.UNUSED, told=told)


def _of_k(kind: Kind, family: Family, line: VkLine | None = None) -> Gap:
    number = family.number or (line.number if line else "")
    return Gap(kind, family.id, family_number=number, name=family.name or (line.name if line else ""))
