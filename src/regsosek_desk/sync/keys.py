"""The keys of a device: one pair to sign with (Ed25519), one to be written to (age, X25519)."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from regsosek_desk.core.errors import InputFault

_MARK = "RSDK1"


@dataclass(frozen=True)
class DeviceKeys:
    """Both pairs. The secret halves are shown by `to_text` alone."""

    _signing: Ed25519PrivateKey = field(repr=False)
    _reading: pyrage.x25519.Identity = field(repr=False)

    @classmethod
    def generate(cls) -> DeviceKeys:
        return cls(Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate())

    @classmethod
    def from_text(cls, text: str) -> DeviceKeys:
        """Keys as `to_text` wrote them. Raises InputFault `keys_damaged`."""
        try:
            mark, seed, identity = text.split(":")
            if mark != _MARK:
                raise ValueError(mark)
            return cls(Ed25519PrivateKey.from_private_bytes(from_b64(seed)), pyrage.x25519.Identity.from_str(identity))
        except (ValueError, pyrage.IdentityError):
            raise InputFault("keys_damaged") from None

    def to_text(self) -> str:
        """Secret: to be kept only inside an encrypted file, or in the server's own key file."""
        return f"{_MARK}:{to_b64(self._signing.private_bytes_raw())}:{self._reading}"

    @property
    def sign_key(self) -> str:
        """The public Ed25519 key, base64url."""
        return to_b64(self._signing.public_key().public_bytes_raw())

    @property
    def recipient(self) -> str:
        """The age recipient, `age1…`."""
        return str(self._reading.to_public())

    @property
    def device(self) -> str:
        return device_of(self.sign_key)

    def sign(self, data: bytes) -> str:
        """Ed25519 signature, base64url."""
        return to_b64(self._signing.sign(data))

    def decrypt(self, data: bytes) -> bytes:
        """What `encrypt` made for these keys. Raises InputFault `envelope_not_for_us`."""
        try:
            return bytes(pyrage.decrypt(data, [self._reading]))
        except pyrage.DecryptError:
            raise InputFault("envelope_not_for_us") from None


def device_of(sign_key: str) -> str:
    """The id of the device with this public key. Raises ValueError when it is no base64url."""
    return "d-" + hashlib.sha256(from_b64(sign_key)).hexdigest()[:16]


def check_signature(sign_key: str, data: bytes, signature: str) -> bool:
    """Whether the signature is that key's over the data; False also where either isn't one at all."""
    try:
        Ed25519PublicKey.from_public_bytes(from_b64(sign_key)).verify(from_b64(signature), data)
    except (ValueError, InvalidSignature):
        return False
    return True


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """The data for each of these age recipients. Raises InputFault `key_malformed`."""
    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]))
    except (pyrage.RecipientError, pyrage.EncryptError):
        raise InputFault("key_malformed") from None


def check_public_keys(sign_key: str, recipient: str) -> None:
    """Raises InputFault `key_malformed` unless something can be verified with the one and encrypted to the other."""
    try:
        Ed25519PublicKey.from_public_bytes(from_b64(sign_key))
    except ValueError:
        raise InputFault("key_malformed") from None
    encrypt(b"", [recipient])


def to_b64(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_b64(text: str) -> bytes:
    """Raises ValueError for anything that `to_b64` doesn't write."""
    data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if to_b64(data) != text:
        raise ValueError(text)
    return data
