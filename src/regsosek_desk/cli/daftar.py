"""`daftar`: binds this laptop to a petugas, as `Daftarkan laptop ini` in the window does."""

from __future__ import annotations

import argparse

from regsosek_desk.cli.window import NO_WINDOW, can_show, training_path


def run(options: argparse.Namespace) -> int:
    """Show the cards of the enrolment, then the new work file. Exit status 0 when it was opened."""
    if not can_show():
        return NO_WINDOW
    from regsosek_desk.ui.app import enrol

    return enrol(options.link, training_path)
