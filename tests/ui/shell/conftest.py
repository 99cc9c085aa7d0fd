"""A window on training data of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shell_rig import Launcher

from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.ui.window import MainWindow


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shell") / "latihan.regsosek"
    make_training_file(path, sizes=(12, 13))
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "latihan.regsosek"))


@pytest.fixture
def launch(path: Path, qtbot: QtBot) -> Iterator[Launcher]:
    launcher = Launcher(qtbot, path)
    yield launcher
    launcher.end()


@pytest.fixture
def window(launch: Launcher) -> MainWindow:
    return launch()
