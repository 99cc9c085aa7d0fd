"""One verdict for each bundle; what can't be taken in is held with its reason, and taken up when that is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Bundle, Certificate, Verdict, VerdictCode
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.kendali import KENDALI_FORM
from regsosek_desk.core.domain.roles import role_of
from regsosek_desk.core.domain.sample import COPY_FORM
from regsosek_desk.services.endpoint import conditions
from regsosek_desk.services.endpoint.claims import Claims
from regsosek_desk.services.endpoint.fold import Unfit
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.services.endpoint.ledger import Ledger
from regsosek_desk.services.endpoint.scopes import scope_of
from regsosek_desk.services.team.claims import GIVERS
from regsosek_desk.storage.endpoint.documents import Held
from regsosek_desk.storage.endpoint.store import Transaction
from regsosek_desk.sync.packing import pack_segment, unpack_segment

SLS_WITHDRAWN = "sls_withdrawn"
OF_OTHERS = ("parent_missing", "entry_foreign")
"""Reasons that the batch of another device may do away with."""
MAY_PASS = (*OF_OTHERS, "sls_unknown", "out_of_scope", "form_unknown", "beyond_role")
"""Reasons that may be gone after other work has come, or when the lists or the program have changed."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who made a bundle, and the SLS of it that are theirs."""

    device: str
    petugas: str
    revoked: bool
    places: frozenset[str]
    seen: frozenset[str] = frozenset()
    """SLS of which they may bring `forms`."""
    forms: tuple[str, ...] | None = ()
    """None: any."""
    role: str = ""


