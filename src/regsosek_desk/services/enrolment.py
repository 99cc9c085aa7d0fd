"""Enrolment: by the office's one-time code this computer becomes the laptop of a petugas.

Keys, vault and work file are made first, under a temporary name. Broken off at any point it is done again with the
same code and the same PIN: the same keys go on from where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.services.device import device_name
from regsosek_desk.services.exchange.laptop import OFFICE_ROLE, OnProgress, Progress
from regsosek_desk.services.exchange.run import Exchange, certificate_of
from regsosek_desk.services.session import PRACTICE
from regsosek_desk.storage.faults import opening
from regsosek_desk.storage.vault import copy_vault, create_vault, office_wrapped, open_vault, vault_path
from regsosek_desk.storage.workfile import WORKFILE_SUFFIX, WorkFile
from regsosek_desk.sync import codes
from regsosek_desk.sync.client import Cancelled, HttpLink
from regsosek_desk.sync.http import text_in
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, check_certificate

MARK = "RSD1"
WORK, ENROLLING = "kerja", "mendaftar"
"""Values of `mode` in `meta`: an enrolled file, and one on its way to that."""
_SUFFIX = ".mendaftar"
"""Not that of a work file: nobody shall open it before it is whole."""
LinkFactory = Callable[[str, DeviceKeys], HttpLink]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the sheet of the office says."""

    address: str
    secret: str
    """The first part of the code."""
    proof: str
    """The rest of it, see `office_proof`."""
    root_key: str
    """Of the office; "" when the code was typed."""


def read_invitation(text: str) -> Invitation:
    """Text of the QR, or the link: `RSD1|<url>|<code>|<root key>`. Raises InputFault `enrol_link_wrong`."""
    parts = text.strip().split("|")
    if len(parts) != 4 or parts[0] != MARK or not parts[1].startswith(("http://", "https://")):
        raise InputFault("enrol_link_wrong")
    _, address, code, root_key = parts
    letters = codes.bare(code)
    if not codes.is_whole(letters):
        raise InputFault("enrol_link_wrong")
    return Invitation(address, letters[: codes.SECRET], letters[codes.SECRET :], root_key)


def enrol(
    link_text: str,
    pin: str,
    folder: Path,
    progress: OnProgress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    link_factory: LinkFactory = HttpLink,
) -> Path:
    """Make the encrypted work file of the petugas whom the code names; gives its path once all of it is there.

    Raises InputFault `enrol_link_wrong`, as `check_pin`, and `pin_wrong` when an earlier try had another PIN; PeerFault
    `not_our_office`, `code_wrong`, `code_used`, `code_expired` and as HttpLink; Cancelled; MachineFault.
    """
    invitation = read_invitation(link_text)
    progress(Progress("connect"))
    with closing(link_factory(invitation.address, DeviceKeys.generate())) as stranger:
        identity = stranger.identity()
    office = Office.of(identity, invitation)
    path = folder / f"pendaftaran-{hashlib.sha256(link_text.strip().encode()).hexdigest()[:12]}{_SUFFIX}"
    with opening(path), _work_file(path, pin, office) as file:
        keys = DeviceKeys.from_text(file.meta["keys"])
        with closing(link_factory(invitation.address, keys)) as link:
            _bind(file, link, keys, invitation.secret, office)
            _fill(file, link, office, progress, cancelled)
        name = f"{file.meta['kab']}-{file.meta['petugas']}"
    with opening(path):
        return _renamed(path, folder, name)


@dataclass(frozen=True, slots=True)
class Office:
    """The office's endpoint as it showed itself: certificate, root key, recipient that opens work files."""

    certificate: Certificate
    root_key: str
    recovery: str
    training: bool

    @classmethod
    def of(cls, identity: Mapping[str, Any], invitation: Invitation) -> Office:
        """Raises PeerFault `not_our_office` unless it is the one that made the code."""
        root_key = invitation.root_key or text_in(identity, "root_key")
        certificate, recovery = certificate_of(identity, root_key), text_in(identity, "recovery")
        if certificate.role != OFFICE_ROLE or codes.office_proof(root_key, recovery) != invitation.proof:
            raise PeerFault("not_our_office")
        return cls(certificate, root_key, recovery, identity.get("training") is True)


def _work_file(path: Path, pin: str, office: Office) -> WorkFile:
    """The file of an earlier try, or a new one with new keys; it has its name only when it is whole."""
    if path.exists():
        return WorkFile.open(path, key=open_vault(path, pin))
    keys = DeviceKeys.generate()
    key = create_vault(path, pin, office.recovery, device=keys.device)
    meta = {
        "mode": ENROLLING,
        "device": keys.device,
        "keys": keys.to_text(),
        "root_key": office.root_key,
        "server": office.certificate.device,
        "recovery": office.recovery,
        **({PRACTICE: "1"} if office.training else {}),
    }
    part = path.with_name(path.name + ".baru")
    _remove(part)
    WorkFile.create(part, meta, key).close()
    os.replace(part, path)
    _remove(part)
    return WorkFile.open(path, key=key)


def _bind(file: WorkFile, link: HttpLink, keys: DeviceKeys, code: str, office: Office) -> None:
    """Have the office sign whose laptop this is, unless an earlier try got that far."""
    if "certificate" in file.meta:
        return
    answer = link.enrol(code, device_name(), office_wrapped(file.path))
    certificate = certificate_from_json(answer.get("certificate"))
    check_certificate(certificate, office.root_key)
    if certificate.device != keys.device:
        raise PeerFault("peer_nonsense")
    with file.together():
        file.set_meta("petugas", certificate.petugas)
        file.set_meta("kab", certificate.kab)
        file.set_meta("certificate", json.dumps(certificate_to_json(certificate)))


def _fill(file: WorkFile, link: HttpLink, office: Office, progress: OnProgress, cancelled: Callable[[], bool]) -> None:
    """The first exchange brings the lists and the prelist. Raises Cancelled, and what went wrong with any part."""
    outcome = Exchange(lambda work: work(file), link, device=office.certificate.device).run(progress, cancelled)
    if outcome.cancelled:
        raise Cancelled
    if outcome.faults:
        raise outcome.faults[0]
    file.set_meta("mode", WORK)


def _renamed(path: Path, folder: Path, name: str) -> Path:
    """Give the file its name, one that is free; the vault goes first, without it nobody could open the file."""
    numbered = (f"{name}{'' if number == 1 else f'-{number}'}{WORKFILE_SUFFIX}" for number in count(1))
    target = next(each for each in map(folder.joinpath, numbered) if not each.exists())
    copy_vault(path, target)
    os.replace(path, target)
    vault_path(path).unlink(missing_ok=True)
    _remove(path)
    return target


def _remove(path: Path) -> None:
    for trace in ("", "-wal", "-shm", ".lock", ".kunci.lock"):
        path.with_name(path.name + trace).unlink(missing_ok=True)
