"""What a device lacks, a page at a time, sealed for it alone.

A cursor is `since` (everything of the scope is there up to that order number) or, in the midst of several pages,
`since.done.until`; before it stands the epoch, and a colon. A cursor of another epoch counts as none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import in_order
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.endpoint.access import Device
from regsosek_desk.services.endpoint.clock import Clock
from regsosek_desk.services.endpoint.conditions import bring_up, deadline_of
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.services.endpoint.scopes import scope_of, sls_to_json
from regsosek_desk.services.endpoint.vk_lists import ensure_lists
from regsosek_desk.services.progress.told import told_to_json
from regsosek_desk.storage.endpoint.documents import EndpointDocument, Segment
from regsosek_desk.storage.endpoint.scope import Scope, Window
from regsosek_desk.storage.endpoint.segments import unpack_entries
from regsosek_desk.storage.endpoint.store import EndpointStore, Transaction
from regsosek_desk.sync.envelope import Content, seal

_SEGMENTS, _BYTES = 250, 2_000_000
"""In one page at most; bytes as they are stored."""
_LISTS = 100
"""VK documents made for one page at most."""


class Changes:
    """Pages of changes."""

    def __init__(self, store: EndpointStore, identity: ServerIdentity, clock: Clock) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock

    def page(self, device: Device, after: str) -> tuple[bytes, str] | None:
        """An envelope and the cursor behind it; None when there is nothing new after the cursor `after`.

        Raises InputFault `cursor_wrong`.
        """
        begun, _, place = after.rpartition(":")
        window = _window(place)
        with self._store.reading() as transaction:
            scope = self._scope(transaction, device)
            lacking = transaction.scopes.unlisted(scope, LIST_FORM, _LISTS)
        if lacking:
            with self._store.writing() as transaction:
                ensure_lists(transaction, lacking, self._identity.keys.device, self._clock())
        if scope.seen is not None:
            bring_up(self._store, self._clock)
        with self._store.reading() as transaction:
            epoch = transaction.epoch()
            found = self._content(transaction, device, scope, window if begun == epoch else Window(0, 0, 0))
        return self._sealed(device, *found, epoch) if found else None

    def _scope(self, transaction: Transaction, device: Device) -> Scope:
        code = device.petugas
        if self._identity.is_relay:
            return Scope(code)
        known = transaction.lists.petugas([code]).get(code, Petugas(code, "", device.certificate.role))
        return scope_of(known, self._identity.certificate.kab)

    def _sealed(self, device: Device, content: Content, cursor: str, epoch: str) -> tuple[bytes, str]:
        told = replace(content, sections={**content.sections, "epoch": epoch})
        envelope = seal(
            told, self._identity.keys, self._identity.certificate, [device.certificate],
            id=uuid7(), number=int(cursor.rpartition(".")[2]), created=self._clock(),
        )  # fmt: skip
        return envelope, f"{epoch}:{cursor}"

    def _content(
        self, transaction: Transaction, device: Device, scope: Scope, window: Window
    ) -> tuple[Content, str] | None:
        sections: dict[str, Any] = {}
        first = not window.until
        if first:
            window = replace(window, until=transaction.counter.now())
            sections = self._sections(transaction, device, scope, window)
        found = transaction.scopes.segments(scope, window, device.id, _SEGMENTS + 1)
        segments = _bounded(found)
        if first and not segments and not sections:
            return None
        content = Content("changes", _bundles(transaction, segments), sections)
        if len(segments) < len(found):
            return content, f"{window.since}.{segments[-1].number}.{window.until}"
        return content, str(window.until)

    def _sections(self, transaction: Transaction, device: Device, scope: Scope, window: Window) -> dict[str, Any]:
        sections: dict[str, Any] = {}
        changed = window.since == 0 or transaction.scopes.changed(scope) > window.since
        if changed and not self._identity.is_relay:
            sections["package"] = _package(transaction, scope)
        if not self._identity.is_relay:
            sections |= _standing(transaction, scope, window)
        if receipts := transaction.documents.receipts(device.id, window.since, window.until):
            sections["receipts"] = list(receipts)
        return sections


def _standing(transaction: Transaction, scope: Scope, window: Window) -> dict[str, Any]:
    """How far the SLS are of which somebody sees more than they have; for everybody the day by which all is to be done.
    """
    sections: dict[str, Any] = {}
    deadline, number = deadline_of(transaction)
    if number > window.since:
        sections["deadline"] = deadline
    if scope.seen is not None and (found := transaction.conditions.within(scope, window)):
        sections["conditions"] = told_to_json(found)
    return sections


def _window(cursor: str) -> Window:
    parts = cursor.split(".") if cursor else ["0"]
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise InputFault("cursor_wrong")
    match [int(part) for part in parts]:
        case [since]:
            return Window(since, 0, 0)
        case [since, done, until] if done < until:
            return Window(since, done, until)
        case _:
            raise InputFault("cursor_wrong")


def _bounded(segments: Sequence[Segment]) -> list[Segment]:
    """The first of them, one at least, that are not too many or too large."""
    size = 0
    kept: list[Segment] = []
    for segment in segments[:_SEGMENTS]:
        size += len(segment.data)
        if kept and size > _BYTES:
            break
        kept.append(segment)
    return kept


def _bundles(transaction: Transaction, segments: Sequence[Segment]) -> tuple[Bundle, ...]:
    """One for each document, in the order in which they were last changed."""
    by_document: dict[str, list[Segment]] = {}
    for segment in segments:
        by_document.setdefault(segment.document, []).append(segment)
    documents = transaction.documents.documents(by_document)
    return tuple(_bundle(documents[key], some) for key, some in by_document.items())


def _bundle(document: EndpointDocument, segments: Sequence[Segment]) -> Bundle:
    entries = [entry for segment in segments for entry in unpack_entries(document.id, segment.data)]
    return Bundle(
        document.id, document.form, document.sls_id, document.vk_row, document.form_version, document.rule_hash,
        document.status, document.errors, document.warnings, document.infos, segments[-1].heads_after,
        tuple(in_order(entries)),
    )  # fmt: skip


def _package(transaction: Transaction, scope: Scope) -> dict[str, Any]:
    """The lists as far as they concern the scope, whole."""
    places = transaction.scopes.sls_ids(scope)
    officers = transaction.lists.petugas(transaction.scopes.officers(scope))
    return {
        "sls": [sls_to_json(each) for each in transaction.lists.sls_of(places).values()],
        "petugas": [asdict(each) for each in officers.values()],
        "assignments": [[scope.petugas, sls_id] for sls_id in places],
        "revoked": transaction.devices.revoked(),
    }
