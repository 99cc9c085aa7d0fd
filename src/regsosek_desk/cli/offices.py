"""Which office a command works on: alike for `server`, `paket` and `kantor`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from regsosek_desk.texts import t

if TYPE_CHECKING:
    from regsosek_desk.server.opening import Office

DATABASE = "REGSOSEK_DESK_DATABASE"
"""Environment variable for the URL of the database, whose password has no business in a list of processes."""


def add_place(parser: argparse.ArgumentParser, *, again: bool = False) -> argparse.ArgumentParser:
    """How an office is named: by its folder, its database, or as that for training; `again`: perhaps said before."""
    default = argparse.SUPPRESS if again else None
    parser.add_argument("--folder", metavar="DIR", default=default, help=t("server.help_folder"))
    parser.add_argument("--database", metavar="URL", default=default, help=t("server.help_database"))
    parser.add_argument("--latihan", action="store_true", default=default, help=t("server.help_training"))
    return parser


def office_of(options: argparse.Namespace) -> Office:
    """The folder named; else the office's own once it has been set up, and until then the one for training."""
    from regsosek_desk.server.opening import Office
    from regsosek_desk.settings import data_dir

    real = real_office(options)
    if not options.latihan and (options.folder or real.is_set_up or real.database):
        return real
    folder = Path(options.folder) if options.folder else data_dir() / "server-latihan"
    return Office(folder, options.database or "")  # the environment names the database of the real one


def real_office(options: argparse.Namespace) -> Office:
    """The folder named, else where the office's own is or will be."""
    from regsosek_desk.server.opening import Office
    from regsosek_desk.settings import data_dir

    folder = Path(options.folder) if options.folder else data_dir() / "server"
    return Office(folder, options.database or os.environ.get(DATABASE, ""))


def made_office(options: argparse.Namespace) -> Office:
    """The same; the one for training is made where there is none yet. Raises what `make_training_office` raises."""
    from regsosek_desk.services.training_office import make_training_office

    office = office_of(options)
    if options.latihan or not (office.is_set_up or options.folder or office.database):
        make_training_office(office.folder, office.store)
    return office


def say_training(office: Office, options: argparse.Namespace) -> None:
    """Where an office for training stands in for one that nobody has set up, say so, beside what the command says."""
    if office.is_training and not (options.latihan or options.folder):
        print(t("server.stands_in", folder=office.folder), file=sys.stderr)
