"""`paket templat|periksa|muat|buat`: the lists of the office, and work packages made of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from regsosek_desk.cli.offices import add_place, made_office, office_of, say_training
from regsosek_desk.cli.streams import READ_ALL, TROUBLE, short
from regsosek_desk.core.errors import InputFault
from regsosek_desk.texts import t

if TYPE_CHECKING:
    from regsosek_desk.server.opening import Office
    from regsosek_desk.services.lists.apply import Applied
    from regsosek_desk.services.lists.known import Known
    from regsosek_desk.services.lists.preview import Preview, Progress
    from regsosek_desk.storage.endpoint.store import EndpointStore

SHEETS = "lembar-pendaftaran.pdf"
_MOST_SHOWN = 30
"""Findings of one table on the screen; the report has all."""


def add_arguments(package: argparse.ArgumentParser) -> None:
    """What `paket` and its actions take."""
    actions = package.add_subparsers(dest="action", required=True)
    templates = add_place(actions.add_parser("templat", help=t("lists.package.help_templates")))
    templates.add_argument("--out", required=True, metavar="DIR", help=t("lists.package.help_out"))
    _add_files(add_place(actions.add_parser("periksa", help=t("lists.package.help_check"))))
    load = _add_files(add_place(actions.add_parser("muat", help=t("lists.package.help_load"))))
    load.add_argument("--hanya-yang-benar", action="store_true", help=t("lists.package.help_only_good"))
    load.add_argument("--tarik-yang-hilang", action="store_true", help=t("lists.package.help_withdraw"))
    make = add_place(actions.add_parser("buat", help=t("lists.package.help_make")))
    make.add_argument("--out", required=True, metavar="DIR", help=t("lists.package.help_out"))
    make.add_argument("--petugas", action="append", default=[], metavar="KODE", help=t("lists.package.help_petugas"))
    make.add_argument("--kode-baru", action="store_true", help=t("lists.package.help_new_codes"))
    make.add_argument("--url", default="", help=t("lists.package.help_url"))


def _add_files(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("files", nargs="+", metavar="BERKAS", help=t("lists.package.help_files"))
    parser.add_argument("--laporan", metavar="FILE", help=t("lists.package.help_report"))
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what the action names. Exit status 0 when all rows were good. Raises DeskError."""
    return _ACTIONS[options.action](options)


def _templates(options: argparse.Namespace) -> int:
    from regsosek_desk.services.lists.templates import write_templates

    with _store_if_any(options) as store:
        given = store.assignments() if store else []
        written = write_templates(Path(options.out), _known(store), given)
    if store is None:
        print(t("lists.package.templates_empty"))
    print(t("lists.package.templates_written", count=len(written), folder=options.out))
    return READ_ALL


def _check(options: argparse.Namespace) -> int:
    from regsosek_desk.services.lists.preview import preview

    with _store_if_any(options) as store:
        known = _known(store)
    clean = _tell(preview(_paths(options), known, _reading), options.laporan)
    if store is None:
        print(t("lists.package.checked_alone"))
    print(t("lists.package.clean" if clean else "lists.package.not_clean"))
    return READ_ALL if clean else TROUBLE


def _load(options: argparse.Namespace) -> int:
    from regsosek_desk.services.lists.apply import apply
    from regsosek_desk.services.lists.preview import preview

    office = made_office(options)
    say_training(office, options)
    with closing(_store_of(office)) as store:
        found = preview(_paths(options), _known(store), _reading)
        clean = _tell(found, options.laporan)
        if not clean and not options.hanya_yang_benar:
            print(t("lists.package.nothing_loaded"))
            return TROUBLE
        if office.is_training:
            print(t("lists.package.into_training"))
        done = apply(store, found, withdraw_missing=options.tarik_yang_hilang, progress=_writing)
    _say_loaded(done, _taken_up(office))
    return READ_ALL if clean else TROUBLE


def _store_of(office: Office) -> EndpointStore:
    """Raises InputFault `server_not_initialised` where neither keys nor a database are."""
    if not (office.is_set_up or office.database):
        raise InputFault("server_not_initialised", file=str(office.folder))
    return office.store()


def _taken_up(office: Office) -> int:
    """How many documents were held for want of these lists. Where the office's keys are not, its server says it."""
    if not office.is_set_up:
        return 0
    endpoint = office.open()
    try:
        return endpoint.retry_quarantine()
    finally:
        endpoint.close()


