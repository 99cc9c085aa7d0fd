"""The file route at the office: batches that come on a stick, and what a laptop that is never online lacks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from regsosek_desk.core.domain.exchange import Certificate, Receipt
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.access import Device
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.exchange.stick import SUFFIX, write_envelope
from regsosek_desk.services.whole_files import place_fault
from regsosek_desk.sync.envelope import Content, read_header, seal
from regsosek_desk.sync.statements import certificate_from_json, receipt_to_json


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken in: the receipt, and where its signed answer for the laptop was written."""

    receipt: Receipt
    answer: Path


def take_file(endpoint: Endpoint, path: Path) -> Taken:
    """Take a batch in from a file, as if it had come by wire, and write the answer beside it; again is no change.

    Raises InputFault as `read_header` and `Endpoint.append` do; MachineFault, also as `write_envelope` does.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise place_fault(error, str(path)) from None
    header = read_header(data, endpoint.identity.root_key)
    receipt = _taken(endpoint, Device(header.certificate.device, header.certificate), header.id, data)
    sections = {"receipts": [receipt_to_json(receipt)], "epoch": endpoint.store.epoch()}
    answer = _seal(endpoint, header.certificate, Content("changes", sections=sections))
    name = f"{path.name.removesuffix(SUFFIX)}_jawaban"
    return Taken(receipt, write_envelope(path.parent, name, answer, endpoint.identity.root_key))


def _taken(endpoint: Endpoint, sender: Device, batch: str, data: bytes) -> Receipt:
    """From where an upload of the same batch had got to, if one had begun."""
    state = endpoint.upload_state(sender, batch)
    if state.receipt is None:
        digest = hashlib.sha256(data).hexdigest()
        state = endpoint.append(sender, batch, state.offset, len(data), digest, data[state.offset :])
    assert state.receipt is not None
    return state.receipt


def _seal(endpoint: Endpoint, receiver: Certificate, content: Content) -> bytes:
    own = endpoint.identity
    return seal(content, own.keys, own.certificate, [receiver], id=uuid7(), number=0, created=endpoint.clock())


def write_all_for(endpoint: Endpoint, device: str, folder: Path) -> list[Path]:
    """Write everything that a device may have, one file a page, to be taken in that order.

    Raises InputFault `device_unknown`; MachineFault as `write_envelope` does.
    """
    known = {each.id: each for each in endpoint.devices() if not each.revoked_at}
    if device not in known:
        raise InputFault("device_unknown", device=device)
    certificate = certificate_from_json(json.loads(known[device].certificate))
    receiver, after, files = Device(device, certificate), "", list[Path]()
    while page := endpoint.changes(receiver, after):
        data, after = page
        name = f"regsosek_{certificate.kab}_{certificate.petugas}_dari-server_{len(files) + 1:04}"
        files.append(write_envelope(folder, name, data, endpoint.identity.root_key))
    return files
