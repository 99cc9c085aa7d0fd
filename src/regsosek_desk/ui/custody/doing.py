"""What am I doing: chosen once, and then it holds for every bundle that is scanned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QFormLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.core.domain.roles import PARTY_OF, role_of
from regsosek_desk.services.custody.handover import GIVEN_BACK, party_name
from regsosek_desk.services.custody.ledger import Slip
from regsosek_desk.services.custody.scan import Deed, Doing
from regsosek_desk.texts import day_digits, t
from regsosek_desk.ui.widgets.labels import faint

_DAY_FIRST = re.compile(r"(\d{1,2})[\s/.\-](\d{1,2})[\s/.\-](\d{4})")
_KEYS = 9
_FIELDS = ("code", "on", "bast", "wave", "reason")
_SHOWN: Mapping[Deed, frozenset[str]] = {
    Deed.TAKE: frozenset({"code", "on", "bast", "wave"}),
    Deed.HAND: frozenset({"code", "on", "bast", "wave"}),
    Deed.BOX: frozenset({"on", "wave"}),
    Deed.STORE: frozenset({"on"}),
    Deed.REFUSE: frozenset({"code", "on", "reason"}),
}


class DoingPanel(QWidget):
    """A list of what this petugas does, and below it what goes with it. `done` when the keyboard may go back."""

    changed = Signal()
    done = Signal()

    def __init__(self, doings: Sequence[Doing], officers: Sequence[Petugas], today: date) -> None:
        super().__init__()
        self._doings = doings
        self._officers = officers
        self.list = QListWidget()
        self.fields: dict[str, QLineEdit] = {}
        self._form = QFormLayout()
        self._make_fields(today)
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._chosen())
        self.choose(0)

    def _make_fields(self, today: date) -> None:
        for name in _FIELDS:
            edit = QLineEdit()
            edit.setAccessibleName(t(f"custody.field_{name}"))
            edit.returnPressed.connect(self.done)
            self.fields[name] = edit
        self.fields["on"].setText(day_digits(today.isoformat()))

    def _lay_out(self) -> None:
        self.list.setObjectName("doings")
        self.list.setAccessibleName(t("custody.what_i_do"))
        self.list.addItems([f"{self._key(at)}  {doing_words(each)}" for at, each in enumerate(self._doings)])
        self.list.setSpacing(3)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _: self.done.emit())
        self._form.setSpacing(6)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for name, field in self.fields.items():
            self._form.addRow(t(f"custody.field_{name}"), field)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(faint(t("custody.what_i_do")))
        box.addWidget(self.list, 1)
        box.addLayout(self._form)

    def _key(self, at: int) -> str:
        return f"{at + 1}" if at < _KEYS else " "

    # --- choosing ---------------------------------------------------------------------------------

    def choose(self, at: int) -> None:
        """Choose what is done, from 0; beyond the end nothing happens."""
        if 0 <= at < len(self._doings):
            self.list.setCurrentRow(at)

    def _chosen(self) -> None:
        doing = self._doings[self.list.currentRow()]
        back = doing.deed is Deed.HAND and (doing.me, doing.other) in GIVEN_BACK
        for name, field in self.fields.items():
            self._form.setRowVisible(field, name in _SHOWN[doing.deed] or (back and name == "reason"))
        self._offer(doing.other)
        self.changed.emit()

    def _offer(self, party: Party) -> None:
        """Colleagues of that party, found by part of their code or name."""
        field = self.fields["code"]
        field.clear()
        field.setPlaceholderText(t("custody.by_list" if party in (Party.PPL, Party.PML) else "custody.anybody"))
        colleagues = [f"{each.code}  {each.name}" for each in self._officers if _is_of(each, party)]
        completer = QCompleter(colleagues, field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        field.setCompleter(completer)

    def edit(self) -> None:
        """Bring the keyboard to the first field."""
        first = next(field for field in self.fields.values() if field.isVisible())
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- reading ----------------------------------------------------------------------------------

    def doing(self) -> Doing:
        """What is chosen now, with what goes with it; a field that isn't shown counts for nothing."""
        chosen = self._doings[self.list.currentRow()]
        said = {name: "" if field.isHidden() else field.text().strip() for name, field in self.fields.items()}
        code = said["code"].partition("  ")[0]
        return chosen._replace(
            slip=Slip(iso_day(said["on"]), code, None, said["bast"], "", said["wave"], said["reason"])
        )


def _is_of(petugas: Petugas, party: Party) -> bool:
    role = role_of(petugas)
    return role is not None and PARTY_OF[role] is party


def doing_words(doing: Doing) -> str:
    """Such as "Menerima dari Koseka"."""
    return t(f"custody.do_{doing.deed}", party=party_name(doing.other))


def iso_day(text: str) -> str:
    """A day as people here write it, day first, as ISO 8601; as it stands when it is no day."""
    found = _DAY_FIRST.fullmatch(text.strip())
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text.strip()
