"""`tour --out DIR`: the main job by itself, with or without a display."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from regsosek_desk.cli.streams import speak_utf8
from regsosek_desk.cli.window import NO_WINDOW, has_display, say_no_qt


def run(options: argparse.Namespace) -> int:
    """Exit status 0 when all that is keyed on the way ends as it should."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from regsosek_desk.server.opening import Office

    try:
        from regsosek_desk.ui import tour
    except ImportError as error:
        say_no_qt(error)
        return NO_WINDOW
    speak_utf8()
    return tour.run(Path(options.out), lambda folder: Office(folder).open())
