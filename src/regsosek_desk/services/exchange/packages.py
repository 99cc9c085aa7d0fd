"""Lists of the office in the section "package" of an envelope: SLS, petugas, devices that were shut out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, TypeVar

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.team.rights import ASSIGNED
from regsosek_desk.storage.workfile import WorkFile

REVOKED = "revoked"
"""Key in `meta`: JSON list of the devices that the office has shut out."""
_AT_ONCE, _PAIR = 100, 2
T = TypeVar("T", Sls, Petugas)


def apply_package(run: RunOnFile, package: object, pause: Callable[[], None]) -> None:
    """Add and replace what the office says of SLS and petugas; what isn't named stays, and so does all that was keyed.

    Raises InputFault `package_malformed`; then nothing of it is applied.
    """
    if not isinstance(package, Mapping):
        raise InputFault("package_malformed")
    sls, petugas = _all(Sls, package, "sls"), _all(Petugas, package, "petugas")
    revoked, given = _texts(package.get(REVOKED, [])), _assigned(package)
    for officers in _portions(petugas):
        run(partial(_put_petugas, officers))
        pause()
    for places in _portions(sls):
        run(partial(_put_sls, places))
        pause()
    if given is not None:
        run(lambda file: file.remember(ASSIGNED, json.dumps(given)))
    if REVOKED in package:
        run(lambda file: file.set_meta(REVOKED, json.dumps(revoked)))


def revoked_devices(file: WorkFile) -> frozenset[str]:
    """Devices that the office has shut out, as far as this file has heard."""
    return frozenset(json.loads(file.meta.get(REVOKED, "[]")))


def _put_sls(places: Sequence[Sls], file: WorkFile) -> None:
    file.add_sls(*places)


def _put_petugas(officers: Sequence[Petugas], file: WorkFile) -> None:
    file.add_petugas(*officers)


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


def _all(kind: type[T], package: Mapping[str, Any], name: str) -> list[T]:
    rows = package.get(name, [])
    if not isinstance(rows, list):
        raise InputFault("package_malformed")
    return [_one(kind, row) for row in rows]


def _one(kind: type[T], row: object) -> T:
    """Fields that this program doesn't know are from a newer one, and left out."""
    if not isinstance(row, Mapping):
        raise InputFault("package_malformed")
    names = {each.name for each in fields(kind)}
    values = {name: row[name] for name in row if name in names}
    key = fields(kind)[0].name
    if not values.get(key) or not all(isinstance(value, str) for value in values.values()):
        raise InputFault("package_malformed")
    try:
        return kind(**values)
    except TypeError:  # a field without which there is none
        raise InputFault("package_malformed") from None


def _assigned(package: Mapping[str, Any]) -> list[str] | None:
    """SLS that are this petugas's; None where the office doesn't say."""
    pairs = package.get("assignments")
    if pairs is None:
        return None
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == _PAIR for pair in pairs):
        raise InputFault("package_malformed")
    return _texts([sls_id for _, sls_id in pairs])


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InputFault("package_malformed")
    return value
