"""A family list on a file of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from families_rig import open_list
from pytestqt.qtbot import QtBot
from shell_rig import SLS_A, make_lists_file, open_runner

from regsosek_desk.ui.models.family_query import FamilyQuery
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.tasks import TaskRunner


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "a.regsosek"
    make_lists_file(path)
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "a.regsosek"))


@pytest.fixture
def runner(path: Path, qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = open_runner(path)
    yield runner
    runner.close()


@pytest.fixture
def screen(runner: TaskRunner, qtbot: QtBot) -> FamiliesScreen:
    return open_list(runner, qtbot, FamilyQuery(SLS_A.id))
