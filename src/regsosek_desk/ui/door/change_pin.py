"""Another PIN for the open work file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.storage.vault import change_pin
from regsosek_desk.texts import t
from regsosek_desk.ui.door.aside import aside
from regsosek_desk.ui.door.card import Card
from regsosek_desk.ui.door.new_pin import NewPin
from regsosek_desk.ui.door.pin_card import minutes

_WAITING = {"pin_wrong": "door.change.pin_wrong", "pin_wait": "door.change.pin_wait"}


class ChangePinCard(Card):
    """Old PIN, new PIN twice. `ended` gets whether it was changed."""

    def __init__(self, path: Path, ended: Callable[[bool], None]) -> None:
        super().__init__(t("door.change.title"))
        self._path, self._ended = path, ended
        self._busy = False
        self.old = self.field("oldPin", t("door.change.old"), secret=True)
        self.new = NewPin(self)
        self.finish(
            [("change", t("door.change.do"), self._change), ("escape", t("door.cancel"), self._cancel)],
        )

    def first_focus(self) -> QWidget:
        return self.old

    def _cancel(self) -> None:
        if not self._busy:
            self._ended(False)

    def _change(self) -> None:
        if self._busy:
            return
        if self.old.hasFocus() and not self.new.first.text():
            self.new.first.setFocus()
            return
        new = self.new.taken()
        if new is None:
            return
        old = self.old.text()
        self._shut(True)
        self.say(t("door.change.changing"))
        aside().submit(self, lambda: change_pin(self._path, old, new), self._done, self._failed)

    def _shut(self, shut: bool) -> None:
        self._busy = shut
        for field in (self.old, self.new.first, self.new.second):
            field.setReadOnly(shut)
        self.button("change").setEnabled(not shut)

    def _done(self, _: None) -> None:
        self._ended(True)

    def _failed(self, error: Exception) -> None:
        self._shut(False)
        self.old.clear()
        self.old.setFocus()
        if isinstance(error, DeskError) and error.code in _WAITING:
            wait = minutes(int(str(error.params.get("seconds", 0))))
            self.complain(f"{t(_WAITING[error.code])} {t('door.pin.wait', time=wait)}")
        else:
            self.complain_of(error)
