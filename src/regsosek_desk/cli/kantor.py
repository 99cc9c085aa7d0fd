"""`kantor`: the window of the office, for lists, petugas and packages."""

from __future__ import annotations

import argparse
import sys

from regsosek_desk.cli.offices import add_place, made_office, say_training
from regsosek_desk.cli.window import NO_WINDOW, has_display, say_no_qt
from regsosek_desk.texts import t


def add_arguments(office: argparse.ArgumentParser) -> None:
    """What `kantor` takes."""
    add_place(office)


def run(options: argparse.Namespace) -> int:
    """Show the window; exit status 3 where there is no display. Raises DeskError."""
    if not has_display():
        print(t("cli.no_display"), file=sys.stderr)
        return NO_WINDOW
    try:
        from regsosek_desk.ui.office.window import show_office
    except ImportError as error:
        say_no_qt(error)
        return NO_WINDOW
    office = made_office(options)
    say_training(office, options)
    return show_office(office.open)
