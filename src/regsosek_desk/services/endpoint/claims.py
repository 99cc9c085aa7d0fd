"""Who keys an SLS, settled by the order in which the claims came to the endpoint.

Laptops that took an SLS without knowing of each other each have it in their book. The endpoint goes by what came
first, and says so with a row of its own wherever the merged book could be read otherwise. Who keys the SLS gets
everything of it by an assignment, which goes when it is given back or handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import Answers, DocumentState
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import Entry, Stamp, chain
from regsosek_desk.core.domain.kendali import (
    CLAIMS,
    KENDALI_FORM,
    Claim,
    ClaimAction,
    Kendali,
    claim_answers,
    read_kendali,
)
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.services.documents import row_drafts
from regsosek_desk.services.endpoint.fold import Folded
from regsosek_desk.services.endpoint.ledger import Ledger
from regsosek_desk.services.team.claims import GIVERS
from regsosek_desk.storage.endpoint.documents import EndpointDocument
from regsosek_desk.storage.endpoint.store import Transaction


@dataclass(frozen=True, slots=True)
class _Row:
    """A row about keying that has just come, and who wrote it."""

    answers: Answers
    author: str

    def named(self, question: str) -> str:
        return self.answers.get(question, "")


class Claims:
    """Follows the books of one transaction; `device` is the endpoint's own."""

    def __init__(self, transaction: Transaction, ledger: Ledger, device: str, at: str) -> None:
        self._transaction = transaction
        self._ledger = ledger
        self._stamp = Stamp("", device, at, 0)

    def before(self, bundle: Bundle) -> Kendali:
        """The book as it is before a bundle of it is folded in."""
        state = self._ledger.state(bundle.document) if bundle.form == KENDALI_FORM else None
        return read_kendali(state) if state else Kendali()

    def settle(self, bundle: Bundle, before: Kendali, folded: Folded) -> None:
        """Go on from the book before by what is new, in the order of its coming; assign the SLS accordingly."""
        if bundle.form != KENDALI_FORM or not (fresh := _fresh(folded)):
            return
        claim, refused = self._followed(before.claim, fresh)
        assert folded.document.state is not None
        if refused or _holder(read_kendali(folded.document.state).claim) != _holder(claim):
            self._say(folded.document, claim)
        lost = {row.named("petugas") for row in refused} - {_holder(claim)}
        lists, counter = self._transaction.lists, self._transaction.counter
        lists.put_claim(bundle.sls_id, _holder(claim), lost, self._stamp.at, counter)

    def _followed(self, claim: Claim | None, fresh: Sequence[_Row]) -> tuple[Claim | None, list[_Row]]:
        """The claim after these rows, and those that somebody took an SLS with that was another's or not theirs."""
        officers = self._transaction.lists.petugas({word for row in fresh for word in _named(row)})
        refused = []
        for row in fresh:
            after = _after(claim, row, officers)
            if row.named("aksi") == ClaimAction.TAKE and _holder(after) != row.named("petugas"):
                refused.append(row)
            claim = after
        return claim, refused

    def _say(self, book: EndpointDocument, claim: Claim | None) -> None:
        """A row of the endpoint's own, by which everybody reads the book alike."""
        assert book.state is not None
        answers = claim_answers(ClaimAction.SETTLE, _holder(claim), claim.since if claim else self._stamp.at)
        drafts = row_drafts(CLAIMS, len(book.state.rows(CLAIMS)), answers, uuid7())
        entries = chain(book.id, book.tip, drafts, self._stamp)
        self._ledger.fold(_bundle(book, entries), "", self._stamp.device)


def _fresh(folded: Folded) -> list[_Row]:
    authors = {e.row: e.petugas for e in folded.fresh if e.op == "row_add" and e.roster == CLAIMS}
    state = folded.document.state or DocumentState()
    return [_Row(row.answers, authors[row.id]) for row in state.rows(CLAIMS) if row.id in authors]


def _named(row: _Row) -> Iterable[str]:
    return row.author, row.named("petugas"), row.named("kepada")


def _holder(claim: Claim | None) -> str:
    return claim.petugas if claim else ""


def _after(claim: Claim | None, row: _Row, officers: Mapping[str, Petugas]) -> Claim | None:
    """Only an operator takes an SLS or gets one; only its holder, or who leads them, ends a claim."""
    petugas, to = row.named("petugas"), row.named("kepada")
    roles = {code: role_of(each) for code, each in officers.items()}
    if row.author != petugas and roles.get(row.author) not in GIVERS:
        return claim
    match row.named("aksi"):
        case ClaimAction.TAKE if claim is None and roles.get(petugas) is Role.OPERATOR:
            return Claim(petugas, row.named("pukul"))
        case ClaimAction.PASS_ON if claim and claim.petugas == petugas and roles.get(to) is Role.OPERATOR:
            return Claim(to, row.named("pukul"))
        case ClaimAction.RELEASE if claim and claim.petugas == petugas:
            return None
        case _:
            return claim


def _bundle(book: EndpointDocument, entries: Sequence[Entry]) -> Bundle:
    return Bundle(
        book.id, book.form, book.sls_id, None, book.form_version, book.rule_hash, book.status, book.errors,
        book.warnings, book.infos, entries[-1].hash, tuple(entries),
    )  # fmt: skip
