"""What parties sign about one another: certificates of devices, receipts of batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from string import punctuation
from typing import Any, get_args
from urllib.parse import quote, unquote

from regsosek_desk.core.domain.exchange import Certificate, Receipt, Verdict, VerdictCode, hash_of_name
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.keys import DeviceKeys, check_public_keys, check_signature, device_of

_CERTIFICATE_FIELDS = tuple(each.name for each in fields(Certificate))
_VERDICT_TEXTS = ("document", "heads", "code", "reason", "owner")
_CODE_FIELDS = ("sign_key", "recipient", "petugas", "name", "role", "kab", "issued", "signature")
"""What the code of a receipt tells of its issuer; the rest follows."""
_PLAIN = " " + punctuation.replace("|", "").replace("%", "")


# --- certificates -----------------------------------------------------------------------------------


def issue_certificate(
    root: DeviceKeys, *, sign_key: str, recipient: str, petugas: str, name: str, role: str, kab: str, issued: str
) -> Certificate:
    """The office says whose device this is. `issued` is UTC, ISO 8601. Raises InputFault `key_malformed`."""
    check_public_keys(sign_key, recipient)
    device = device_of(sign_key)
    bare = Certificate(
        device, sign_key, recipient, petugas, name, role, kab, issued, name_hash=hash_of_name(device, name)
    )
    return replace(bare, signature=root.sign(bare.statement.encode()))


def check_certificate(certificate: Certificate, root_key: str) -> None:
    """Raises PeerFault `certificate_invalid` unless the office with this root key signed it as it stands."""
    try:
        true = (
            certificate.device == device_of(certificate.sign_key)
            and (not certificate.name or certificate.name_hash == hash_of_name(certificate.device, certificate.name))
            and check_signature(root_key, certificate.statement.encode(), certificate.signature)
        )
    except ValueError:
        true = False
    if not true:
        raise PeerFault("certificate_invalid")


def without_name(certificate: Certificate) -> Certificate:
    """The same certificate, still checkable, for where anyone may read it."""
    return replace(certificate, name="")


def certificate_to_json(certificate: Certificate) -> dict[str, str]:
    return asdict(certificate)


def certificate_from_json(value: object) -> Certificate:
    """The certificate as it was written, not yet checked. Raises PeerFault `certificate_invalid`."""
    try:
        return Certificate(**_texts(value, _CERTIFICATE_FIELDS))
    except ValueError:
        raise PeerFault("certificate_invalid") from None


# --- receipts ---------------------------------------------------------------------------------------


def issue_receipt(
    keys: DeviceKeys,
    certificate: Certificate,
    *,
    batch: str,
    number: int,
    sender: str,
    at: str,
    verdicts: tuple[Verdict, ...],
) -> Receipt:
    """The issuer, whose keys and certificate these are, says what became of each document of a batch."""
    bare = Receipt(batch, number, sender, certificate, at, verdicts)
    return replace(bare, signature=keys.sign(bare.statement.encode()))


def check_receipt(receipt: Receipt, root_key: str) -> None:
    """Raises PeerFault `receipt_invalid` unless a device of this office signed it as it stands."""
    _check_signed(receipt.issuer, receipt.statement, receipt.signature, root_key)


def receipt_to_json(receipt: Receipt) -> dict[str, Any]:
    return {
        **{name: getattr(receipt, name) for name in ("batch", "number", "sender", "at", "signature")},
        "issuer": certificate_to_json(receipt.issuer),
        "verdicts": [_verdict_to_json(verdict) for verdict in receipt.verdicts],
    }


def receipt_from_json(value: object) -> Receipt:
    """The receipt as it was written, not yet checked. Raises PeerFault `receipt_invalid`."""
    try:
        texts = _texts(value, ("batch", "sender", "at", "signature"))
        assert isinstance(value, Mapping)
        number, verdicts = value.get("number"), value.get("verdicts")
        if type(number) is not int or not isinstance(verdicts, list):
            raise ValueError("receipt")
        issuer = certificate_from_json(value.get("issuer"))
        return Receipt(number=number, issuer=issuer, verdicts=tuple(map(_verdict, verdicts)), **texts)
    except (ValueError, PeerFault):
        raise PeerFault("receipt_invalid") from None


def _verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    texts = {name: getattr(verdict, name) for name in _VERDICT_TEXTS}
    return {**texts, "params": dict(verdict.params)}


def _verdict(value: object) -> Verdict:
    texts = _texts(value, _VERDICT_TEXTS)
    assert isinstance(value, Mapping)
    said = texts.pop("code")
    code = next((code for code in get_args(VerdictCode) if code == said), None)
    if code is None:
        raise ValueError("code")
    params = value.get("params")
    return Verdict(code=code, params=_texts(params, tuple(params) if isinstance(params, Mapping) else ()), **texts)


def _check_signed(issuer: Certificate, statement: str, signature: str, root_key: str) -> None:
    try:
        check_certificate(issuer, root_key)
        true = check_signature(issuer.sign_key, statement.encode(), signature)
    except (PeerFault, ValueError):
        true = False
    if not true:
        raise PeerFault("receipt_invalid")


# --- the code on a printed receipt ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """What the code of a receipt proves: who holds how many documents of which batch."""

    issuer: Certificate
    batch: str
    number: int
    sender: str
    at: str
    """Clock of the issuer: UTC, ISO 8601."""
    held: int
    count: int
    root: str


def receipt_code(receipt: Receipt) -> str:
    """Text for a QR: the signed statement, and who signed it.

    ASCII alone, since scanners type it like a keyboard; below 700 characters for names up to 100.
    """
    issuer = certificate_to_json(receipt.issuer)
    told = [quote(issuer[name], safe=_PLAIN) for name in _CODE_FIELDS]
    return "|".join((receipt.statement, receipt.signature, *told))


def check_receipt_code(text: str, root_key: str) -> ReceiptCode:
    """What a scanned code proves. Raises PeerFault `receipt_invalid` unless a device of this office made it."""
    parts = text.strip().split("|")
    try:
        _, device, batch, number, sender, at, held, count, root, signature = parts[:10]
        told = dict(zip(_CODE_FIELDS, map(unquote, parts[10:]), strict=True))
        issuer = Certificate(device=device, name_hash=hash_of_name(device, told["name"]), **told)
        _check_signed(issuer, "|".join(parts[:9]), signature, root_key)
        return ReceiptCode(issuer, batch, int(number), sender, at, int(held), int(count), root)
    except ValueError:
        raise PeerFault("receipt_invalid") from None


def _texts(value: object, names: tuple[str, ...]) -> dict[str, str]:
    """The texts under these names in a JSON object. Raises ValueError when one is missing or is something else."""
    if not isinstance(value, Mapping):
        raise ValueError("object")
    return {name: checked_text(value.get(name)) for name in names}


def checked_text(value: object) -> str:
    """The value, when it is a whole text. Raises ValueError when it isn't."""
    if not isinstance(value, str):
        raise ValueError("text")
    value.encode()  # raises ValueError for half a character
    return value
