"""Before a work file is open: which one, its PIN, or a first one by enrolment. All in one window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QWidget

from regsosek_desk.storage.vault import open_vault
from regsosek_desk.texts import t
from regsosek_desk.ui.door.aside import aside
from regsosek_desk.ui.door.card import Card, DoorWindow, Way
from regsosek_desk.ui.door.enrol import Enrolment
from regsosek_desk.ui.door.entry import Entry
from regsosek_desk.ui.door.pin_card import PinCard

_SHOWN = 8
TrainingFile = Callable[[], Path]
"""Path of the training file, which is made when there is none; raises DeskError."""


class Door:
    """Asks one thing after the other; each method gives None when the user closed the window instead."""

    def __init__(self, training: TrainingFile | None) -> None:
        self._training = training
        self._loop = QEventLoop()
        self._answer: Entry | None = None
        self.window = DoorWindow(lambda: self._end(None))

    def pin(self, path: Path) -> Entry | None:
        """The key of a locked file, or another file to open instead."""
        other = ("other", t("door.pin.other"), lambda: self._other_file(path.parent))
        ways = [*self._training_way(), other]
        text = t("door.pin.text", file=path.name)

        def opened(key: bytes) -> None:
            self._end(Entry(path, key))

        return self._ask(PinCard(t("door.pin.title"), text, partial(open_vault, path), opened, ways))

    def choose(self, paths: Sequence[Path]) -> Entry | None:
        """One of several work files on this laptop, or the training file."""
        return self._ask(ChooseCard(paths, lambda path: self._end(Entry(path)), self._training_way()))

    def enrol(self, folder: Path, text: str = "") -> Entry | None:
        """The work file of a new enrolment in that folder."""
        self._show()
        steps = Enrolment(self.window.cover, folder, self._end, text)
        found = self._wait()
        steps.deleteLater()
        return found

    def close(self) -> None:
        self.window.hide()
        self.window.deleteLater()

    def _ask(self, card: Card) -> Entry | None:
        self._show()
        self.window.cover.open(card)
        return self._wait()

    def _show(self) -> None:
        if not self.window.isVisible():
            self.window.resize(QApplication.primaryScreen().availableSize())
            self.window.showMaximized()
            self.window.activateWindow()

    def _wait(self) -> Entry | None:
        self._answer = None
        self._loop.exec()
        return self._answer

    def _end(self, answer: Entry | None) -> None:
        self._answer = answer
        self._loop.quit()

    def _training_way(self) -> list[Way]:
        training = self._training
        return [("training", t("door.pin.training"), lambda: self._open_training(training))] if training else []

    def _open_training(self, training: TrainingFile) -> None:
        card = self.window.cover.panel
        assert isinstance(card, Card)
        card.say(t("door.pin.making_training"))
        aside().submit(card, training, lambda path: self._end(Entry(path)), card.complain_of)

    def _other_file(self, folder: Path) -> None:
        name, _ = QFileDialog.getOpenFileName(self.window, t("faults.other_file"), str(folder), t("faults.file_filter"))
        if name:
            self._end(Entry(Path(name)))


class ChooseCard(Card):
    """Work files by name: arrows and Enter, or a double click."""

    def __init__(self, paths: Sequence[Path], chosen: Callable[[Path], None], ways: Sequence[Way]) -> None:
        super().__init__(t("door.choose.title"))
        self._paths, self._chosen = paths, chosen
        self.words(t("door.choose.text"), "doorText", faint=True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(t("door.choose.title"))
        self.list.addItems([path.stem for path in paths])
        self.list.setCurrentRow(0)
        self.list.setMaximumHeight((self.list.sizeHintForRow(0) + 2) * min(len(paths), _SHOWN) + 8)
        self.list.itemDoubleClicked.connect(lambda _: self._open())
        self.body.addWidget(self.list)
        self.finish([("open", t("door.pin.open"), self._open)], [self.link(*way) for way in ways])

    def first_focus(self) -> QWidget:
        return self.list

    def _open(self) -> None:
        self._chosen(self._paths[self.list.currentRow()])
