"""How far each SLS of a work file is, from its documents, its lists and its control books.

What the office tells counts only for what isn't here: who holds the families knows better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.kendali import KENDALI_FORM, Count, Kendali, Level, read_kendali
from regsosek_desk.core.engine.evaluate import calculated
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, instance_from
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.snapshots import FamilyCount
from regsosek_desk.storage.workfile import WorkFile

BANR_FORM = "regsosek22-banr"
BESIDE = (LIST_FORM, BANR_FORM, KENDALI_FORM)
"""What tells of an SLS besides its families: one document of each form."""
_STATUSES = ("blank", "clean", "warning", "error")
_STAGES = ("handed", "returned", "approved", "rejected", "accepted", "changed")
_OF_FAMILIES = ("documents", "members", "updated_at", *_STATUSES, *_STAGES)
_OF_LIST = ("prelist", "vk", "rekap", "nonrespon")
_AT_ONCE = 50
_DIGITS = 6
"""Of a count at most; whoever wrote a longer one has not counted."""


@dataclass(frozen=True, slots=True)
class VkFigures:
    """What a VK list says: lines of the prelist, families found; recap and non-response, -1 where left blank."""

    prelist: int = 0
    found: int = 0
    rekap: int = -1
    nonrespon: int = -1


Figures = VkFigures | int | Kendali
"""What one document says; a number is of families in the minutes of non-response."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the documents beside the families of an SLS say; None where there is no such document."""

    vk: VkFigures | None = None
    banr: int | None = None
    """Families in the minutes of non-response."""
    book: Kendali | None = None


def vk_figures(state: DocumentState, version: str = "") -> VkFigures:
    """The figures of a VK list; one with questions that its form doesn't know tells nothing."""
    try:
        program = load_form(LIST_FORM, version or None)
        instance = instance_from(program, state)
    except DeskError:
        return VkFigures()
    form, found = program.bound.form, calculated(instance, program.bound.form.summary["found"])
    printed = {name for name, roster in form.rosters.items() if roster.number}
    taken_out = sum(row.roster in printed for row in state.removed.values())
    return VkFigures(
        prelist=sum(len(state.rows(name)) for name in printed) + taken_out,
        found=found if isinstance(found, int) else 0,
        rekap=_number(state.answers.get(form.recap["jumlah_keluarga_verifikasi"])),
        nonrespon=_number(state.answers.get(form.recap["nonrespon"])),
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else -1


def figures_in(form: str, state: DocumentState, version: str = "") -> Figures:
    """What a document of one of the forms BESIDE says."""
    if form == LIST_FORM:
        return vk_figures(state, version)
    return read_kendali(state) if form == KENDALI_FORM else sum(len(rows) for rows in state.rosters.values())


def beside_of(figures: Mapping[str, Figures]) -> Beside:
    """Of one SLS, by form."""
    vk, banr, book = (figures.get(form) for form in BESIDE)
    return Beside(
        vk if isinstance(vk, VkFigures) else None,
        banr if isinstance(banr, int) else None,
        book if isinstance(book, Kendali) else None,
    )


def condition_of(
    sls_id: str, beside: Beside, families: Sequence[FamilyCount], members: int = 0, prelist: int = 0
) -> Condition:
    """The condition of one SLS; `families` are its own, `prelist` the lines that the office knows of."""
    vk, keyed = beside.vk or VkFigures(), [each for each in families if each.status != "blank"]
    counts: dict[str, Any] = {status: _count(families, status) for status in _STATUSES}
    counts |= {stage: sum(each.documents for each in keyed if each.stage == stage) for stage in _STAGES}
    return Condition(
        sls_id=sls_id,
        updated_at=max((each.updated_at for each in keyed), default=""),
        prelist=max(prelist, vk.prelist),
        vk=vk.found,
        rekap=vk.rekap,
        nonrespon=vk.nonrespon,
        banr=beside.banr or 0,
        documents=sum(each.documents for each in families),
        members=members,
        **counts,
        **_custody(beside.book or Kendali()),
    )


def _count(families: Sequence[FamilyCount], status: str) -> int:
    return sum(each.documents for each in families if each.status == status)


def _custody(book: Kendali) -> dict[str, Any]:
    holder, claim, taken = book.holder, book.claim, book.last_counts()
    counted = taken.counts.get("k", Count(None, None)) if taken else Count(None, None)
    pml, koseka = book.approval(Level.PML), book.approval(Level.KOSEKA)
    return {
        "holder": holder.party.value if holder else "",
        "holder_code": holder.code if holder else "",
        "holder_since": holder.since if holder else "",
        "claimed_by": claim.petugas if claim else "",
        "claimed_at": claim.since if claim else "",
        "pml_verdict": pml.verdict.value if pml else "",
        "koseka_verdict": koseka.verdict.value if koseka else "",
        "received": _counted(counted.received),
        "used": _counted(counted.used),
    }


def _counted(number: int | None) -> int:
    return -1 if number is None or not 0 <= number < 10**_DIGITS else number


# --- of a work file -----------------------------------------------------------------------------------

_read: WeakKeyDictionary[WorkFile, dict[str, tuple[str, Figures]]] = WeakKeyDictionary()
"""Document → its hash and what it says, so that only what has changed is read again."""


def conditions(file: WorkFile) -> list[Condition]:
    """Every SLS of the file that is in the work, by id. Raises MachineFault."""
    families: dict[str, list[FamilyCount]] = {}
    for each in file.snapshots.families(FAMILY_FORM):
        families.setdefault(each.sls_id, []).append(each)
    members, beside = file.snapshots.members(FAMILY_FORM), _beside(file)
    told = {each.sls_id: each for each in file.snapshots.told()}
    found = []
    for sls in file.sls_list():
        here = Beside() if sls.id not in beside else beside[sls.id]
        own = condition_of(sls.id, here, families.get(sls.id, ()), members.get(sls.id, 0))
        if not sls.withdrawn:
            found.append(_completed(own, here, told.get(sls.id)))
    return found


def _completed(own: Condition, here: Beside, told: Condition | None) -> Condition:
    """What is here; in place of what isn't, what was told."""
    if told is None:
        return own
    of_told: dict[str, Any] = {}
    if not own.documents:
        of_told |= {name: getattr(told, name) for name in _OF_FAMILIES}
    if here.vk is None:
        of_told |= {name: getattr(told, name) for name in _OF_LIST}
    if here.banr is None:
        of_told["banr"] = told.banr
    if here.book is None:
        of_told |= {name: getattr(told, name) for name in _custody(Kendali())}
    return replace(own, **of_told)


def _beside(file: WorkFile) -> dict[str, Beside]:
    """SLS → what stands beside its families."""
    kept = _read.setdefault(file, {})
    heads = file.snapshots.heads(BESIDE)
    stale = [head.id for head in heads if kept.get(head.id, ("",))[0] != head.hash]
    for start in range(0, len(stale), _AT_ONCE):
        for stored in file.documents(stale[start : start + _AT_ONCE]):
            kept[stored.id] = (stored.tip.hash, _figures(stored))
    by_sls: dict[str, dict[str, Figures]] = {}
    for head in heads:
        by_sls.setdefault(head.sls_id, {})[head.form] = kept[head.id][1]
    return {sls_id: beside_of(figures) for sls_id, figures in by_sls.items()}


def _figures(stored: StoredDocument) -> Figures:
    return figures_in(stored.form, stored.state, stored.summary.form_version)
