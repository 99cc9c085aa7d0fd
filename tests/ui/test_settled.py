"""Who copies only the work file while the program runs copies every family that was left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shell_rig import Launcher

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.workfile import WorkFile

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
STREET = Place("r108")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_training_file(tmp_path / "latihan.regsosek", sizes=(12, 13))
    return tmp_path / "latihan.regsosek"


@pytest.fixture
def launch(path: Path, qtbot: QtBot) -> Iterator[Launcher]:
    launcher = Launcher(qtbot, path)
    yield launcher
    launcher.end()


def test_a_document_put_away_is_in_the_file_itself(path: Path, launch: Launcher) -> None:
    window = launch()
    window.start()
    document = window.session.families()[0].id
    window.open_document(document)
    window.session.open(document).answer(STREET, "JALAN MAWAR")
    window.back()
    window.runner(lambda _: None)  # what was submitted before has been done
    copy = Path(shutil.copy(path, path.with_name("salinan.regsosek")))
    with WorkFile.open(copy, write=False) as file:
        assert file.document(document).state.answers[STREET.question] == "JALAN MAWAR"
