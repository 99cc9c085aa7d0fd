"""VK documents that the office's own endpoint makes of the prelist, as ordinary journal entries.

Ids of documents and of their lines follow from what they name, so a list is never made twice. What a later prelist
brings becomes further entries; what somebody has keyed stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import DocumentState, Summary
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import PRELIST, Draft, Entry, Stamp, chain, fill
from regsosek_desk.core.domain.merge import given, merge
from regsosek_desk.core.domain.replay import replay
from regsosek_desk.services.documents import LIST_FORM, row_drafts, summary_for
from regsosek_desk.services.endpoint import conditions
from regsosek_desk.services.endpoint.fold import Unfit
from regsosek_desk.services.endpoint.ledger import Ledger
from regsosek_desk.storage.endpoint.documents import EndpointDocument
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import Transaction
from regsosek_desk.storage.formfiles import load_form

_DIGITS = 3
"""To which numbers are filled up in ids."""


def list_id(sls_id: str) -> str:
    """Id of the VK document of an SLS."""
    return derived_id("dokumen", LIST_FORM, sls_id)


def line_id(document: str, no_prelist: str) -> str:
    """Id of a prelist line in its VK document: that of its number, however many boxes the paper has for it."""
    return derived_id("baris", document, no_prelist.lstrip("0").zfill(_DIGITS))


def ensure_lists(transaction: Transaction, sls_ids: Sequence[str], device: str, at: str) -> None:
    """Bring the VK documents of these SLS up to their prelist; `device` is the endpoint's."""
    stamp = Stamp("", device, at, 0, PRELIST)
    places = transaction.lists.sls_of(sls_ids)
    there = transaction.documents.documents([list_id(each) for each in places])
    bundles: list[Bundle] = []
    for sls_id, rows in groupby(transaction.lists.prelist(places), key=lambda row: row.sls_id):
        document = there.get(list_id(sls_id))
        history = Ledger(transaction).history(document.id) if document else []
        if entries := _entries(places[sls_id].sls, list(rows), history, stamp):
            bundles.append(_bundle(sls_id, document, entries))
    ledger = Ledger(transaction, bundles)
    for bundle in bundles:
        with suppress(Unfit):  # somebody has put another document under its id, which must not stop all others
            ledger.fold(bundle, "", device)
    conditions.keep(transaction, ledger.sls_ids, ledger.close(), at)
    transaction.lists.set_listed(sls_ids)


def _bundle(sls_id: str, there: EndpointDocument | None, entries: Sequence[Entry]) -> Bundle:
    """What is new; how the document was judged last stays, a new one is judged as it is."""
    judged = there or _judged(entries)
    return Bundle(
        list_id(sls_id), LIST_FORM, sls_id, None, judged.form_version, judged.rule_hash, judged.status, judged.errors,
        judged.warnings, judged.infos, entries[-1].hash, tuple(entries),
    )  # fmt: skip


def _judged(entries: Sequence[Entry]) -> Summary:
    state = replay(entries)
    return summary_for(load_form(LIST_FORM), state, state)


def _entries(sls: Sls, rows: Sequence[PrelistRow], history: Sequence[Entry], stamp: Stamp) -> list[Entry]:
    """What the document lacks of its prelist."""
    document, merged = list_id(sls.id), merge(history)
    drafts = [*_heading(sls, merged.state.answers, given(history).answers), *_lines(document, rows, merged.state)]
    return chain(document, merged.tip, drafts, stamp)


def _heading(sls: Sls, now: Mapping[str, str], before: Mapping[str, str]) -> Iterator[Draft]:
    """Area and officers, except what somebody has written over."""
    wanted = {q: text for q, text in _heading_of(sls).items() if now.get(q) in (None, before.get(q))}
    changed = {q: text for q, text in wanted.items() if now.get(q) != text}
    if changed:
        yield fill(changed, now)


def _heading_of(sls: Sls) -> dict[str, str]:
    form = load_form(LIST_FORM).bound.form
    parts = (sls.prov, sls.kab, sls.kec, sls.desa, sls.sls, sls.sub)
    names = {
        "sls_name": sls.name,
        "ppl_name": sls.ppl_name,
        "ppl_code": sls.ppl_code,
        "pml_name": sls.pml_name,
        "pml_code": sls.pml_code,
    }
    told = dict(zip(form.area, parts, strict=True)) | {form.officers[word]: text for word, text in names.items()}
    return {question: text for question, text in told.items() if text}


def _lines(document: str, rows: Sequence[PrelistRow], state: DocumentState) -> Iterator[Draft]:
    """New lines behind those that are there, and printed columns that changed; a line taken out stays out."""
    roster, number = _prelist_roster()
    end = len(state.rows(roster))
    ordered = sorted(rows, key=lambda each: (len(each.no_prelist), each.no_prelist))
    for own_id, row in {line_id(document, each.no_prelist): each for each in ordered}.items():
        printed = {number: row.no_prelist, **row.answers}
        there = state.row(own_id)
        if there:
            changed = {q: text for q, text in printed.items() if text and there.answers.get(q) != text}
            if changed:
                yield fill(changed, there.answers, own_id)
        elif own_id not in state.removed:
            yield from row_drafts(roster, end, {q: text for q, text in printed.items() if text}, own_id)
            end += 1


def _prelist_roster() -> tuple[str, str]:
    """The roster whose lines are printed, and the question that numbers them."""
    rosters = load_form(LIST_FORM).bound.form.rosters
    return next((name, roster.number) for name, roster in rosters.items() if roster.number)