@contextmanager
def _store_if_any(options: argparse.Namespace) -> Iterator[EndpointStore | None]:
    """The office's database; None where no office has been set up: looking makes none."""
    office = made_office(options) if options.latihan else office_of(options)
    if not (office.is_set_up or office.database):
        yield None
        return
    say_training(office, options)
    with closing(office.store()) as store:
        yield store


def _known(store: EndpointStore | None) -> Known:
    from regsosek_desk.services.lists.apply import known_of
    from regsosek_desk.services.lists.known import Known

    return known_of(store) if store else Known()


def _make(options: argparse.Namespace) -> int:
    from regsosek_desk.services.lists.officers import code_sheets, officers
    from regsosek_desk.services.lists.packages import write_packages
    from regsosek_desk.services.whole_files import whole_files

    office = made_office(options)
    say_training(office, options)
    folder, endpoint = Path(options.out), office.open()
    try:
        files = write_packages(endpoint, folder, options.petugas, _packing)
        wanted = ("none", "code") if options.kode_baru else ("none",)
        waiting = [each for each in officers(endpoint) if each.state in wanted]
        those = [each for each in waiting if not options.petugas or each.petugas.code in options.petugas]
        if those:
            sheets = code_sheets(endpoint, those, options.url)
            with whole_files(folder) as part:
                (part / SHEETS).write_bytes(sheets)
    finally:
        endpoint.close()
    print(t("lists.package.packages", count=len(files), folder=folder))
    if those:
        print(t("lists.package.sheets", count=len(those), file=folder / SHEETS))
    return READ_ALL


def _paths(options: argparse.Namespace) -> list[Path]:
    return [Path(name) for name in options.files]


# ---- what is said


def _tell(found: Sequence[Preview], report: str | None) -> bool:
    """Say what was found in each table; gives whether all of it is good."""
    for each in found:
        _tell_table(each)
    if report:
        from regsosek_desk.services.lists.report import write_report

        write_report(Path(report), found)
        print(t("lists.package.report_written", file=report))
    return all(each.clean for each in found)


def _tell_table(found: Preview) -> None:
    place = f"{found.file} › {found.sheet}" if found.sheet else found.file
    from regsosek_desk.services.lists.problems import alike, row_ranges

    faults, notes = found.faults, found.notes
    kind = t(f"lists.kind.{found.kind}") if found.kind else ""
    if found.layout is None or not found.layout.good:
        print(t("lists.package.table_faulty" if found.kind else "lists.package.table_unknown", place=place, kind=kind))
    else:
        counts = {"rows": found.rows, "good": len(found.good), "refused": found.refused, "notes": len(notes)}
        print(t("lists.package.table", place=place, kind=kind, **counts))
    groups = alike([*faults, *notes])
    for problem, rows in groups[:_MOST_SHOWN]:
        key = "lists.package.row" if problem.row else "lists.package.whole"
        print(t(key, rows=row_ranges(rows), what=problem.what, cure=problem.cure).rstrip())
    if len(groups) > _MOST_SHOWN:
        print(t("lists.package.more", count=len(groups) - _MOST_SHOWN))


def _say_loaded(done: Applied, taken_up: int) -> None:
    rows = [t("lists.package.loaded_list", kind=t(f"lists.kind.{kind}"), count=n) for kind, n in done.rows.items()]
    print(t("lists.package.loaded", rows=", ".join(rows)))
    if done.withdrawn_sls or done.withdrawn_assignments:
        gone = {"sls": done.withdrawn_sls, "assignments": done.withdrawn_assignments}
        print(t("lists.package.withdrawn", **gone))
    if taken_up:
        print(t("lists.package.taken_up", count=taken_up))


def _reading(progress: Progress) -> None:
    _on_one_line(t("lists.package.reading", file=short(progress.file), done=progress.rows_done, all=progress.rows_all))


def _writing(progress: Progress) -> None:
    _on_one_line(t("lists.package.writing", done=progress.rows_done, all=progress.rows_all))


def _packing(done: int, of: int) -> None:
    _on_one_line(t("lists.package.packing", done=done, all=of))


def _on_one_line(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "templat": _templates,
    "periksa": _check,
    "muat": _load,
    "buat": _make,
}
