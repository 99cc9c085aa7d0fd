"""The key of a work file as only the office can read it: one line of text, age to its recovery recipient."""

from __future__ import annotations

import base64
import json

import pyrage

from regsosek_desk.core.errors import InputFault


def lock(key: bytes, device: str, recipient: str) -> str:
    """Base64 of the age file that holds key and device id. Raises InputFault `recovery_key_wrong`."""
    try:
        to = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise InputFault("recovery_key_wrong") from None
    said = json.dumps({"device": device, "key": key.hex()}).encode("utf-8")
    return base64.urlsafe_b64encode(pyrage.encrypt(said, [to])).decode("ascii")


def unlock(text: str, identity: str) -> tuple[bytes, str]:
    """Key and device id, by the office's age identity. Raises InputFault `recovery_key_wrong`."""
    try:
        by = pyrage.x25519.Identity.from_str(identity.strip())
        said = json.loads(pyrage.decrypt(base64.urlsafe_b64decode(text.strip()), [by]))
        return bytes.fromhex(said["key"]), str(said["device"])
    except (pyrage.IdentityError, pyrage.DecryptError, ValueError, KeyError, TypeError):
        raise InputFault("recovery_key_wrong") from None
