"""Who works for the office: with a laptop, with a code, or with neither; sheets and packages for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLabel, QVBoxLayout, QWidget

from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.lists.kinds import fold
from regsosek_desk.services.lists.officers import Officer, code_sheets, officers
from regsosek_desk.services.lists.packages import write_packages
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.texts import t
from regsosek_desk.ui import folders
from regsosek_desk.ui.models.dates import local_day, long_day, number
from regsosek_desk.ui.office.chips import Chips
from regsosek_desk.ui.office.errand import Errand, Tell
from regsosek_desk.ui.office.page import Page
from regsosek_desk.ui.screens.base import Command
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.searched import SearchField
from regsosek_desk.ui.widgets.tables import Column, PlainModel, PlainTable

_SIGNS = {"enrolled": "clean", "code": "warning", "none": "blank"}
_STATES = ("", "none", "code", "enrolled")


def _columns() -> list[Column[Officer]]:
    return [
        Column(t("office.code"), lambda each: each.petugas.code, 14),
        Column(t("office.name"), lambda each: each.petugas.name),
        Column(t("office.role"), lambda each: each.petugas.role, 12),
        Column(t("office.area"), lambda each: each.area),
        Column(t("office.sls"), lambda each: number(each.sls), 8, number=True),
        Column(t("office.state"), _state),
    ]


def _state(officer: Officer) -> str:
    if officer.devices:
        return t("office.state_enrolled", count=officer.devices)
    day = local_day(officer.code_until)
    return t("office.state_code", day=long_day(day)) if day else t("office.state_none")


class PetugasPage(Page):
    """All petugas; what is done is done for those selected, else for all that need it."""

    def __init__(self, endpoint: Endpoint, errand: Errand, parent: QWidget | None = None) -> None:
        super().__init__(endpoint, errand, parent)
        self._all: list[Officer] = []
        self.model = PlainModel(_columns(), lambda each: _SIGNS[each.state], self)
        self.table = PlainTable(self.model)
        self.search = SearchField()
        self.chips = Chips([
            (t("office.all"), ""), (t("office.without"), "blank"), (t("office.with_code"), "warning"),
            (t("office.with_laptop"), "clean"),
        ])  # fmt: skip
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._filter())
        self.search.left_downwards.connect(self.table.setFocus)
        self.chips.chosen.connect(lambda _: self._filter())
        self.install_commands()

    @property
    def title(self) -> str:
        return t("office.petugas_title")

    def commands(self) -> list[Command]:
        filters = [
            Command("Alt+0–3", "office.filter_key", (f"Alt+{digit}",), partial(self.chips.choose, digit), hint=False)
            for digit in range(len(_STATES))
        ]
        return [
            Command("Ctrl+P", "office.print_codes", ("Ctrl+P",), self._print),
            Command("Ctrl+B", "office.make_packages", ("Ctrl+B",), self._make),
            Command("Ctrl+F", "office.search", ("Ctrl+F", "/"), self._to_search),
            Command("Alt+0–3", "office.filter_key"),
            *filters,
            Command("F5", "office.look_again", ("F5",), self.refresh, hint=False),
        ]

    def _lay_out(self) -> None:
        name = QLabel(self.title)
        name.setFont(scaled(self.font(), 1.5, bold=True))
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(name)
        heading.addWidget(faint(t("office.petugas_under")), 1)
        heading.addWidget(self.button(t("office.print_codes"), self._print))
        heading.addWidget(self.button(t("office.make_packages"), self._make))
        self.search.setPlaceholderText(t("office.search_petugas"))
        self.search.setClearButtonEnabled(True)
        tools = QHBoxLayout()
        tools.setSpacing(12)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.chips)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 18, 32, 14)
        box.setSpacing(12)
        box.addLayout(heading)
        box.addLayout(tools)
        box.addWidget(self.table, 1)
        self.setFocusProxy(self.search)

    # --- looking ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the petugas anew."""
        self._all = officers(self.endpoint)
        self._filter()

    def _filter(self) -> None:
        wanted = fold(self.search.text())
        found = [each for each in self._all if wanted in fold(f"{each.petugas.code} {each.petugas.name} {each.area}")]
        counts = [len(found), *(sum(each.state == state for each in found) for state in _STATES[1:])]
        state = _STATES[self.chips.choice]
        self.chips.show_counts(counts)
        self.model.show_rows([each for each in found if state in ("", each.state)])

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _selected(self) -> list[Officer]:
        return [self.model.rows[index.row()] for index in self.table.selectionModel().selectedRows()]

    # --- sheets and packages ----------------------------------------------------------------------

    def _print(self) -> None:
        """Sheets for those selected, also where a code holds still; else for all who have neither laptop nor code."""
        those = self._selected() or [each for each in self._all if each.state == "none"]
        url = self._address() if those else ""
        if not those:
            self.message.emit(t("office.nobody_needs_a_code"))
        elif url:
            path = folders.ask_new_file(self, t("office.print_codes"), "lembar-pendaftaran.pdf", "PDF (*.pdf)")
            if path:
                self.print_codes(those, path, url)

    def _address(self) -> str:
        """The address of the server for laptops, asked for where it isn't on record; "" to give up."""
        if self.endpoint.identity.url:
            return self.endpoint.identity.url
        text, accepted = QInputDialog.getText(self, t("office.address_title"), t("office.address"), text="https://")
        return text.strip() if accepted else ""

    def print_codes(self, those: Sequence[Officer], path: Path, url: str) -> None:
        """Make new codes for these petugas and write their sheets."""
        self.work(
            partial(_write_sheets, self.endpoint, those, path, url), partial(self._written, "office.printed", path)
        )

    def _make(self) -> None:
        if folder := folders.ask_folder(self, t("office.make_packages"), carried=True):
            self.make_packages(folder)

    def make_packages(self, folder: Path) -> None:
        """Write the packages of those selected, else of all who have a laptop."""
        codes = [each.petugas.code for each in self._selected()]
        self.work(
            partial(_write_packages, self.endpoint, folder, codes), partial(self._written, "office.packed", folder)
        )

    def _written(self, key: str, place: Path, count: int) -> None:
        self.refresh()
        self.message.emit(t(key, count=count, place=place))


# --- beside the window --------------------------------------------------------------------------------


def _write_sheets(
    endpoint: Endpoint, those: Sequence[Officer], path: Path, url: str, _: Tell, cancelled: Callable[[], bool]
) -> int:
    sheets = code_sheets(endpoint, those, url, cancelled)
    with whole_files(path.parent) as part:
        (part / path.name).write_bytes(sheets)
    return len(those)


def _write_packages(
    endpoint: Endpoint, folder: Path, codes: Sequence[str], tell: Tell, cancelled: Callable[[], bool]
) -> int:
    told = partial(tell, t("office.packing"))
    return len(write_packages(endpoint, folder, codes, told, cancelled))
