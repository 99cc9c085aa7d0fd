"""Where the dialogs for files begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from regsosek_desk.ui import folders


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_last", {})


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Where each dialog began; the user always chooses the folder "flashdisk"."""
    where: list[Path] = []
    (tmp_path / "flashdisk").mkdir()

    def chosen(_parent: object, _title: str, folder: str) -> str:
        where.append(Path(folder))
        return str(tmp_path / "flashdisk")

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", chosen)
    return where


def test_they_begin_in_the_documents_and_then_where_the_user_was(
    qtbot: QtBot, begun: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(folders, "sticks", list)
    monkeypatch.setattr(folders, "documents", lambda: tmp_path)
    parent = QWidget()
    qtbot.addWidget(parent)
    for _ in range(2):
        folders.ask_folder(parent, "ke mana", carried=True)
    assert begun == [tmp_path, tmp_path / "flashdisk"]
    assert folders.begin() == tmp_path  # what isn't carried has a place of its own


def test_what_is_carried_begins_on_the_stick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(folders, "sticks", lambda: [tmp_path])
    assert folders.begin(carried=True) == tmp_path
    assert folders.begin() == folders.documents()


def test_a_folder_that_has_gone_is_no_place_to_begin(
    qtbot: QtBot, begun: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(folders, "sticks", list)
    parent = QWidget()
    qtbot.addWidget(parent)
    folders.ask_folder(parent, "ke mana", carried=True)
    (tmp_path / "flashdisk").rmdir()
    assert folders.begin(carried=True) == folders.documents()


def test_the_documents_are_a_folder_that_is_there() -> None:
    assert folders.documents().is_dir()
    assert all(each.is_dir() for each in folders.sticks())
