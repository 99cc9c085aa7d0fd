"""A PML's laptop as an endpoint for the PPL beside it: started by the window, gone when the window goes.

The window gives what it needs as one line of JSON on standard input, secrets included, which so never stand in a list
of processes or a file; the answer is one line of JSON on standard output. When standard input ends, the relay ends.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.server.app import create_app
from regsosek_desk.server.running import address_of, listen, server_of
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.discover import Found, announce, fingerprint, lan_address
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json

_ANYWHERE = "0.0.0.0"  # noqa: S104  laptops of the PPL come over the network


def run_relay(given: TextIO = sys.stdin, told: TextIO = sys.stdout) -> None:
    """Serve until `given` ends.

    Raises InputFault `relay_settings_wrong`, MachineFault `port_taken`, `relay_folder`, `server_disk` and others of
    the store; the window gets the code in place of the answer.
    """
    settings = _settings(given.readline())
    try:
        endpoint = relay_endpoint(settings)
        listening = listen(settings.get("host") or _ANYWHERE, int(settings.get("port") or 0))
    except DeskError as fault:
        params = {name: str(value) for name, value in fault.params.items()}
        print(json.dumps({"code": fault.code, "params": params}), file=told, flush=True)
        raise
    found = _found(endpoint, address_of(listening))
    server = server_of(create_app(endpoint))
    threading.Thread(target=_end_with, args=(given, server), daemon=True).start()
    port = listening.getsockname()[1]
    print(json.dumps({"address": found.address, "port": port, "fingerprint": found.fingerprint}), file=told, flush=True)
    with listening, announce(found):
        server.run(sockets=[listening])


def relay_endpoint(settings: Mapping[str, Any]) -> Endpoint:
    """The endpoint of a laptop: its keys and certificate, a store under its own key, who the office has shut out."""
    identity = ServerIdentity(
        DeviceKeys.from_text(settings["keys"]),
        certificate_from_json(settings["certificate"]),
        settings["root_key"],
        settings["recovery"],
    )
    folder = Path(settings["folder"])
    try:
        store = EndpointStore.open(settings["database"], key=bytes.fromhex(settings["key"]))
        endpoint = Endpoint(store, identity, folder / "spool")
    except MachineFault as fault:
        if fault.code == "server_disk":  # its words are for an office
            raise MachineFault("relay_folder", place=str(folder)) from fault
        raise
    endpoint.shut_out(settings.get("revoked", ()))
    return endpoint


def _settings(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise InputFault("relay_settings_wrong") from None
    needed = {"folder", "database", "key", "keys", "certificate", "root_key", "recovery"}
    if not isinstance(found, dict) or not needed <= found.keys():
        raise InputFault("relay_settings_wrong")
    return found


def _found(endpoint: Endpoint, bound: str) -> Found:
    certificate = endpoint.identity.certificate
    address = bound.replace(f"//{_ANYWHERE}:", f"//{lan_address()}:")
    return Found(address, certificate.device, fingerprint(certificate.sign_key))


def _end_with(given: TextIO, server: Any) -> None:
    while given.readline():
        pass
    server.should_exit = True