class Judging:
    """By the lists as they are now. A relay has none and takes in what comes: the office judges it later.

    `trusting` lets a sender bring entries of others, for which nobody else can vouch any more.
    """

    def __init__(
        self,
        transaction: Transaction,
        identity: ServerIdentity,
        bundles: Sequence[Bundle],
        at: str,
        *,
        trusting: bool = False,
    ) -> None:
        self._trusting = trusting or identity.is_relay
        self._transaction = transaction
        self._identity = identity
        self._at = at
        self._ledger = Ledger(transaction, bundles)
        self._claims = None if identity.is_relay else Claims(transaction, self._ledger, identity.keys.device, at)
        self._held: list[Held] = []
        self._done: list[str] = []
        ids = sorted({bundle.sls_id for bundle in bundles})
        if identity.is_relay:
            self._add_places(ids)
        self._places = transaction.lists.sls_of(ids)

    def _add_places(self, ids: Sequence[str]) -> None:
        known = self._transaction.lists.sls_of(ids)
        if new := [Sls(each) for each in ids if each not in known]:
            self._transaction.lists.put_sls(new, self._transaction.counter.take(), self._at)

    def sender(self, certificate: Certificate) -> Sender:
        """The sender of a batch; the list of petugas counts more than the certificate."""
        return self._sender(certificate.device, Petugas(certificate.petugas, "", certificate.role))

    def _sender(self, device: str, officer: Petugas) -> Sender:
        row = self._transaction.devices.device(device)
        known = self._transaction.lists.petugas([officer.code]).get(officer.code, officer)
        scope = scope_of(known, self._identity.certificate.kab)
        ids = list(self._places)
        revoked = bool(row and row.revoked_at)
        if self._identity.is_relay:
            return Sender(device, officer.code, revoked, frozenset(ids))
        whole, seen = (ask(scope, ids) for ask in (self._transaction.scopes.within, self._transaction.scopes.seen))
        forms = None if role_of(known) in GIVERS else (*scope.forms, COPY_FORM)
        return Sender(device, officer.code, revoked, frozenset(whole), frozenset(seen), forms, known.role)

    def verdicts(self, bundles: Sequence[Bundle], sender: Sender, batch: str) -> tuple[Verdict, ...]:
        """What becomes of each. Control books are looked at first: they tell whose the SLS are."""
        order = sorted(range(len(bundles)), key=lambda at: bundles[at].form != KENDALI_FORM)
        found = {at: self.verdict(bundles[at], sender, batch) for at in order}
        return tuple(found[at] for at in range(len(bundles)))

    def verdict(self, bundle: Bundle, sender: Sender, batch: str) -> Verdict:
        """What becomes of a bundle; it is held when it can't be taken in."""
        own_id = derived_id("karantina", sender.device, bundle.document, bundle.heads)
        try:
            code = self._take(bundle, sender, batch, sender.device)
        except Unfit as found:
            self._held.append(
                Held(own_id, batch, bundle.document, bundle.sls_id, sender.device, found.reason, found.params,
                     sender.petugas, self._at, pack_segment(bundle))
            )  # fmt: skip
            return Verdict(bundle.document, bundle.heads, "quarantined", found.reason, found.params, sender.petugas)
        self._done.append(own_id)
        withdrawn = code != "already" and self._places[bundle.sls_id].withdrawn
        return Verdict(bundle.document, bundle.heads, code, SLS_WITHDRAWN if withdrawn else "")

    def _take(self, bundle: Bundle, sender: Sender, batch: str, via: str) -> VerdictCode:
        """`via`: the device that need not be told of it. Raises Unfit."""
        if bundle.heads and self._ledger.heads(bundle.document) == bundle.heads:
            return "already"
        if sender.revoked:
            raise Unfit("device_revoked")
        if bundle.sls_id not in self._places:
            raise Unfit("sls_unknown", sls=bundle.sls_id)
        if not self._is_theirs(bundle, sender):
            raise Unfit("out_of_scope", sls=bundle.sls_id)
        author = None if self._trusting else (sender.device, Petugas(sender.petugas, "", sender.role))
        before = self._claims.before(bundle) if self._claims else None
        folded = self._ledger.fold(bundle, batch, via, author)
        if folded is None:
            return "already"
        if self._claims and before:
            self._claims.settle(bundle, before, folded)
        return "conflict" if folded.conflict else "accepted"

    def _is_theirs(self, bundle: Bundle, sender: Sender) -> bool:
        """Who took an SLS may always bring what they keyed there: another may have been first, or have it now."""
        wanted = sender.forms is None or bundle.form in sender.forms
        if bundle.sls_id in sender.places or (wanted and bundle.sls_id in sender.seen):
            return True
        return self._transaction.scopes.has_wanted(sender.petugas, bundle.sls_id)

    def take_up(self, waiting: Iterable[Held]) -> int:
        """Take in what was held and can be now, as long as one makes way for another; gives how many."""
        rest = [(held, unpack_segment(held.data)) for held in waiting]
        count = len(rest)
        while left := [(held, bundle) for held, bundle in rest if not self._is_taken_up(held, bundle)]:
            if len(left) == len(rest):
                break
            rest = left
        return count - len(left)

    def _is_taken_up(self, held: Held, bundle: Bundle) -> bool:
        try:
            sender = self._sender(held.sender, Petugas(held.owner, ""))
            self._take(bundle, sender, held.batch, "")  # it comes down to the sender too, who so learns of it
        except Unfit:
            return False
        self._done.append(held.id)
        return True

    def take_up_missing(self) -> None:
        """Take in what waited for parts that have come."""
        documents = self._transaction.documents
        found = {each for reason in OF_OTHERS for each in documents.waiting(self._ledger.changed, reason)}
        for document in sorted(found):
            self.take_up(list(documents.held(document, OF_OTHERS)))

    def close(self, extra: int = 0) -> int:
        """Write everything, see `Ledger.close`."""
        self._transaction.documents.hold(self._held)
        self._transaction.documents.resolve(self._done, self._at)
        last = self._ledger.close(extra)
        if not self._identity.is_relay:
            conditions.keep(self._transaction, self._ledger.sls_ids, last, self._at)
        return last
