"""What two sides of an exchange tell each other about documents: bundles, verdicts, receipts, certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from regsosek_desk.core.domain.journal import Entry, canonical

VerdictCode = Literal["accepted", "already", "conflict", "quarantined"]
"""accepted: new here and now kept · already: every entry was here · conflict: kept, two wrote one field ·
quarantined: kept aside as it came, not part of the document until a person has mended it."""
HELD = frozenset({"accepted", "already", "conflict"})
"""Verdicts after which the receiver holds every entry of the bundle."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one side sends of one document: the entries the other may not have yet, in `in_order`."""

    document: str
    form: str
    sls_id: str
    vk_row: str | None
    form_version: str
    rule_hash: str
    status: str
    """As its owner's program last judged the whole document, with the three counts below."""
    errors: int
    warnings: int
    infos: int
    heads: str
    """Tip hash of the whole document at the sender after these entries (see `Tip.hash`)."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one bundle. `heads` are those of the bundle, so that the sender knows which state was judged."""

    document: str
    heads: str
    code: VerdictCode
    reason: str = ""
    """Code of a message under `exchange.reason.*`, "" unless quarantined."""
    params: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    """Code of the petugas who is to mend it, "" unless quarantined."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who a device is, signed by the office. Keys are text: Ed25519 public key in base64url, age recipient."""

    device: str
    sign_key: str
    recipient: str
    petugas: str
    name: str
    """Name of the petugas, of the office for its own server; "" where it is left out, as outside of the encryption."""
    role: str
    """Role of the petugas; "server" for the endpoint."""
    kab: str
    """Four digits: provinsi and kabupaten."""
    issued: str
    """UTC, ISO 8601."""
    signature: str = ""
    """Ed25519 of the office's root key over `statement`, base64url."""
    name_hash: str = ""
    """See `hash_of_name`: the certificate stays whole where the name is left out."""

    @property
    def statement(self) -> str:
        return canonical(["regsosek-certificate-1", self.device, self.sign_key, self.recipient, self.petugas,
                          self.name_hash, self.role, self.kab, self.issued])  # fmt: skip


def hash_of_name(device: str, name: str) -> str:
    """SHA-256 (hex) that ties a name to a device."""
    return hashlib.sha256(canonical([device, name]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Signed by the receiver of a batch: every document in it, with the state it was in and what became of it."""

    batch: str
    number: int
    """Running number of the batch at its sender."""
    sender: str
    """Device that sent the batch."""
    issuer: Certificate
    at: str
    """Clock of the issuer: UTC, ISO 8601."""
    verdicts: tuple[Verdict, ...]
    signature: str = ""
    """Ed25519 of the issuer over `statement`, base64url."""

    @property
    def held(self) -> int:
        """Documents that the issuer now holds."""
        return sum(verdict.code in HELD for verdict in self.verdicts)

    @property
    def root(self) -> str:
        """Merkle root (hex) over all verdicts."""
        return merkle_root([canonical([v.document, v.heads, v.code, v.reason]) for v in self.verdicts])

    @property
    def statement(self) -> str:
        """What is signed: short enough for a QR, and the root ties every document to it."""
        return "|".join(("RGSK1", self.issuer.device, self.batch, str(self.number), self.sender, self.at,
                         str(self.held), str(len(self.verdicts)), self.root))  # fmt: skip


def is_foreign(fresh: Iterable[Entry], device: str, petugas: str) -> bool:
    """Whether some of these entries, new to who received them, are not by the device and petugas that sent them.

    What vouches for an entry is the signature of its own device on the envelope that first brought it.
    """
    return any(each.device != device or each.petugas not in ("", petugas) for each in fresh)


def merkle_root(leaves: Sequence[str]) -> str:
    """Root (hex) of the Merkle tree over these texts, leaves and nodes told apart (RFC 6962, 2.1)."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    level = [hashlib.sha256(b"\x00" + leaf.encode()).digest() for leaf in leaves]
    return _root(level).hex()


def _root(nodes: Sequence[bytes]) -> bytes:
    if len(nodes) == 1:
        return nodes[0]
    split = 1 << (len(nodes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(nodes[:split]) + _root(nodes[split:])).digest()
