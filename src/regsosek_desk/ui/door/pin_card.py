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

    After a wrong PIN the seconds of the vault run down in plain sight; the next PIN can be typed meanwhile, for who
    types at once must not lose the first keys of it and be wrong again.
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
        self.pin.setReadOnly(True)
        self.button("open").setEnabled(False)
        self.say(t("door.pin.checking"))
        self._task = aside().submit(self, lambda: self._attempt(pin), self._right, self._wrong)

    def _ask_again(self) -> None:
        """An empty field that takes keys."""
        self._task = None
        self.pin.clear()
        self.pin.setReadOnly(False)
        self.pin.setFocus()
        self.button("open").setEnabled(True)

    def _right(self, found: T) -> None:
        self._ask_again()
        self.say("")
        self._opened(found)

    def _wrong(self, error: Exception) -> None:
        self._ask_again()
        if isinstance(error, DeskError) and error.code in WAITING:
            self._why = t(WAITING[error.code])
            self._left = int(str(error.params.get("seconds", 0)))
            self._count()
        else:
            self.complain_of(error)

    def _tick(self) -> None:
        self._left -= 1
        self._count()

    def _count(self) -> None:
        self.button("open").setEnabled(self._left <= 0)
        if self._left > 0:
            self._clock.start()
            self.complain(f"{self._why} {t('door.pin.wait', time=minutes(self._left))}")
        else:
            self._clock.stop()
            self.complain(f"{self._why} {t('door.pin.again')}")


def minutes(seconds: int) -> str:
    """A short time in words."""
    whole, rest = divmod(seconds, 60)
    parts = [t("door.minutes", count=whole)] if whole else []
    parts += [t("door.seconds", count=rest)] if rest or not whole else []
    return " ".join(parts)
