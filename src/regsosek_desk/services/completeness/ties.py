"""Kelengkapan: the papers of each SLS of a work file, tied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from regsosek_desk.core.domain.kendali import KENDALI_FORM, Count, Kendali, read_kendali
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.formdef.models import Form
from regsosek_desk.services.completeness.gaps import Family, Gap, Kind, Papers, RecapCount, Tie, tie_of
from regsosek_desk.services.completeness.lines import NONRESPONSE, BanrLine, VkLine, banr_lines, is_in, vk_lines
from regsosek_desk.services.completeness.minutes import BANR_FORM
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, form_of
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile

_FAMILIES, _NONRESPONSE, _NOT_FOUND = "jumlah_keluarga_verifikasi", "nonrespon", "flag_tidak_ditemukan"
"""Columns of the recap that count all families, those in the minutes, and none: the SLS wasn't there."""
_FORMS = (LIST_FORM, BANR_FORM, KENDALI_FORM)
_NOTHING = Count(None, None)


def tie(file: WorkFile, sls_id: str) -> Tie:
    """The papers of one SLS. Raises MachineFault."""
    return _Shelf(file, sls_id).tie(sls_id)


def ties(file: WorkFile) -> list[Tie]:
    """The papers of every SLS that is in the work, by SLS. Raises MachineFault."""
    shelf = _Shelf(file)
    return [shelf.tie(sls.id) for sls in file.sls_list() if not sls.withdrawn]


def recap_place() -> Place:
    """Where the recap of a VK begins."""
    return Place(load_form(LIST_FORM).bound.form.recap[_FAMILIES])


def place_of(file: WorkFile, gap: Gap) -> Place | None:
    """Where in its document a gap is mended; None for the document as a whole. Raises as `WorkFile.document` does."""
    if gap.question or not gap.document:
        return Place(gap.question) if gap.question else None
    names = form_of(file.document(gap.document)).bound.form.summary
    about = {Kind.LINE_OPEN: "presence", Kind.NOT_IN_BANR: "outcome", Kind.K_AND_BANR: "outcome"}
    if gap.row or gap.kind in (*about, Kind.K_OFF_LIST, Kind.K_NUMBER_TWICE):
        return Place(names[about.get(gap.kind, "family_number")], gap.row)
    return None


@dataclass(frozen=True, slots=True)
class _Vk:
    id: str
    lines: Sequence[VkLine]
    recap: Sequence[RecapCount]
    not_found: bool
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class _Minutes:
    id: str
    lines: Sequence[BanrLine]
    in_conflict: bool


_Sheet = _Vk | _Minutes | Kendali
_NO_VK, _NO_MINUTES = _Vk("", (), (), not_found=False, in_conflict=False), _Minutes("", (), in_conflict=False)
_read: WeakKeyDictionary[WorkFile, dict[str, tuple[str, _Sheet]]] = WeakKeyDictionary()
"""Document to its hash and what it says, so that only what has changed is read again."""


class _Shelf:
    """What is read once for all SLS, or of one when `sls_id` is given."""

    def __init__(self, file: WorkFile, sls_id: str | None = None) -> None:
        self._sheets = _sheets(file, sls_id)
        self._families: dict[str, list[Family]] = {}
        form = load_form(FAMILY_FORM).bound.form
        outcomes = file.lists.answers(form.summary["outcome"], FAMILY_FORM, sls_id)
        for row in file.lists.documents(sls_id, form=FAMILY_FORM):
            family = _family(row, form, outcomes.get(row.id, ""))
            self._families.setdefault(row.sls_id, []).append(family)

    def tie(self, sls_id: str) -> Tie:
        vk, minutes, book = _NO_VK, _NO_MINUTES, Kendali()
        for sheet in self._sheets.get(sls_id, ()):
            match sheet:
                case _Vk():
                    vk = sheet
                case _Minutes():
                    minutes = sheet
                case Kendali():
                    book = sheet
        counted = _counted(book)
        papers = Papers(
            sls_id,
            vk=vk.id or None,
            lines=vk.lines,
            recap=vk.recap,
            banr=minutes.id or None,
            minutes=minutes.lines,
            families=self._families.get(sls_id, ()),
            received=counted.received,
            used=counted.used,
            not_found=vk.not_found,
            in_conflict=[each.id for each in (vk, minutes) if each.in_conflict],
        )
        return tie_of(papers)


def _sheets(file: WorkFile, sls_id: str | None) -> dict[str, list[_Sheet]]:
    """SLS to what its lists and its control book say."""
    kept = _read.setdefault(file, {})
    heads = [head for head in file.snapshots.heads(_FORMS) if sls_id in (None, head.sls_id)]
    stale = {head.id: head.hash for head in heads if kept.get(head.id, ("",))[0] != head.hash}
    for stored in file.documents(list(stale)):
        kept[stored.id] = (stale[stored.id], _sheet(stored))
    found: dict[str, list[_Sheet]] = {}
    for head in heads:
        found.setdefault(head.sls_id, []).append(kept[head.id][1])
    return found


def _sheet(stored: StoredDocument) -> _Sheet:
    form = form_of(stored).bound.form
    state, in_conflict = stored.state, stored.conflicts > 0
    if stored.form == KENDALI_FORM:
        return read_kendali(state)
    if stored.form == BANR_FORM:
        return _Minutes(stored.id, banr_lines(state, form), in_conflict)
    not_found = bool(state.answers.get(form.recap[_NOT_FOUND]))
    return _Vk(stored.id, vk_lines(state, form), _recap(form, state.answers), not_found, in_conflict)


def _counted(book: Kendali) -> Count:
    """K as the last who took the bundle counted them."""
    taken = book.last_counts()
    return taken.counts.get("k", _NOTHING) if taken else _NOTHING


def _family(row: DocumentRow, form: Form, outcome: str) -> Family:
    answered = None if row.status == "blank" else not is_in(form, NONRESPONSE, outcome)
    return Family(row.id, row.vk_row, row.family_number, row.head_name, answered, row.stage, row.conflicts)


def _recap(form: Form, answers: Mapping[str, str]) -> list[RecapCount]:
    """The numbers of the recap; a column with the name of a setting counts the families of that status."""
    counts = {_FAMILIES: "", _NONRESPONSE: ""} | {c: str(form.settings[c]) for c in form.recap if c in form.settings}
    labels = {question.id: question.label for question in form.questions_of(None)}
    return [
        RecapCount(q, labels[q], _number(answers.get(q)), counts[column], nonresponse=column == _NONRESPONSE)
        for column, q in form.recap.items()
        if column in counts
    ]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
