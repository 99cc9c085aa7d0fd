"""Cetak: choose a sheet and what it is about, look at it, print it or keep it as a PDF."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk.core.errors import DeskError
from regsosek_desk.reports.viewing import Viewer
from regsosek_desk.services.print.catalog import FILLED, KINDS, SheetKind, file_name, make, save
from regsosek_desk.services.print.desk import Desk, desk_on
from regsosek_desk.services.session import Session
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.folders import ask_new_file
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.printing.choices import Choice, choices, wanted
from regsosek_desk.ui.printing.preview import Preview
from regsosek_desk.ui.printing.work import Job, print_pages
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint

_WAIT = 250
"""Milliseconds of rest after which the sheet under the cursor is made."""
_WIDE, _MIDDLE = 30, 40
"""Widths of the two columns in characters."""


class PrintingScreen(Screen):
    """The sheet is made anew whenever another one is chosen; what was under way is stopped."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self._address = address
        self._desk: Desk | None = None
        self._job: Job | None = None
        self._pdf = b""
        self._choices: list[Choice] = []
        self.sheets, self.about = QListWidget(), QListWidget()
        self.preview = Preview()
        self._columns = QWidget()
        self.state, self.bar = faint(), QProgressBar()
        self._soon = QTimer(self, singleShot=True, interval=_WAIT)
        self._lay_out()
        self._soon.timeout.connect(self._make)
        self.sheets.currentRowChanged.connect(lambda _: self._choose_sheet())
        self.about.currentRowChanged.connect(lambda _: self._wait())
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.sheets)
        for kind in KINDS:
            self.sheets.addItem(t(kind.text))
        letters = self.fontMetrics().averageCharWidth()
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 20, 32, 16)
        row.setSpacing(18)
        columns = QHBoxLayout(self._columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(18)
        row.addWidget(self._columns)
        for title, part, width in (("print.choose", self.sheets, _WIDE), ("print.about", self.about, _MIDDLE)):
            part.setAccessibleName(t(title))
            part.setFixedWidth(width * letters)
            part.setSpacing(3)
            part.setTextElideMode(Qt.TextElideMode.ElideRight)
            part.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            columns.addLayout(_below(QLabel(t(title)), part))
        row.addLayout(self._shown(), 1)

    def _shown(self) -> QVBoxLayout:
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.hide()
        column = _below(self.state, self.preview)
        column.addWidget(self.bar)
        return column

    @property
    def title(self) -> str:
        return t("print.title")

    def commands(self) -> list[Command]:
        return [
            Command("Ctrl+P", "print.print", ("Ctrl+P",), self.send_to_printer),
            Command("Ctrl+S", "print.save", ("Ctrl+S",), self.save_as),
            Command("↑ ↓", "print.choose_key"),
            Command("Enter", "print.next_column", ("Return", "Enter"), self._other_column),
            Command("PgUp PgDn", "print.turn"),
            Command("+", "print.enlarge", ("+", "="), self._enlarge),
            Command("PgDn", "print.turn_on", ("PgDown",), partial(self._turn, 1), hint=False),
            Command("PgUp", "print.turn_back", ("PgUp",), partial(self._turn, -1), hint=False),
            Command("Esc", "print.back", ("Esc",), self._back),
        ]

    # --- what there is to print ---------------------------------------------------------------------

    def refresh(self) -> None:
        if self._desk is None:
            self.take_task(self.runner.submit(lambda _: desk_on(self.runner), self._ready, self.reading_failed))

    def _ready(self, desk: Desk) -> None:
        self._desk = desk
        self.sheets.setCurrentRow(KINDS.index(FILLED))
        self._choose_sheet()
        if self._address.selected:
            self.about.setFocus()

    @property
    def kind(self) -> SheetKind:
        return KINDS[max(0, self.sheets.currentRow())]

    def _choose_sheet(self) -> None:
        if self._desk is None:
            return
        kind, desk, address = self.kind, self._desk, self._address
        self._stop()
        self._pdf = b""
        self.preview.show_words("")
        self.take_task(
            self.runner.submit(lambda file: choices(file, desk, kind, address), self._show_choices, self.reading_failed)
        )

    def _show_choices(self, found: list[Choice]) -> None:
        self._choices = found
        self.about.clear()
        for choice in found:
            self.about.addItem(QListWidgetItem(choice.words))
        if found:
            self.about.setCurrentRow(wanted(found, self._address))
        else:
            self.preview.show_words(t("print.nothing"))
            self.state.setText("")

    def _choice(self) -> Choice | None:
        at = self.about.currentRow()
        return self._choices[at] if 0 <= at < len(self._choices) else None

    # --- making it --------------------------------------------------------------------------------

    def _wait(self) -> None:
        self._stop()
        self._soon.start()

    def _make(self) -> None:
        choice, desk, kind = self._choice(), self._desk, self.kind
        if choice is None or desk is None:
            return
        self._begin(t("print.making"))
        assert self._job is not None
        self._job.start(
            self, lambda watch: make(desk, kind, choice.wish, watch), self._made, self._failed, self._tell
        )  # fmt: skip

    def _begin(self, words: str) -> None:
        self._stop()
        self._job = Job()
        self.state.setText(words)
        self.bar.setRange(0, 0)
        self.bar.show()

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _made(self, pdf: bytes) -> None:
        self._ended()
        self._pdf = pdf
        self.preview.show_pdf(Viewer(pdf))
        self._show_page()

    def _failed(self, error: Exception) -> None:
        self._ended()
        if not isinstance(error, DeskError):
            raise error
        happened, safe, action = explain(error)
        self.preview.show_words(f"{happened}\n{safe}\n{action}")

    def _ended(self) -> None:
        self._job = None
        self.bar.hide()
        self.state.setText("")

    def _stop(self) -> None:
        self._soon.stop()
        if self._job is not None:
            self._job.stop()
            self._ended()

    def leave(self) -> None:
        self._stop()
        self.preview.show_words("")
        super().leave()

    # --- what the user does -----------------------------------------------------------------------

    def _other_column(self) -> None:
        if self.preview.is_large:
            self._enlarge()
        (self.sheets if self.about.hasFocus() else self.about).setFocus()

    def _enlarge(self) -> None:
        """The page takes the whole window, and gives it back."""
        large = not self.preview.is_large
        self._columns.setVisible(not large)
        self.preview.enlarge(large)
        (self.preview if large else self.about).setFocus()

    def _turn(self, direction: int) -> None:
        if not self.preview.move_on(direction):
            self.preview.turn_to(self.preview.page + direction)
            self._show_page()

    def _show_page(self) -> None:
        self.state.setText(t("reports.page", number=self.preview.page + 1, pages=self.preview.pages))

    def _back(self) -> None:
        if self.preview.is_large:
            self._enlarge()
        elif self._job is None:
            self.back_requested.emit()
        else:
            self._stop()
            self.preview.show_words(t("print.stopped"))

    def save_as(self) -> None:
        """Ask where to, and write the sheet there."""
        choice = self._choice()
        if not self._pdf or choice is None or self._desk is None:
            self.message.emit(t("print.not_yet"))
            return
        name = file_name(self._desk, self.kind, choice.wish)
        path = ask_new_file(self, t("print.save"), name, "PDF (*.pdf)")
        if path is None:
            return
        try:
            save(self._pdf, path)
        except DeskError as error:
            self.reading_failed(error)
        else:
            self.message.emit(t("print.saved", file=path.name))

    def send_to_printer(self) -> None:
        """Ask which printer, and send the sheet there; the screen stays as it is."""
        if not self._pdf:
            self.message.emit(t("print.not_yet"))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self._ask_for(printer):
            pdf = self._pdf
            self._begin(t("print.printing"))
            assert self._job is not None
            self._job.start(
                self, lambda watch: print_pages(pdf, printer, watch), self._printed, self._failed, self._tell
            )  # fmt: skip

    def _ask_for(self, printer: QPrinter) -> bool:
        dialog = QPrintDialog(printer, self)
        accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return bool(accepted)

    def _printed(self, _: bytes) -> None:
        self._ended()
        self._show_page()
        self.message.emit(t("print.sent"))


def _below(title: QLabel, part: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(8)
    column.addWidget(title)
    column.addWidget(part, 1)
    return column
