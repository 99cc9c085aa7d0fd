"""A real work file, a real screen on it, and hands that press real keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, drafts_of
from regsosek_desk.services.session import Session
from regsosek_desk.services.step import Mode
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import form_dir
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.dialogs.panel import Panel
from regsosek_desk.ui.document.keluarga import KeluargaScreen
from regsosek_desk.ui.document.screen import DocumentScreen
from regsosek_desk.ui.document.vk import VkScreen

SLS = "3321010001000100"
PRELIST = ("r101", "r102", "r103", "r104", "r105", "r105_sub", "r106", "r107", "r108", "r109", "r110", "r111")
T = TypeVar("T")
_KEYS = {name: getattr(Qt.Key, f"Key_{name}") for name in (
    "Return", "Enter", "Tab", "Backtab", "Up", "Down", "Left", "Right", "Home", "End", "Backspace", "Delete",
    "Escape", "Insert", "PageUp", "PageDown", "Space", "Minus", "Plus", *(f"F{n}" for n in range(1, 13)),
)}  # fmt: skip
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Pad": Qt.KeyboardModifier.KeypadModifier,
}


@dataclass(frozen=True)
class Settings:
    mode: Mode = "jalur"
    enter_always: bool = False


def case(name: str) -> dict[str, Any]:
    """Answers of a case file of K."""
    path = form_dir(FAMILY_FORM) / "cases" / f"{name}.yaml"
    answers: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["answers"]
    return answers


def prelist_of(answers: dict[str, Any]) -> dict[str, Any]:
    return {question: answers[question] for question in PRELIST}


class Office:
    """A work file with one SLS. `fault` set, every commit meets it."""

    def __init__(self, path: Path) -> None:
        self.file = WorkFile.create(path / "petugas.regsosek", {"mode": "latihan"})
        self.file.add_sls(Sls(SLS, "RT 001 RW 001", "JAWA TENGAH", "DEMAK", "MRANGGEN", "BANYUMENENG"))
        self.session = Session(self._run, "laptop")
        self.fault: Exception | None = None

    def _run(self, work: Callable[[WorkFile], T], /) -> T:
        return work(self.file)

    def k(self, given: dict[str, Any], keyed: dict[str, Any] | None = None) -> str:
        """A family with prelist answers and, over them, keyed ones."""
        return self._document(FAMILY_FORM, given, keyed or {}, ["anggota"])

    def vk(self, given: dict[str, Any], keyed: dict[str, Any] | None = None) -> str:
        return self._document(LIST_FORM, given, keyed or {}, ["vk_a", "vk_b"])

    def _document(self, form: str, given: dict[str, Any], keyed: dict[str, Any], rosters: list[str]) -> str:
        stamp = Stamp.now("02301", "laptop", "prelist")
        new = NewDocument(form, SLS, Summary(), drafts_of(given, rosters) or [fill({})])
        [document] = self.file.create_documents(stamp, [new])
        drafts: list[Draft] = drafts_of(keyed, rosters, given) if keyed else []
        if drafts:
            self.file.commit(document, drafts, Stamp.now("02301", "laptop"), Summary())
        return document

    def stored(self, document: str) -> dict[str, Any]:
        """The document as the file holds it, in the shape of a case; its journal is proved first."""
        self.file.verify_document(document)
        return self.session.open(document).instance.answers()


class Hands:
    """Presses keys where the keyboard is, as a person would."""

    def __init__(self, qtbot: QtBot, screen: DocumentScreen) -> None:
        self.screen = screen
        self.said: list[str] = []
        self.presses = 0
        screen.message.connect(self.said.append)
        self.window = QWidget()  # without a layout: the offscreen platform complains about size hints
        qtbot.addWidget(self.window)
        screen.setParent(self.window)
        self.window.resize(1366, 690)
        screen.resize(self.window.size())
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        screen.setFocus()

    @property
    def _target(self) -> QWidget:
        return self.window.focusWidget() or self.screen

    def type(self, text: str) -> Hands:
        for character in text:
            QTest.keyClicks(self._target, character)
            self.presses += 1
        return self

    def press(self, *names: str) -> Hands:
        """`press("F3", "Ctrl+Delete", "Pad+Minus")`."""
        for name in names:
            *held, key = name.split("+")
            modifiers = Qt.KeyboardModifier.NoModifier
            for each in held:
                modifiers |= _HELD[each]
            code = _KEYS[key] if key in _KEYS else getattr(Qt.Key, f"Key_{key}")
            text = {"Minus": "-", "Plus": "+"}.get(key)
            if text is None:
                QTest.keyClick(self._target, code, modifiers)
            else:
                QApplication.sendEvent(self._target, QKeyEvent(QEvent.Type.KeyPress, code, modifiers, text))
            self.presses += 1
        return self

    def write(self, text: str) -> Hands:
        """One key event that writes this text, as an emoji panel sends it."""
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(self._target, event)
        return self

    def go(self, number: str) -> Hands:
        return self.press("F3").type(number).press("Return")

    # --- what is to be seen ---------------------------------------------------------------------------

    @property
    def at(self) -> str:
        """The cursor's place: `r303`, `r404.2`."""
        place = self.screen.keyer.place
        position = self.screen.desk.instance.position(place.row)
        return f"{place.question}.{position}" if position else place.question

    def text(self, question: str, row: str = "") -> str | None:
        return self.screen.desk.instance.text(Place(question, row))

    @property
    def here(self) -> str | None:
        return self.screen.desk.instance.text(self.screen.keyer.place)

    @property
    def card(self) -> Panel[object] | None:
        return self.screen.stage.panel

    @property
    def bubble(self) -> str:
        """What is said at the field; "" while nothing is."""
        return self.screen.bubble.text if not self.screen.bubble.isHidden() else ""

    def row(self, position: int, roster: str = "anggota") -> str:
        return self.screen.desk.instance.rows(roster)[position - 1].id


def open_k(qtbot: QtBot, office: Office, document: str, settings: Settings | None = None) -> Hands:
    return Hands(qtbot, KeluargaScreen(office.session, office.session.open(document), settings or Settings()))


def open_vk(qtbot: QtBot, office: Office, document: str, settings: Settings | None = None) -> Hands:
    return Hands(qtbot, VkScreen(office.session, office.session.open(document), settings or Settings()))
