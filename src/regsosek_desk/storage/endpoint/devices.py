"""Enrolment codes, devices, and every refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from sqlalchemy import delete, func, or_, select, update

from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.rows import Rows, chunks

_REFUSALS_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A one-time code; `device` is the one that used it, "" for none yet."""

    hash: str
    petugas: str
    created: str
    expires: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """An enrolled device. `number` is when its row last changed."""

    id: str
    petugas: str
    name: str
    certificate: str
    """JSON."""
    wrapped_key: str
    enrolled_at: str
    revoked_at: str
    number: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Who was refused what; `what` names the request, never its content."""

    at: str
    device: str
    petugas: str
    address: str
    what: str
    code: str


class Devices(Rows):
    """Who may come."""

    def code(self, code_hash: str) -> CodeRow | None:
        row = self._conn.execute(select(tables.kode_daftar).where(tables.kode_daftar.c.hash == code_hash)).first()
        return CodeRow(*row) if row else None

    def put_code(self, code: CodeRow) -> None:
        """A new code; others of the petugas that nobody used have expired thereby."""
        table = tables.kode_daftar
        others = (table.c.petugas == code.petugas, table.c.device == "", table.c.expires > code.created)
        self._conn.execute(update(table).where(*others).values(expires=code.created))
        self._conn.execute(table.insert(), asdict(code))

    def open_codes(self, now: str) -> dict[str, str]:
        """Petugas to the end (UTC, ISO 8601) of a code that nobody has used and that holds still."""
        table = tables.kode_daftar
        query = select(table.c.petugas, table.c.expires).where(table.c.device == "", table.c.expires > now)
        return {row[0]: row[1] for row in self._conn.execute(query)}

    def use_code(self, code_hash: str, device: str) -> None:
        table = tables.kode_daftar
        self._conn.execute(update(table).where(table.c.hash == code_hash).values(device=device))

    def device(self, device: str) -> DeviceRow | None:
        return self.devices([device]).get(device)

    def devices(self, ids: Iterable[str]) -> dict[str, DeviceRow]:
        found: dict[str, DeviceRow] = {}
        for some in chunks(ids):
            rows = self._conn.execute(_DEVICES.where(tables.perangkat.c.id.in_(some)))
            found |= {row[0]: DeviceRow(*row) for row in rows}
        return found

    def device_list(self) -> list[DeviceRow]:
        order = tables.perangkat.c.enrolled_at, tables.perangkat.c.id
        return [DeviceRow(*row) for row in self._conn.execute(_DEVICES.order_by(*order))]

    def put_device(self, device: DeviceRow) -> None:
        """A device, in place of what is known of it."""
        names = [each.name for each in fields(DeviceRow) if each.name not in ("id", "number")]
        self._put(tables.perangkat, [asdict(device)], names, ["number"])

    def revoke(self, device: str, at: str, number: int) -> bool:
        """Whether there was such a device, not yet revoked."""
        table = tables.perangkat
        standing = (table.c.id == device, table.c.revoked_at == "")
        return self._conn.execute(update(table).where(*standing).values(revoked_at=at, number=number)).rowcount > 0

    def revoked(self) -> list[str]:
        """Ids of all revoked devices."""
        return list(self._conn.scalars(select(tables.perangkat.c.id).where(tables.perangkat.c.revoked_at != "")))

    def refuse(self, refusal: Refusal) -> None:
        """Note it; the oldest go, as strangers can make as many as they like."""
        table = tables.penolakan
        made = self._conn.execute(table.insert().returning(table.c.id), asdict(refusal)).scalar_one()
        self._conn.execute(delete(table).where(table.c.id <= made - _REFUSALS_KEPT))

    def refusals(self, most: int = 100) -> list[Refusal]:
        """The latest first."""
        rows = self._conn.execute(_REFUSALS.order_by(tables.penolakan.c.id.desc()).limit(most))
        return [Refusal(*row) for row in rows]

    def tries(self, code: str, address: str, what: str, since: str) -> tuple[int, str]:
        """How often that was refused to this address or for this thing since then, and when last."""
        table = tables.penolakan
        same = or_(table.c.what == what, table.c.address == address if address else table.c.what == what)
        query = select(func.count(), func.max(table.c.at)).where(table.c.code == code, table.c.at > since, same)
        count, last = self._conn.execute(query).one()
        return int(count), str(last or "")


_DEVICES = select(*(tables.perangkat.c[each.name] for each in fields(DeviceRow)))
_REFUSALS = select(*(tables.penolakan.c[each.name] for each in fields(Refusal)))
