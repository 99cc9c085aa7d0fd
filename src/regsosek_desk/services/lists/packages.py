"""Work packages as files: for each laptop what it would get from the server, sealed for it, to be carried by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from json import loads
from pathlib import Path

from regsosek_desk.services.endpoint.endpoint import Device, Endpoint
from regsosek_desk.services.exchange.stick import SUFFIX, write_envelope
from regsosek_desk.sync.statements import certificate_from_json


def write_packages(
    endpoint: Endpoint,
    folder: Path,
    petugas: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda done, of: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Write all that each enrolled laptop of these petugas (all when none is named) may need, read back and whole.

    `progress` tells laptops done and all. Taking a package twice, or an old one after a new one, changes nothing.
    Raises OSError, MachineFault as `write_envelope` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    devices = list(_devices(endpoint, petugas))
    written: list[Path] = []
    for done, device in enumerate(devices):
        progress(done, len(devices))
        if cancelled():
            break
        written += _replace(endpoint, device, folder)
    progress(len(devices), len(devices))
    return written


def _devices(endpoint: Endpoint, petugas: Sequence[str]) -> Iterator[Device]:
    for row in endpoint.devices():
        if not row.revoked_at and (not petugas or row.petugas in petugas):
            yield Device(row.id, certificate_from_json(loads(row.certificate)))


def _replace(endpoint: Endpoint, device: Device, folder: Path) -> list[Path]:
    """The new files of a laptop; those made for it before go when these are whole."""
    practice = "LATIHAN_" if endpoint.identity.training else ""
    title = f"{practice}paket_{device.certificate.kab}_{device.petugas}_{device.id[2:8]}"
    before = set(folder.glob(f"{title}_*{SUFFIX}"))
    written = list(_write(endpoint, device, folder, title))
    for old in before.difference(written):
        old.unlink(missing_ok=True)
    return written


def _write(endpoint: Endpoint, device: Device, folder: Path, title: str) -> Iterator[Path]:
    made = "".join(filter(str.isdigit, endpoint.clock()[:16]))
    after, page = "", 1
    while found := endpoint.changes(device, after):
        envelope, after = found
        yield write_envelope(folder, f"{title}_{made}_{page:02}", envelope, endpoint.identity.root_key)
        page += 1
