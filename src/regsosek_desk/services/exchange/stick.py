"""The same envelopes as files: written to a stick whole and read back, taken from one as if they had come by wire."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.batches import laptops_met, make_batch, not_in, recipients, unreceipted
from regsosek_desk.services.exchange.laptop import Laptop, OnProgress, Outcome, day_of, laptop_of, now
from regsosek_desk.services.exchange.problems import to_carry
from regsosek_desk.services.exchange.receive import Intake
from regsosek_desk.services.exchange.relay import take_batch
from regsosek_desk.services.whole_files import place_fault
from regsosek_desk.storage.durable import write_durably
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.client import MOST
from regsosek_desk.sync.envelope import Content, Header, open_envelope, read_header, seal
from regsosek_desk.sync.statements import receipt_to_json

SUFFIX = ".rgsk"


# --- to a stick ---------------------------------------------------------------------------------------


def save_to_stick(run: RunOnFile, folder: Path, pause: Callable[[], None] = lambda: None) -> list[Path]:
    """Write every batch that the office has given no receipt for, and what waits, one file each; gives the files.

    A PML whose laptop this one has met can take them too. A file that is there already is not written again.
    Raises InputFault `not_enrolled`; MachineFault `stick_unreadable`, `place_full`, `place_refused`, `place_failed`.
    """
    laptop = laptop_of(run)
    batches = unreceipted(run, laptop, laptop.server)
    receivers = recipients(run, laptop, *laptops_met(run))
    while waiting := not_in(batches, run(lambda file: file.exchange.waiting(laptop.server))):
        batches.append(make_batch(run, laptop, waiting, receivers, pause))
    if run(partial(to_carry, laptop.server)):
        batches.append(make_batch(run, laptop, [], receivers, pause))
    envelopes = (run(partial(_envelope, each.id)) for each in batches)
    return [_save(folder, data, laptop.root_key) for data in envelopes if data]


def _envelope(batch: str, file: WorkFile) -> bytes:
    kept = file.exchange.batch(batch)
    return kept.envelope if kept else b""


def _save(folder: Path, data: bytes, root_key: str) -> Path:
    header = read_header(data, root_key)
    return write_envelope(folder, f"{_title(header)}_{header.number:04}_{day_of(header.created)}", data, root_key)


def write_envelope(folder: Path, name: str, data: bytes, root_key: str) -> Path:
    """Write an envelope as `name`.rgsk, and say so only when it was read back from there and is whole and signed.

    Where another envelope has that name it gets a number. Raises MachineFault `stick_unreadable`, `place_full`,
    `place_refused`, `place_failed`.
    """
    try:
        for path in _names(folder, name):
            if not path.exists():
                write_durably(path, data)
                _check(path, data, root_key)
                return path
            if path.read_bytes() == data:
                return path
    except OSError as error:
        raise place_fault(error, str(folder)) from None
    raise AssertionError(name)


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}{SUFFIX}"
    yield from (folder / f"{name}-{number}{SUFFIX}" for number in count(2))


def _title(header: Header) -> str:
    return f"regsosek_{header.certificate.kab}_{header.certificate.petugas}"


def _check(path: Path, data: bytes, root_key: str) -> None:
    """Read it back from the stick itself, as far as the system lets us, not from its memory."""
    try:
        with path.open("rb") as stream:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            there = stream.read()
        if there == data:
            read_header(there, root_key)
            return
    except (OSError, InputFault):
        pass
    path.unlink(missing_ok=True)
    raise MachineFault("stick_unreadable", place=str(path.parent))


# --- from a stick -------------------------------------------------------------------------------------


def take_from_stick(
    run: RunOnFile,
    path: Path,
    progress: OnProgress = lambda _: None,
    *,
    on_desk: Callable[[], Collection[str]] = tuple,
    pause: Callable[[], None] = lambda: None,
) -> Outcome:
    """Take a file of the office, or at a PML a batch of a PPL, for which a signed answer is written beside it.

    The same file again changes nothing. Raises InputFault `not_enrolled`, as `open_envelope` (`envelope_not_for_us`
    on the wrong laptop) and `take_batch`; PeerFault; MachineFault as reading a place does.
    """
    laptop, outcome = laptop_of(run), Outcome()
    intake = Intake(run, laptop, outcome, on_desk, pause)
    data = read_envelope(path)
    if read_header(data, laptop.root_key).certificate.device == laptop.device:
        raise InputFault("envelope_other_kind")  # it isn't sealed for us, but not strange either
    intake.take_up()
    header, content = open_envelope(data, laptop.keys, laptop.root_key)
    if header.kind == "changes":
        intake.take(content, header.certificate, progress)
        run(lambda file: file.settle())
    else:
        receipt = take_batch(run, laptop, intake, data, progress)
        _answer(path.parent, laptop, header, receipt, outcome)
    return outcome


def read_envelope(path: Path) -> bytes:
    """The bytes of such a file. Raises InputFault `envelope_too_large`; MachineFault as reading a place does."""
    try:
        if path.stat().st_size > MOST:
            raise InputFault("envelope_too_large")
        return path.read_bytes()
    except OSError as error:
        raise place_fault(error, path.name) from None


def _answer(folder: Path, laptop: Laptop, header: Header, receipt: Receipt, outcome: Outcome) -> None:
    """The receipt as a file for the sender, unless it is there; the batch is stored even where it can't be written."""
    name = f"{_title(header)}_{header.number:04}_jawaban_{header.certificate.device[2:8]}"
    if (there := folder / f"{name}{SUFFIX}").exists():
        outcome.answers.append(there)
        return
    content = Content("changes", sections={"receipts": [receipt_to_json(receipt)]})
    data = seal(
        content, laptop.keys, laptop.certificate, [header.certificate], id=f"{header.id}-{laptop.device[2:]}",
        number=header.number, created=now(),
    )  # fmt: skip
    try:
        outcome.answers.append(write_envelope(folder, name, data, laptop.root_key))
    except DeskError as fault:
        outcome.faults.append(fault)
