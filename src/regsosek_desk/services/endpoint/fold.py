"""A bundle folded into a document of the endpoint: straight on where it continues, merged where it doesn't."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import stage_of
from regsosek_desk.core.domain.documents import STATUSES, DocumentState
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import START, Entry, Tip, continues
from regsosek_desk.core.domain.merge import Merged, given, merge
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services.documents import summary_for
from regsosek_desk.services.team.entitled import refusal
from regsosek_desk.storage.endpoint.documents import EndpointDocument
from regsosek_desk.storage.formfiles import load_form

Author = tuple[str, Petugas]
"""Device, and its petugas as the list of petugas has them."""
_COLUMNS = ("family_number", "head_name")


class Unfit(Exception):
    """A bundle can't be taken in: the reason, a code under `exchange.reason`, and what fills its message in."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params: Mapping[str, str] = params


@dataclass(frozen=True, slots=True)
class Folded:
    """The document after it, and what of the bundle was new."""

    document: EndpointDocument
    fresh: Sequence[Entry]
    upon: Tip | None
    """Where the new entries follow straight on, the tip they follow; None after a merge."""

    @property
    def conflict(self) -> bool:
        return self.document.conflicts > 0


def fold(
    there: EndpointDocument | None,
    bundle: Bundle,
    state: Callable[[], DocumentState],
    history: Callable[[], Sequence[Entry]],
    author: Author | None = None,
) -> Folded | None:
    """None when every entry was here. `state` gives the document's own to be changed, `history` its whole journal;
    what is new must be by the author, if one is named, and theirs to say.

    Raises Unfit `document_differs`, `parent_missing`, `journal_broken`, `entry_differs`, `entry_foreign`,
    `beyond_role`, `form_unknown`, `form_faulty`.
    """
    if there and (there.form, there.sls_id) != (bundle.form, bundle.sls_id):
        raise Unfit("document_differs", form=bundle.form, sls=bundle.sls_id)
    if there and there.heads == bundle.heads:
        return None
    if there is None or there.entries == there.seq:
        upon = there.tip if there else START
        after = continues(upon, bundle.entries)
        if after and bundle.entries and after.hash == bundle.heads:
            _refuse(bundle, bundle.entries, author, history)
            return _straight(there, bundle, state(), upon, after)
    return _merged(there, bundle, history(), author)


def _refuse(
    bundle: Bundle, fresh: Sequence[Entry], author: Author | None, history: Callable[[], Sequence[Entry]]
) -> None:  # fmt: skip
    if author and (reason := refusal(bundle, fresh, *author, history)):
        raise Unfit(reason)


def _straight(there: EndpointDocument | None, bundle: Bundle, state: DocumentState, upon: Tip, after: Tip) -> Folded:
    try:
        for entry in bundle.entries:
            apply(state, entry)
    except InputFault:
        raise Unfit("journal_broken") from None
    merged = Merged(state, after)
    return Folded(_document(there, bundle, merged, after.seq), bundle.entries, upon)


def _merged(
    there: EndpointDocument | None, bundle: Bundle, history: Sequence[Entry], author: Author | None
) -> Folded | None:
    known = {entry.id: entry for entry in history}
    fresh = list({entry.id: entry for entry in bundle.entries if entry.id not in known}.values())
    if any(known.get(entry.id, entry) != entry for entry in bundle.entries):
        raise Unfit("entry_differs")
    hashes = {entry.hash for entry in (*history, *fresh)}
    named = {parent for entry in fresh for parent in entry.parents} | set(bundle.heads.split())
    if not named <= hashes:
        raise Unfit("parent_missing")
    if not fresh:
        return None
    _refuse(bundle, fresh, author, lambda: history)
    entries = (*history, *fresh)
    try:
        merged = merge(entries)
    except (MachineFault, InputFault):
        raise Unfit("journal_broken") from None
    document = _document(there, bundle, merged, len(entries))
    if merged.tip.hash != bundle.heads:
        document = _judged(document, merged.state, given(entries))
    return Folded(document, fresh, None)


def _judged(document: EndpointDocument, state: DocumentState, office: DocumentState) -> EndpointDocument:
    """What the sender found is of their own part alone; `office` is what was given with the document."""
    try:
        found = summary_for(_form(document.form, document.form_version), state, office)
    except MachineFault:  # rows or questions that the form doesn't know: the sender's finding stands
        return document
    return replace(
        document, status=found.status, errors=found.errors, warnings=found.warnings, infos=found.infos,
        rule_hash=found.rule_hash,
    )  # fmt: skip


def _document(there: EndpointDocument | None, bundle: Bundle, merged: Merged, entries: int) -> EndpointDocument:
    last, columns = bundle.entries[-1], _columns(bundle.form, bundle.form_version)
    return EndpointDocument(
        id=bundle.document,
        form=bundle.form,
        sls_id=bundle.sls_id,
        vk_row=there.vk_row if there and there.vk_row else bundle.vk_row,
        family_number=merged.state.answers.get(columns[0], ""),
        head_name=merged.state.answers.get(columns[1], ""),
        status=bundle.status if bundle.status in STATUSES else "error",
        errors=bundle.errors,
        warnings=bundle.warnings,
        infos=bundle.infos,
        conflicts=len(merged.conflicts),
        form_version=bundle.form_version,
        rule_hash=bundle.rule_hash,
        entries=entries,
        seq=merged.tip.seq,
        heads=merged.tip.hash,
        updated_at=last.at,
        petugas=last.petugas,
        device=last.device,
        members=sum(map(len, merged.state.rosters.values())),
        stage=stage_of(merged.state),
        state=merged.state,
    )


def _form(form: str, version: str) -> FormProgram:
    try:
        return load_form(form, version or None)
    except InputFault as fault:
        raise Unfit(fault.code, form=f"{form} {version}") from None


@lru_cache(maxsize=32)
def _columns(form: str, version: str) -> tuple[str, str]:
    """Ids of the questions behind the columns."""
    names = _form(form, version).bound.form.summary
    return names.get("family_number", ""), names.get("head_name", "")
