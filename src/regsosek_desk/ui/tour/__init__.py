"""The work done by itself: real key events into the real window, a picture of every screen, a word on each step."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.training_file import discard_training_file, make_training_file
from regsosek_desk.storage.workfile import WORKFILE_SUFFIX, WorkFile
from regsosek_desk.ui.app import make_window
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.tour.enrolment import PIN, EnrolmentTour
from regsosek_desk.ui.tour.exchange import ExchangeTour
from regsosek_desk.ui.tour.keying import KeyingTour
from regsosek_desk.ui.tour.office import OpenOffice, TrainingOffice
from regsosek_desk.ui.tour.team import TeamTour
from regsosek_desk.ui.widgets.look import apply_look


def run(out: Path, open_office: OpenOffice) -> int:
    """Run it; pictures go to `out`. `open_office` opens the endpoint in a folder.

    Exit status 0 when the family keyed ends clean, what it sent is proven, and the team's SLS ends in storage.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"tour{WORKFILE_SUFFIX}"
    discard_training_file(path)
    make_training_file(path)
    app = QApplication.instance() or QApplication(["regsosek-desk"])
    apply_look(app, 100)  # type: ignore[arg-type]
    with TrainingOffice(out / "kantor") as office:
        clean, enrolled = _training(path, out, office)
        proven = _enrolled(enrolled, out, office)
    stored = TeamTour.of(out, open_office).run()
    return 0 if clean and proven and stored else 1


def _training(path: Path, out: Path, office: TrainingOffice) -> tuple[bool, Path]:
    """Key on training data, then enrol; whether the family ends clean, and the new work file."""
    runner = TaskRunner(partial(WorkFile.open, path))
    try:
        window = make_window(runner, Preferences())
        clean = KeyingTour(window, out).run()
        enrolling = EnrolmentTour(window, out)
        enrolled = enrolling.run(office)
        enrolling.close()
        return clean, enrolled
    finally:
        runner.close()


def _enrolled(path: Path, out: Path, office: TrainingOffice) -> bool:
    """Send what was keyed, with a connection that breaks."""
    runner = TaskRunner(partial(open_workfile, path, PIN))
    try:
        tour = ExchangeTour(make_window(runner, Preferences()), out)
        proven = tour.run(office)
        tour.close()
        return proven
    finally:
        runner.close()
