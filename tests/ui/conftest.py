"""Tests of the screens run without a display."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:  # what a server needs is loaded only where one is
    from exchange_rig import Field

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """See `exchange_rig.make_enrolled`; to be copied, not used."""
    from exchange_rig import make_enrolled

    folder = tmp_path_factory.mktemp("terdaftar")
    make_enrolled(folder)
    return folder


@pytest.fixture
def field(enrolled: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Field]:
    """An office and three laptops of its own for each test; nobody is on the air yet."""
    from exchange_rig import Field

    made = Field(enrolled, tmp_path, qtbot)
    yield made
    made.end()
