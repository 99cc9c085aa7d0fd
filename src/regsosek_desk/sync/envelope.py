"""One envelope for every way between two parties; docs/sync-protocol.md gives it byte by byte.

prelude (lengths) · header (JSON, readable by anyone, nothing personal) · body (age, zstd, payload) · signature of the
sender over all before it.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from regsosek_desk.core.domain.exchange import Bundle, Certificate
from regsosek_desk.core.domain.journal import canonical
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.sync.columns import values_in
from regsosek_desk.sync.compression import DICTIONARY, compress, expand
from regsosek_desk.sync.entries import MOST_ENTRIES
from regsosek_desk.sync.keys import DeviceKeys, check_signature, encrypt, from_b64, to_b64
from regsosek_desk.sync.packing import pack_bundles, unpack_bundles
from regsosek_desk.sync.statements import (
    certificate_from_json,
    certificate_to_json,
    check_certificate,
    checked_text,
    without_name,
)

Kind = Literal["batch", "changes"]
MAGIC = b"\x89RSD\r\n\x1a\n"
"""A byte beyond ASCII and both line ends, so that a copy made as text is noticed at once."""
VERSION = 1
MOST_PLAIN = 32 << 20
"""Bytes that an envelope may hold when unpacked."""
MOST_HEADER = 64 << 10
_PRELUDE = struct.Struct(">8sHIQ")  # magic, version, lengths of header and body
_CHECK = struct.Struct(">I")  # CRC-32 of these
_FRONT = _PRELUDE.size + _CHECK.size
_SIGNATURE = 64
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,20}Z")
"""They get into names of files."""
_MOST_COUNT = 1 << 63
"""Numbers get into columns of databases."""
_LENGTH = struct.Struct(">I")
_MOST_TOLD = 1 << 21
"""Values in the sections; the lists of a large kabupaten have half a million."""
_MOST = MOST_PLAIN + (1 << 20)


@dataclass(frozen=True, slots=True)
class Content:
    """What an envelope carries. `sections` are JSON values by name, such as "package", "receipts"."""

    kind: Kind
    bundles: tuple[Bundle, ...] = ()
    sections: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """What anyone may read of an envelope."""

    id: str
    kind: Kind
    number: int
    """Running number at its sender."""
    created: str
    """Clock of the sender: UTC, ISO 8601."""
    certificate: Certificate
    """Of the sender, without the name."""
    recipients: tuple[str, ...]
    """Devices that can open it."""
    documents: int
    entries: int
    plain_size: int
    """Bytes of the payload before it was compressed."""
    content_hash: str
    """SHA-256 (hex) of the payload."""
    dictionary: str
    """Which dictionary it was compressed with."""
    size: int = 0
    """Bytes of the whole envelope."""


def seal(
    content: Content,
    keys: DeviceKeys,
    certificate: Certificate,
    recipients: Sequence[Certificate],
    *,
    id: str,
    number: int,
    created: str,
    pause: Callable[[], None] = lambda: None,
) -> bytes:
    """The envelope of these keys' device for the devices of these certificates. `created` is UTC, ISO 8601; `pause` is
    called after each bundle.

    Raises InputFault `envelope_too_large` when the content is more than one may hold.
    """
    entries = sum(len(bundle.entries) for bundle in content.bundles)
    payload = _payload(content, certificate.name, pause) if entries <= MOST_ENTRIES else b""
    if not payload or len(payload) > MOST_PLAIN:
        raise InputFault("envelope_too_large")
    header = Header(
        id=id,
        kind=content.kind,
        number=number,
        created=created,
        certificate=without_name(certificate),
        recipients=tuple(recipient.device for recipient in recipients),
        documents=len(content.bundles),
        entries=entries,
        plain_size=len(payload),
        content_hash=hashlib.sha256(payload).hexdigest(),
        dictionary=DICTIONARY,
    )
    return _signed(header, encrypt(compress(payload), [recipient.recipient for recipient in recipients]), keys)


def read_header(data: bytes, root_key: str) -> Header:
    """The header of an envelope that is whole, unchanged and from a device of this office.

    Raises InputFault `not_an_envelope`, `envelope_cut`, `envelope_changed`, `envelope_newer`, `envelope_too_large`;
    PeerFault `certificate_invalid`.
    """
    start, end = _parts(data)
    header = _header(data[_FRONT:start], len(data))
    if not check_signature(header.certificate.sign_key, data[:end], to_b64(data[end:])):
        raise InputFault("envelope_changed")
    check_certificate(header.certificate, root_key)
    if header.plain_size > MOST_PLAIN:
        raise InputFault("envelope_too_large")
    if header.dictionary != DICTIONARY:
        raise InputFault("envelope_newer")
    return header


def open_envelope(
    data: bytes, keys: DeviceKeys, root_key: str, pause: Callable[[], None] = lambda: None
) -> tuple[Header, Content]:
    """Header and content of an envelope for these keys; `pause` is called after each bundle.

    Raises what `read_header` raises, InputFault `envelope_not_for_us`, and `envelope_malformed` when the sender made it
    wrong: header and content contradict one another.
    """
    header = read_header(data, root_key)
    if keys.device not in header.recipients:
        raise InputFault("envelope_not_for_us")
    start, end = _parts(data)
    payload = expand(keys.decrypt(data[start:end]), header.plain_size)
    if len(payload) != header.plain_size or hashlib.sha256(payload).hexdigest() != header.content_hash:
        raise InputFault("envelope_malformed")
    name, sections, bundles = _open_payload(payload, pause)
    if (len(bundles), sum(len(bundle.entries) for bundle in bundles)) != (header.documents, header.entries):
        raise InputFault("envelope_malformed")
    sender = replace(header.certificate, name=name)
    check_certificate(sender, root_key)
    return replace(header, certificate=sender), Content(header.kind, bundles, sections)


# --- parts ------------------------------------------------------------------------------------------


def _signed(header: Header, body: bytes, keys: DeviceKeys) -> bytes:
    told = {each.name: getattr(header, each.name) for each in fields(Header) if each.name != "size"}
    told |= {"certificate": certificate_to_json(header.certificate), "recipients": list(header.recipients)}
    text = canonical(told).encode()
    prelude = _PRELUDE.pack(MAGIC, VERSION, len(text), len(body))
    front = prelude + _CHECK.pack(zlib.crc32(prelude)) + text + body
    return front + from_b64(keys.sign(front))


def _parts(data: bytes) -> tuple[int, int]:
    """Where the body starts and ends, once the lengths are right."""
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise InputFault("not_an_envelope")
    if len(data) < _FRONT:
        raise InputFault("envelope_cut")
    _, version, header, body = _PRELUDE.unpack_from(data)
    if _CHECK.unpack_from(data, _PRELUDE.size) != (zlib.crc32(data[: _PRELUDE.size]),):
        raise InputFault("envelope_changed")
    if version != VERSION:
        raise InputFault("envelope_newer")
    if header > MOST_HEADER or body > _MOST:
        raise InputFault("envelope_too_large")
    end = _FRONT + header + body
    if len(data) < end + _SIGNATURE:
        raise InputFault("envelope_cut")
    if len(data) > end + _SIGNATURE:
        raise InputFault("envelope_changed")
    return _FRONT + header, end


def _header(raw: bytes, size: int) -> Header:
    try:
        told = _json(raw)
        return Header(
            id=_matching(_ID, told["id"]),
            kind=_kind(told["kind"]),
            number=_count(told["number"]),
            created=_matching(_MOMENT, told["created"]),
            certificate=certificate_from_json(told["certificate"]),
            recipients=tuple(map(checked_text, told["recipients"])),
            documents=_count(told["documents"]),
            entries=_count(told["entries"]),
            plain_size=_count(told["plain_size"]),
            content_hash=checked_text(told["content_hash"]),
            dictionary=checked_text(told["dictionary"]),
            size=size,
        )
    except (ValueError, TypeError, LookupError, PeerFault):
        raise InputFault("envelope_changed") from None


def _kind(value: object) -> Kind:
    if value == "batch":
        return "batch"
    if value == "changes":
        return "changes"
    raise ValueError("kind")


def _matching(pattern: re.Pattern[str], value: object) -> str:
    text = checked_text(value)
    if not pattern.fullmatch(text):
        raise ValueError("pattern")
    return text


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < _MOST_COUNT:
        raise ValueError("count")
    return value


def _json(raw: bytes) -> Any:
    """The value that this is the canonical JSON of. Raises ValueError for any other bytes, and for too many values."""
    if values_in(raw) > _MOST_TOLD:
        raise ValueError("values")
    try:
        value = json.loads(raw)
        if canonical(value).encode() != raw:
            raise ValueError("canonical")
    except RecursionError:
        raise ValueError("depth") from None
    return value


def _payload(content: Content, name: str, pause: Callable[[], None]) -> bytes:
    told = canonical({"name": name, "sections": dict(content.sections)}).encode()
    if values_in(told) > _MOST_TOLD:
        raise InputFault("envelope_too_large")
    return _LENGTH.pack(len(told)) + told + pack_bundles(content.bundles, pause)


def _open_payload(payload: bytes, pause: Callable[[], None]) -> tuple[str, dict[str, Any], tuple[Bundle, ...]]:
    """Name of the sender, sections, bundles."""
    if len(payload) < _LENGTH.size:
        raise InputFault("envelope_malformed")
    end = _LENGTH.size + _LENGTH.unpack_from(payload)[0]
    try:
        told = _json(payload[_LENGTH.size : end])
        name, sections = checked_text(told["name"]), told["sections"]
        if not isinstance(sections, dict):
            raise ValueError("sections")
    except (ValueError, TypeError, LookupError):
        raise InputFault("envelope_malformed") from None
    return name, sections, unpack_bundles(payload[end:], pause)
