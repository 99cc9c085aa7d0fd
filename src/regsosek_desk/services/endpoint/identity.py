"""Who an endpoint is: its keys, its certificate, and for an office's own the root key that certifies devices."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.services.endpoint.clock import utc_now
from regsosek_desk.storage.durable import write_durably
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, issue_certificate

KEY_FILE, MARK_FILE = "kunci-server.json", "LATIHAN.txt"
SERVER = "server"
"""Role in the certificate of an office's own endpoint."""


@dataclass(frozen=True)
class ServerIdentity:
    """A relay, which is a laptop's, has no `root`: it enrols nobody and judges no area."""

    keys: DeviceKeys = field(repr=False)
    certificate: Certificate
    root_key: str
    recovery: str
    """age recipient of the office, for which work files wrap their keys."""
    url: str = ""
    """Address at which laptops reach it."""
    root: DeviceKeys | None = field(default=None, repr=False)
    secret: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    """Signs sessions and enrolment codes; all processes of one endpoint share it."""

    training: bool = False
    """Whether all that comes from here is practice: petugas, lists, packages."""

    @property
    def is_relay(self) -> bool:
        return self.root is None


def init_identity(folder: Path, name: str, kab: str, url: str = "") -> tuple[ServerIdentity, str]:
    """Make the keys of an office and write KEY_FILE, readable by its owner alone.

    `kab` is four digits. Gives the identity and the office's recovery identity (age), which is kept nowhere.
    Raises InputFault `server_initialised` where there are keys, OSError.
    """
    if (folder / KEY_FILE).exists():
        raise InputFault("server_initialised", file=str(folder / KEY_FILE))
    root, keys, recovery = DeviceKeys.generate(), DeviceKeys.generate(), DeviceKeys.generate()
    certificate = issue_certificate(
        root, sign_key=keys.sign_key, recipient=keys.recipient, petugas="", name=name, role=SERVER, kab=kab,
        issued=utc_now(),
    )  # fmt: skip
    identity = ServerIdentity(keys, certificate, root.sign_key, recovery.recipient, url, root)
    _write(folder, identity)
    return identity, recovery.to_text().rpartition(":")[2]  # the half that reads


def load_identity(folder: Path) -> ServerIdentity:
    """Raises InputFault `server_not_initialised`, or `keys_damaged` where the file isn't whole; OSError."""
    try:
        found = json.loads((folder / KEY_FILE).read_text("utf-8"))
        return ServerIdentity(
            DeviceKeys.from_text(found["keys"]),
            certificate_from_json(found["certificate"]),
            found["root_key"],
            found["recovery"],
            found["url"],
            DeviceKeys.from_text(found["root"]),
            bytes.fromhex(found["secret"]),
            training=is_training(folder),
        )
    except FileNotFoundError:
        raise InputFault("server_not_initialised", file=str(folder / KEY_FILE)) from None
    except (ValueError, KeyError, TypeError, PeerFault):
        raise InputFault("keys_damaged") from None


def is_training(folder: Path) -> bool:
    """Whether an office in this folder is one for training."""
    return (folder / MARK_FILE).exists()


def _write(folder: Path, identity: ServerIdentity) -> None:
    assert identity.root is not None
    content = {
        "keys": identity.keys.to_text(),
        "certificate": certificate_to_json(identity.certificate),
        "root": identity.root.to_text(),
        "root_key": identity.root_key,
        "recovery": identity.recovery,
        "url": identity.url,
        "secret": identity.secret.hex(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / KEY_FILE, json.dumps(content, indent=1).encode(), 0o600)
