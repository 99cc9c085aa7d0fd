"""A new PIN, typed twice, its rules in sight before the first key."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit

from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.pin import LEAST, pin_problem
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.door.card import Card


class NewPin:
    """Two fields on a card; `taken` gives the PIN when both are the same and it is none that anyone would guess."""

    def __init__(self, card: Card) -> None:
        self._card = card
        card.words(t("door.new_pin.rules", least=LEAST), "pinRules", faint=True)
        self.first = card.field("newPin", t("door.new_pin.first"), secret=True)
        self.second = card.field("newPinAgain", t("door.new_pin.second"), secret=True)
        self.show = show_box(card, self.first, self.second)

    def taken(self) -> str | None:
        """The PIN; None when it isn't one yet, which has been said then, with the cursor where to go on."""
        first, second = self.first.text(), self.second.text()
        problem = pin_problem(first)
        if problem:
            self._refuse(in_short(InputFault(problem, least=LEAST)), self.first)
            return None
        if not second and not self.second.hasFocus():
            self._card.say("")
            self.second.setFocus()
            return None
        if first != second:
            self.second.clear()
            self._refuse(t("door.new_pin.differs"), self.second)
            return None
        return first

    def _refuse(self, why: str, field: QLineEdit) -> None:
        self._card.complain(why)
        field.setFocus()
        field.selectAll()

    def clear(self) -> None:
        """Leave nothing of it in the fields."""
        self.first.clear()
        self.second.clear()


def show_box(card: Card, *fields: QLineEdit) -> QCheckBox:
    """Lets the PIN in these fields be read, for whoever looks at the screen while typing."""
    box = QCheckBox(t("door.new_pin.show"), card)
    box.setObjectName("showPin")

    def show(shown: bool) -> None:
        for field in fields:
            field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    box.toggled.connect(show)
    card.body.addWidget(box)
    return box
