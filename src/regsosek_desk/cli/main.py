"""The commands. Each is a small function in a file of its own and is imported only when it runs."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise

from regsosek_desk import __version__
from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import LANGUAGES, explain, set_language, t

COMMANDS = ("check", "export", "import-cases", "forms", "tour")
READ_ALL, TROUBLE = 0, 2


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
    try:
        status = run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _stop_writing()
    except DeskError as error:
        complain(error)
        return TROUBLE
    except OSError as error:
        print(t("cli.os_error", detail=error.strerror or "", file=str(error.filename or "")), file=sys.stderr)
        return TROUBLE


def _stop_writing() -> int:
    """Whoever read the output has gone; what is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return TROUBLE


def complain(error: DeskError) -> None:
    """The three parts of an error in one line on standard error."""
    print(" ".join(explain(error)), file=sys.stderr)


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
    _add_check(commands)
    _add_export(commands)
    _add_import(commands)
    _add_forms(commands)
    tour = commands.add_parser("tour", help=t("cli.tour"))
    tour.add_argument("--out", required=True, metavar="DIR", help=t("cli.tour_out"))
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help=t("cli.check"))
    check.add_argument("files", nargs="+", metavar="FILE", help=t("cli.check_files"))


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help=t("cli.export"))
    export.add_argument("file", metavar="BERKAS", help=t("cli.workfile"))
    export.add_argument("--format", choices=("json", "csv", "xlsx"), required=True, help=t("cli.export_format"))
    export.add_argument("--out", required=True, metavar="DIR", help=t("cli.export_out"))


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    load = commands.add_parser("import-cases", help=t("cli.import"))
    load.add_argument("file", metavar="BERKAS", help=t("cli.workfile"))
    load.add_argument("cases", nargs="+", metavar="FILE", help=t("cli.import_files"))


def _add_forms(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    forms = commands.add_parser("forms", help=t("cli.forms"))
    actions = forms.add_subparsers(dest="action", required=True)
    lint = actions.add_parser("lint", help=t("cli.lint"))
    lint.add_argument("folder", nargs="?", metavar="DIR", help=t("cli.lint_dir"))
    export = actions.add_parser("export", help=t("cli.forms_export"))
    export.add_argument("form", nargs="?", default="regsosek22-k", metavar="FORM")
    export.add_argument("--to", choices=("xlsform",), required=True)
    export.add_argument("--out", required=True, metavar="FILE")
