"""`server`: the endpoint of an office, and what its staff asks of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from regsosek_desk.cli.offices import add_place, made_office, office_of, real_office
from regsosek_desk.cli.streams import READ_ALL, TROUBLE, complain, short
from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.texts import t

if TYPE_CHECKING:
    from regsosek_desk.server.opening import Office
    from regsosek_desk.services.endpoint.endpoint import Endpoint, EnrolmentCode
    from regsosek_desk.storage.endpoint.devices import DeviceRow

_PROBLEMS, _SHORT = 200, 8
"""Problems in one list, and the last letters of an id that tell them apart."""


def add_arguments(server: argparse.ArgumentParser) -> None:
    """What `server` and its actions take."""
    add_place(server)
    server.add_argument("--host", default="127.0.0.1", help=t("server.help_host"))
    server.add_argument("--port", type=int, default=8022, help=t("server.help_port"))
    server.add_argument("--tls-cert", metavar="FILE", help=t("server.help_tls_cert"))
    server.add_argument("--tls-key", metavar="FILE", help=t("server.help_tls_key"))
    server.add_argument("--workers", type=int, default=1, metavar="N", help=t("server.help_workers"))
    actions = server.add_subparsers(dest="action", title=t("cli.commands"))
    _add_init(actions.add_parser("init", help=t("server.help_init")))
    add_place(actions.add_parser("migrate", help=t("server.help_migrate")), again=True)
    _add_enrol(actions.add_parser("enrol", help=t("server.help_enrol")))
    devices = add_place(actions.add_parser("devices", help=t("server.help_devices")), again=True)
    devices.add_argument("--salinan", metavar="PERANGKAT", help=t("server.help_wrapped"))
    revoke = add_place(actions.add_parser("revoke", help=t("server.help_revoke")), again=True)
    revoke.add_argument("device", metavar="PERANGKAT", help=t("server.help_device"))
    add_place(actions.add_parser("status", help=t("server.help_status")), again=True)
    take = add_place(actions.add_parser("terima", help=t("server.help_take")), again=True)
    take.add_argument("files", nargs="+", metavar="FILE", help=t("server.help_take_files"))
    give = add_place(actions.add_parser("kirim", help=t("server.help_give")), again=True)
    give.add_argument("device", metavar="PERANGKAT", help=t("server.help_device"))
    give.add_argument("to", metavar="DIR", help=t("server.help_give_to"))
    aside = add_place(actions.add_parser("karantina", help=t("server.help_aside")), again=True)
    aside.add_argument("--percaya", action="store_true", help=t("server.help_trust"))
    problems = add_place(actions.add_parser("masalah", help=t("problem.help")), again=True)
    problems.add_argument("id", nargs="?", default="", metavar="ID", help=t("problem.help_id"))
    add_place(actions.add_parser("pulih", help=t("server.help_restored")), again=True)
    deadline = add_place(actions.add_parser("batas", help=t("progress.server.help_deadline")), again=True)
    deadline.add_argument("day", metavar="HARI", help=t("progress.server.help_day"))
    code = add_place(actions.add_parser("kode", help=t("progress.server.help_code")), again=True)
    code.add_argument("--ganti", action="store_true", help=t("progress.server.help_change"))
    actions.add_parser("relay", help=t("server.help_relay"))


def _add_init(parser: argparse.ArgumentParser) -> None:
    add_place(parser, again=True)
    parser.add_argument("--nama", required=True, help=t("server.help_name"))
    parser.add_argument("--kab", required=True, help=t("server.help_kab"))
    parser.add_argument("--url", default="", help=t("server.help_url"))


def _add_enrol(parser: argparse.ArgumentParser) -> None:
    add_place(parser, again=True)
    parser.add_argument("petugas", metavar="PETUGAS", help=t("server.help_petugas"))
    parser.add_argument("--url", default="", help=t("server.help_url"))
    parser.add_argument("--pdf", metavar="FILE", help=t("server.help_pdf"))


def run(options: argparse.Namespace) -> int:
    """Serve, or do what the action names. Exit status 0 when all went well."""
    return _ACTIONS[options.action](options) or READ_ALL


@contextmanager
def _opened(office: Office) -> Iterator[Endpoint]:
    endpoint = office.open()
    try:
        yield endpoint
    finally:
        endpoint.close()


# --- actions ------------------------------------------------------------------------------------------


def _serve(options: argparse.Namespace) -> None:
    from regsosek_desk.server.running import ServerSettings, serve

    office = made_office(options)
    settings = ServerSettings(
        office, options.host, options.port, options.tls_cert, options.tls_key, max(1, options.workers)
    )
    serve(settings, lambda address: _say_ready(office, address))


def _say_ready(office: Office, address: str) -> None:
    print(t("server.ready", address=address, folder=office.folder), flush=True)
    if office.is_training:
        from regsosek_desk.services.training_office import PETUGAS, RECOVERY_FILE, TEAM

        print(t("server.training", file=office.folder / RECOVERY_FILE))
        with _opened(office) as endpoint:
            _say_code(endpoint.new_code(PETUGAS, url=address))
        others = ", ".join(f"{each.role} {each.code}" for each in TEAM)
        print(t("server.training_team", others=others, address=address), flush=True)


def _say_code(code: EnrolmentCode) -> None:
    expires = f"{datetime.fromisoformat(code.expires).astimezone():%d-%m-%Y %H.%M}"
    said = {"petugas": code.petugas, "code": code.code, "expires": expires, "link": code.link}
    print(t("server.code", **said), flush=True)


def _init(options: argparse.Namespace) -> None:
    from regsosek_desk.services.endpoint.identity import init_identity

    office = real_office(options)
    office.store().close()  # a database that can't be reached is told before there are keys
    _, recovery = init_identity(office.folder, options.nama, options.kab, options.url)
    print(t("server.initialised", name=options.nama, folder=office.folder))
    print(t("server.recovery", recovery=recovery))


def _migrate(options: argparse.Namespace) -> None:
    office_of(options).store().close()
    print(t("server.migrated"))


def _enrol(options: argparse.Namespace) -> None:
    with _opened(office_of(options)) as endpoint:
        code = endpoint.new_code(options.petugas, url=options.url)
        if options.pdf:
            _write_sheet(endpoint, code, Path(options.pdf))
    _say_code(code)


def _write_sheet(endpoint: Endpoint, code: EnrolmentCode, path: Path) -> None:
    from regsosek_desk.reports.enrolment_sheet import EnrolmentSheet, enrolment_sheets
    from regsosek_desk.reports.page import Origin
    from regsosek_desk.services.whole_files import whole_files

    petugas = endpoint.petugas(code.petugas)
    server = code.link.split("|")[1].partition("#")[0]
    sheet = EnrolmentSheet(petugas, petugas.area, code.code, code.link, server, code.expires)
    origin = Origin(endpoint.identity.certificate.name, datetime.now().astimezone())
    with whole_files(path.parent) as part:
        (part / path.name).write_bytes(enrolment_sheets([sheet], origin))
    print(t("server.sheet", file=path))


def _devices(options: argparse.Namespace) -> None:
    with _opened(office_of(options)) as endpoint:
        found = endpoint.devices()
    if options.salinan:
        print(_wrapped_key(found, options.salinan))
        return
    for each in found:
        revoked = t("server.device_revoked", at=each.revoked_at) if each.revoked_at else ""
        said = {"device": each.id, "petugas": each.petugas, "name": short(each.name), "at": each.enrolled_at}
        print(t("server.device", revoked=revoked, **said).rstrip())
    if not found:
        print(t("server.no_devices"))


def _wrapped_key(found: Sequence[DeviceRow], device: str) -> str:
    for each in found:
        if each.id == device:
            return each.wrapped_key
    raise InputFault("device_unknown", device=device)


def _revoke(options: argparse.Namespace) -> None:
    with _opened(office_of(options)) as endpoint:
        endpoint.revoke(options.device)
    print(t("server.revoked", device=options.device))


def _status(options: argparse.Namespace) -> None:
    from shutil import disk_usage

    from regsosek_desk.server.metrics import spool_bytes

    office = office_of(options)
    with _opened(office) as endpoint:
        found, name, code = endpoint.status(), endpoint.identity.certificate.name, endpoint.viewing.code()
        spool = spool_bytes(endpoint.spool)
    rows = found["rows"]
    print(t("server.status_office", name=name, folder=office.folder))
    print(t("server.status_lists", petugas=rows["petugas"], sls=rows["sls"], lines=rows["prelist"]))
    print(t("server.status_devices", count=rows["perangkat"], refusals=rows["penolakan"]))
    print(t("server.status_documents", count=rows["dokumen"], batches=rows["kiriman"]))
    for status, count in sorted(found["documents"].items()):
        print(t("server.status_line", what=t(f"status.{status}"), count=count))
    print(t("server.status_quarantine", count=sum(found["quarantine"].values())))
    for held, count in sorted(found["held_back"].items()):
        what = t(f"exchange.reason.{held.reason}", **dict(held.params))
        print(t("server.status_held", count=count, what=what, petugas=held.owner or "-"))
    print(t("progress.server.code", code=code))
    print(t("server.status_disk", spool=_mib(spool), free=_mib(disk_usage(office.folder).free)))


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"


def _take(options: argparse.Namespace) -> int:
    """One file that can't be taken doesn't keep the others out."""
    from regsosek_desk.services.endpoint.stick import take_file

    status = READ_ALL
    with _opened(office_of(options)) as endpoint:
        for name in options.files:
            try:
                taken = take_file(endpoint, Path(name))
            except DeskError as fault:
                complain(fault, name)
                status = TROUBLE
                continue
            receipt = taken.receipt
            said = {"file": name, "held": receipt.held, "count": len(receipt.verdicts), "answer": taken.answer}
            print(t("server.taken", **said))
    return status


def _give(options: argparse.Namespace) -> None:
    from regsosek_desk.services.endpoint.stick import write_all_for

    with _opened(office_of(options)) as endpoint:
        files = write_all_for(endpoint, options.device, Path(options.to))
    for file in files:
        print(t("server.given", file=file))


def _aside(options: argparse.Namespace) -> None:
    with _opened(office_of(options)) as endpoint:
        taken = endpoint.retry_quarantine(trusting=options.percaya)
        left = sum(endpoint.status()["quarantine"].values())
    print(t("server.aside", taken=taken, left=left))


def _problems(options: argparse.Namespace) -> int:
    """All that were filed, or one with its report."""
    with _opened(office_of(options)) as endpoint:
        found = [(each, at) for each, at in endpoint.problems(_PROBLEMS) if each.id.endswith(options.id)]
    if options.id and len(found) != 1:
        raise InputFault("problem_unknown", problem=options.id)
    for each, at in found:
        said = {"petugas": each.petugas, "device": each.device, "version": each.version, "screen": short(each.screen)}
        print(t("problem.listed", id=each.id[-_SHORT:], at=at, note=short(each.note) or "-", **said))
        if options.id:
            print("\n".join(_printable(line) for line in each.report.splitlines()))
    if not found:
        print(t("problem.none"))
    return READ_ALL


def _printable(text: str) -> str:
    """Without what would move the cursor of a terminal: it came from a laptop."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _restored(options: argparse.Namespace) -> None:
    with _opened(office_of(options)) as endpoint:
        endpoint.store.begin_epoch()
    print(t("server.restored"))


def _deadline(options: argparse.Namespace) -> None:
    from regsosek_desk.services.endpoint.conditions import set_deadline

    day = "" if options.day == "-" else options.day
    with _opened(office_of(options)) as endpoint:
        set_deadline(endpoint.store, day)
    print(t("progress.server.deadline", day=day) if day else t("progress.server.no_deadline"))


def _code(options: argparse.Namespace) -> None:
    with _opened(office_of(options)) as endpoint:
        code = endpoint.viewing.change() if options.ganti else endpoint.viewing.code()
    print(t("progress.server.code", code=code))


def _relay(_: argparse.Namespace) -> None:
    from regsosek_desk.server.relay import run_relay

    run_relay()


_ACTIONS: dict[str | None, Callable[[argparse.Namespace], int | None]] = {
    None: _serve,
    "init": _init,
    "migrate": _migrate,
    "enrol": _enrol,
    "devices": _devices,
    "revoke": _revoke,
    "status": _status,
    "terima": _take,
    "kirim": _give,
    "karantina": _aside,
    "masalah": _problems,
    "pulih": _restored,
    "batas": _deadline,
    "kode": _code,
    "relay": _relay,
}
