"""The ways of an enrolled laptop to others: the office's endpoint, a link to any peer, a relay of its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.laptop import laptop_of
from regsosek_desk.services.exchange.packages import revoked_devices
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.client import HttpLink

_RELAY_KEY = "relay_key"
"""Key in `meta`: the key of the store that our relay keeps, in hex."""


def office_address(run: RunOnFile) -> str:
    """The address at which the office's endpoint was met last. Raises InputFault `not_enrolled`."""
    server = laptop_of(run).server
    peers = run(lambda file: file.exchange.peers())
    found = next((peer.address for peer in peers if peer.id == server), "")
    if not found:
        raise InputFault("not_enrolled")
    return found


def link_to(run: RunOnFile, address: str, wait: Callable[[float], None]) -> HttpLink:
    """A link on which this laptop signs what it asks; `wait` as in HttpLink. Raises InputFault `not_enrolled`."""
    laptop = laptop_of(run)
    return HttpLink(address, laptop.keys, laptop.certificate, wait=wait)


def relay_settings(run: RunOnFile, folder: Path) -> str:
    """One line of JSON for `server relay`, secrets in it: it goes to the standard input of the child and nowhere else.

    Raises InputFault `not_enrolled`, MachineFault `relay_folder` where nothing can be written to the folder.
    """
    laptop_of(run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise MachineFault("relay_folder", place=str(folder)) from error
    return json.dumps(run(lambda file: _settings(file, folder)))


def _settings(file: WorkFile, folder: Path) -> dict[str, object]:
    if _RELAY_KEY not in file.meta:
        file.set_meta(_RELAY_KEY, secrets.token_hex(32))
    meta = file.meta
    return {
        "folder": str(folder),
        "database": f"sqlite:///{(folder / 'titipan.db').as_posix()}",
        "key": meta[_RELAY_KEY],
        "keys": meta["keys"],
        "certificate": json.loads(meta["certificate"]),
        "root_key": meta["root_key"],
        "recovery": meta["recovery"],
        "revoked": sorted(revoked_devices(file)),
    }
