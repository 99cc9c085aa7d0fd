"""A window of a receiving clerk at Serah terima, for each test on a file of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_rig import CLERK, COUNTS, KOSEKA, add_vk, make_file, stamp_of
from custody_window import ANNOUNCED, BUNDLES, DAY, B
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, press

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.custody.ledger import Slip, hand_over, take
from regsosek_desk.ui.custody.tones import Tones
from regsosek_desk.ui.screens.custody import CustodyScreen
from regsosek_desk.ui.window import MainWindow


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each scan sounded like."""
    found: list[str] = []
    monkeypatch.setattr(Tones, "play", lambda _self, verdict: found.append(verdict))
    return found


@pytest.fixture(scope="session")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Koseka has handed over all but ten bundles, each counted; VK of B says otherwise. To be copied, not used."""
    path = tmp_path_factory.mktemp("serah-terima") / "terima.regsosek"
    with make_file(path, CLERK, BUNDLES) as file, file.together():
        for each in ANNOUNCED:
            take(file, each, Party.PML, Slip(DAY, counts=COUNTS), stamp_of(KOSEKA))
        hand_over(file, ANNOUNCED, Party.TU, Slip(DAY), stamp_of(KOSEKA))
        add_vk(file, B, 57)
    return path


@pytest.fixture
def launch(announced: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Launcher]:
    launcher = Launcher(qtbot, Path(shutil.copy(announced, tmp_path / "terima.regsosek")))
    yield launcher
    launcher.end()


@pytest.fixture
def window(launch: Launcher) -> MainWindow:
    window = launch()
    window.start()
    press(Qt.Key.Key_S)
    return window


@pytest.fixture
def screen(window: MainWindow) -> CustodyScreen:
    assert isinstance(window.page, CustodyScreen)
    return window.page
