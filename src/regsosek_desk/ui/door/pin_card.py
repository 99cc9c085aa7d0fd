"""Asks for the PIN: at the start, and under the lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import t
from regsosek_desk.ui.door.aside import aside
from regsosek_desk.ui.door.card import Card, Way
from regsosek_desk.ui.tasks import Task

T = TypeVar("T")
WAITING = {"pin_wrong": "door.pin.pin_wrong", "pin_wait": "door.pin.pin_wait"}
"""Faults that name the seconds until the next try, and how they begin."""


class PinCard(Card, Generic[T]):
    """`attempt` stretches the PIN, off the main thread; `opened` gets what it gives.

    After a wrong PIN the field stays shut while the seconds of the vault run down, in plain sight.
    """

    def __init__(
        self, title: str, text: str, attempt: Callable[[str], T], opened: Callable[[T], None],
        ways: Sequence[Way] = (),
    ) -> None:  # fmt: skip
        """`ways` lead elsewhere."""
        super().__init__(title)
        self._attempt, self._opened = attempt, opened
        self._task: Task | None = None
        self._left = 0
        self._why = ""
        self.words(text, "doorText", faint=True)
        self.pin = self.field("pin", t("door.pin.label"), secret=True)
        self.help = self.words(t("door.pin.forgotten_text"), "doorHelp", faint=True)
        self.help.hide()
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        links = [self.link("forgotten", t("door.pin.forgotten"), self._forgotten)]
        links += [self.link(*way) for way in ways]
        self.finish([("open", t("door.pin.open"), self._try)], links)

    def first_focus(self) -> QWidget:
        return self.pin

    def _forgotten(self) -> None:
        self.help.setVisible(self.help.isHidden())
        self.pin.setFocus()

    def _try(self) -> None:
        pin = self.pin.text()
        if not pin or self._task is not None or self._left:
            return
        self._shut(True)
        self.say(t("door.pin.checking"))
        self._task = aside().submit(self, lambda: self._attempt(pin), self._right, self._wrong)

    def _shut(self, shut: bool) -> None:
        """While shut nothing can be typed, and the card keeps the keyboard."""
        self.pin.setReadOnly(shut)
        self.button("open").setEnabled(not shut)
        if not shut:
            self.pin.setFocus()

    def _right(self, found: T) -> None:
        self._task = None
        self.pin.clear()
        self._shut(False)
        self.say("")
        self._opened(found)

    def _wrong(self, error: Exception) -> None:
        self._task = None
        self.pin.clear()
        if isinstance(error, DeskError) and error.code in WAITING:
            self._why = t(WAITING[error.code])
            self._left = int(str(error.params.get("seconds", 0)))
            self._count()
        else:
            self._shut(False)
            self.complain_of(error)

    def _tick(self) -> None:
        self._left -= 1
        self._count()

    def _count(self) -> None:
        if self._left > 0:
            self._clock.start()
            self.complain(f"{self._why} {t('door.pin.wait', time=minutes(self._left))}")
        else:
            self._clock.stop()
            self._shut(False)
            self.complain(f"{self._why} {t('door.pin.again')}")


def minutes(seconds: int) -> str:
    """A short time in words."""
    whole, rest = divmod(seconds, 60)
    parts = [t("door.minutes", count=whole)] if whole else []
    parts += [t("door.seconds", count=rest)] if rest or not whole else []
    return " ".join(parts)
