"""The commands. Each is a small function in a file of its own and is imported only when it runs."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from itertools import pairwise

from regsosek_desk import __version__
from regsosek_desk.cli.streams import READ_ALL, TROUBLE, guarded
from regsosek_desk.texts import LANGUAGES, set_language, t

Make = Callable[..., argparse.ArgumentParser]
"""Makes the parser of one command, whose name it knows, from its help."""


def names_command(args: Sequence[str]) -> bool:
    """Whether these arguments are for a command, not for the window."""
    rest = args[2:] if args[:1] == ["--bahasa"] else args
    return bool(rest) and (rest[0] in COMMANDS or rest[0] in ("-h", "--help", "--version"))


def run_command(args: Sequence[str]) -> int:
    """Parse and run; exit status 0 when all went well, 2 when something couldn't be read or written."""
    _set_language_early(args)
    options = _parser().parse_args(args)
    if options.command is None:
        _parser().print_help()
        return READ_ALL
    module = import_module(f"regsosek_desk.cli.{options.command.replace('-', '_')}")
    run: Callable[[argparse.Namespace], int] = module.run
    gc.freeze()
    gc.enable()
    status = guarded(lambda: _flushed(run(options)))
    return TROUBLE if status is None else status


def _flushed(status: int) -> int:
    sys.stdout.flush()
    return status


def _set_language_early(args: Sequence[str]) -> None:
    """Help is printed while parsing, so the language must be known before."""
    for before, value in pairwise(args):
        if before == "--bahasa" and value in LANGUAGES:
            set_language(value)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="regsosek-desk", description=t("cli.about"), epilog=t("cli.window_help"))
    parser.add_argument("--version", action="version", version=f"regsosek-desk {__version__}")
    parser.add_argument("--bahasa", choices=LANGUAGES, default="id", help=t("cli.language"))
    commands = parser.add_subparsers(dest="command", title=t("cli.commands"))
    for name, add in COMMANDS.items():
        add(partial(commands.add_parser, name))
    return parser


def _add_check(make: Make) -> None:
    check = make(help=t("cli.check"))
    check.add_argument("files", nargs="+", metavar="FILE", help=t("cli.check_files"))
    _add_pin(check)


def _add_export(make: Make) -> None:
    from regsosek_desk.services.export import FORMATS

    export = make(help=t("cli.export"))
    export.add_argument("file", metavar="BERKAS", help=t("cli.workfile"))
    export.add_argument("--format", choices=FORMATS, required=True, help=t("cli.export_format"))
    export.add_argument("--out", required=True, metavar="DIR", help=t("cli.export_out"))
    _add_pin(export)


def _add_import(make: Make) -> None:
    load = make(help=t("cli.import"))
    load.add_argument("file", metavar="BERKAS", help=t("cli.workfile"))
    load.add_argument("cases", nargs="+", metavar="FILE", help=t("cli.import_files"))
    _add_pin(load)


def _add_pin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pin-stdin", action="store_true", help=t("cli.pin_stdin"))


def _add_recover(make: Make) -> None:
    recover = make(help=t("cli.recover"))
    recover.add_argument("file", metavar="BERKAS", help=t("cli.workfile"))
    recover.add_argument("--kunci", required=True, metavar="FILE", help=t("cli.recover_key"))
    recover.add_argument("--salinan", metavar="FILE", help=t("cli.recover_kept"))
    recover.add_argument("--pin-baru-stdin", action="store_true", help=t("cli.recover_stdin"))


def _add_enrolment(make: Make) -> None:
    enrolment = make(help=t("door.command.help"))
    enrolment.add_argument("link", nargs="?", default="", metavar="KODE", help=t("door.command.code"))


def _add_forms(make: Make) -> None:
    forms = make(help=t("cli.forms"))
    actions = forms.add_subparsers(dest="action", required=True)
    lint = actions.add_parser("lint", help=t("cli.lint"))
    lint.add_argument("folder", nargs="?", metavar="DIR", help=t("cli.lint_dir"))
    export = actions.add_parser("export", help=t("cli.forms_export"))
    export.add_argument("form", nargs="?", default="regsosek22-k", metavar="FORM")
    export.add_argument("--to", choices=("xlsform",), required=True)
    export.add_argument("--out", required=True, metavar="FILE")


def _add_tour(make: Make) -> None:
    tour = make(help=t("cli.tour"))
    tour.add_argument("--out", required=True, metavar="DIR", help=t("cli.tour_out"))


def _add_server(make: Make) -> None:
    from regsosek_desk.cli.server import add_arguments

    add_arguments(make(help=t("server.help")))


def _add_paket(make: Make) -> None:
    from regsosek_desk.cli.paket import add_arguments

    add_arguments(make(help=t("lists.package.help")))


def _add_sipmen(make: Make) -> None:
    from regsosek_desk.services.progress.sipmen import KINDS

    sipmen = make(help=t("progress.sipmen.help"))
    sipmen.add_argument("file", metavar="BERKAS", help=t("cli.workfile"))
    sipmen.add_argument("--jenis", choices=KINDS, help=t("progress.sipmen.help_kind"))
    sipmen.add_argument("--out", required=True, metavar="DIR", help=t("progress.sipmen.help_out"))
    _add_pin(sipmen)


def _add_kantor(make: Make) -> None:
    from regsosek_desk.cli.kantor import add_arguments

    add_arguments(make(help=t("office.help")))


COMMANDS: dict[str, Callable[[Make], None]] = {
    "check": _add_check,
    "export": _add_export,
    "import-cases": _add_import,
    "pulihkan": _add_recover,
    "daftar": _add_enrolment,
    "forms": _add_forms,
    "server": _add_server,
    "paket": _add_paket,
    "kantor": _add_kantor,
    "sipmen": _add_sipmen,
    "tour": _add_tour,
}
"""Each command and what it takes; its module in `cli` has the same name."""
