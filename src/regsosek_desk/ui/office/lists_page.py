"""Lists into the office: pick files, see what is wrong in them, take the good rows or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.lists.apply import Applied, apply, known_of
from regsosek_desk.services.lists.preview import Preview, Progress, preview
from regsosek_desk.services.lists.report import write_report
from regsosek_desk.services.lists.templates import write_templates
from regsosek_desk.storage.sheets import SUFFIXES
from regsosek_desk.texts import t
from regsosek_desk.ui import folders
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.office.chips import Chips
from regsosek_desk.ui.office.errand import Errand, Tell
from regsosek_desk.ui.office.findings import Finding, finding_columns, finding_sign, table_columns, table_sign
from regsosek_desk.ui.office.page import Page
from regsosek_desk.ui.screens.base import Command
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.tables import PlainModel, PlainTable

_TABLES_SHOWN = 6


class ListsPage(Page):
    """Nothing is in the office before one of the two buttons at the foot was pressed."""

    def __init__(
        self, endpoint: Endpoint, errand: Errand, loaded: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        """`loaded` is called when lists were taken."""
        super().__init__(endpoint, errand, parent)
        self._loaded = loaded
        self.found: list[Preview] = []
        self.tables = PlainModel(table_columns(), table_sign, self)
        self.findings = PlainModel(finding_columns(), finding_sign, self)
        self.table_view, self.finding_view = PlainTable(self.tables), PlainTable(self.findings)
        self.chips = Chips([(t("office.all"), ""), (t("office.to_mend"), "error"), (t("office.notes"), "warning")])
        self.withdraw = QCheckBox(t("office.withdraw"))
        self.withdraw.setToolTip(t("office.withdraw_tip"))
        self.load_all = self.button(t("office.load_all"), partial(self.load, only_good=False), default=True)
        self.load_good = self.button(t("office.load_good"), partial(self.load, only_good=True))
        self.keep = self.button(t("office.save_report"), self._save_report)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.install_commands()
        self._show([])

    @property
    def title(self) -> str:
        return t("office.lists_title")

    def commands(self) -> list[Command]:
        filters = [
            Command("Alt+0–2", "office.filter_key", (f"Alt+{digit}",), partial(self.chips.choose, digit), hint=False)
            for digit in range(3)
        ]
        return [
            Command("Ctrl+O", "office.pick", ("Ctrl+O",), self._pick),
            Command(
                "Ctrl+Enter", "office.load_all", ("Ctrl+Return", "Ctrl+Enter"), partial(self.load, only_good=False)
            ),
            Command("Ctrl+T", "office.templates", ("Ctrl+T",), self._templates),
            Command("Ctrl+S", "office.save_report", ("Ctrl+S",), self._save_report),
            Command("Alt+0–2", "office.filter_key"),
            *filters,
            Command("F5", "office.look_again", ("F5",), self._look_again, hint=False),
        ]

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.empty = QLabel(t("office.empty"))
        self.empty.setWordWrap(True)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setFont(scaled(self.font(), 1.15))
        self.detail, self.cure = QLabel(), QLabel()
        self.detail.setFont(scaled(self.font(), 1.0, bold=True))
        for label in (self.detail, self.cure):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.filled = QWidget()
        inside = QVBoxLayout(self.filled)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        for widget in (self.table_view, self.chips):
            inside.addWidget(widget)
        inside.addWidget(self.finding_view, 1)
        inside.addWidget(self._detail_panel())
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 18, 32, 14)
        box.setSpacing(12)
        box.addLayout(self._heading())
        box.addWidget(self.empty, 1)
        box.addWidget(self.filled, 1)
        box.addLayout(self._foot())

    def _heading(self) -> QHBoxLayout:
        name = QLabel(self.title)
        name.setFont(scaled(self.font(), 1.5, bold=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(name)
        row.addWidget(faint(t("office.lists_under")), 1)
        row.addWidget(self.button(t("office.templates"), self._templates))
        row.addWidget(self.button(t("office.pick"), self._pick))
        return row

    def _detail_panel(self) -> QWidget:
        panel = QWidget()
        panel.setObjectName("panel")
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        panel.setFixedHeight(round(self.fontMetrics().height() * 5.4))
        box = QVBoxLayout(panel)
        box.setContentsMargins(14, 8, 14, 8)
        box.setSpacing(4)
        box.addWidget(self.detail)
        box.addWidget(self.cure)
        box.addStretch(1)
        return panel

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.withdraw)
        row.addWidget(self._practice(), 1)
        for button in (self.keep, self.load_good, self.load_all):
            row.addWidget(button)
        return row

    def _practice(self) -> QLabel:
        """Above all before lists of real people are taken."""
        words = faint(t("lists.package.into_training") if self.endpoint.identity.training else "")
        words.setWordWrap(True)
        return words

    def _connect(self) -> None:
        self.table_view.selectionModel().selectionChanged.connect(lambda *_: self._filter())
        self.finding_view.selectionModel().currentRowChanged.connect(lambda now, _: self._explain(now.row()))
        self.chips.chosen.connect(lambda _: self._filter())
        self.errand.changed.connect(lambda _: self._allow())

    # --- looking ----------------------------------------------------------------------------------

    def look_through(self, paths: Sequence[Path]) -> None:
        """Read the files and show what is in them; nothing is taken."""
        self._paths = list(paths)
        self.work(partial(_look, self.endpoint, self._paths), self._show)

    def _look_again(self) -> None:
        if self.found:
            self.look_through(self._paths)

    def _show(self, found: list[Preview]) -> None:
        self.found = found
        self.tables.show_rows(found)
        self.table_view.fit_rows(_TABLES_SHOWN)
        self.empty.setVisible(not found)
        self.filled.setVisible(bool(found))
        self._filter()
        self._allow()
        if found:
            self.finding_view.setFocus()
            self.message.emit(t("office.looked", files=len({each.file for each in found})))

    def _allow(self) -> None:
        """Offer what can be done with what is there."""
        readable = any(each.good for each in self.found) and not self.errand.busy
        clean = all(each.clean for each in self.found)
        whole = any(each.kind in ("sls", "penugasan") for each in self.found)
        self.load_all.setVisible(not self.found or clean)
        self.load_all.setEnabled(readable and clean)
        self.load_good.setVisible(bool(self.found) and not clean)
        self.load_good.setEnabled(readable)
        self.withdraw.setVisible(whole and clean)
        self.keep.setEnabled(bool(self.found))

    def _filter(self) -> None:
        """Problems first; of the tables selected, else of all."""
        chosen = [self.found[index.row()] for index in self.table_view.selectionModel().selectedRows()]
        every = [Finding(table, problem) for table in chosen or self.found for problem in table.problems]
        faults = [each for each in every if not each.problem.taken]
        faults.sort(key=lambda each: each.problem.row > 0)  # a table that can't be read at all comes first
        notes = [each for each in every if each.problem.taken]
        self.chips.show_counts([len(every), len(faults), len(notes)])
        self.findings.show_rows([faults + notes, faults, notes][self.chips.choice])
        self.finding_view.setCurrentIndex(self.findings.index(0, 0))
        self._explain(0)

    def _explain(self, row: int) -> None:
        there = 0 <= row < len(self.findings.rows)
        problem = self.findings.rows[row].problem if there else None
        self.detail.setText(problem.what if problem else t("office.nothing_found"))
        self.cure.setText(problem.cure or t("office.row_is_taken") if problem else "")

    # --- taking -----------------------------------------------------------------------------------

    def load(self, *, only_good: bool) -> None:
        """Take the rows in: all, or the good ones where some are bad."""
        clean = all(each.clean for each in self.found)
        if not any(each.good for each in self.found) or (not clean and not only_good):
            self.message.emit(t("office.cannot_load" if self.found else "office.nothing_picked"))
            return
        withdraw = self.withdraw.isChecked() and clean
        self.work(partial(_load, self.endpoint, self.found, withdraw), self._taken)

    def _taken(self, found: tuple[Applied, int]) -> None:
        done, taken_up = found
        self._show([])
        self.withdraw.setChecked(False)
        rows = ", ".join(f"{t(f'lists.kind.{kind}')} {number(count)}" for kind, count in done.rows.items())
        key = "office.loaded" if done.finished else "office.load_stopped"
        said = t(key, rows=rows, sls=done.withdrawn_sls, assignments=done.withdrawn_assignments)
        self.message.emit(f"{said} {t('office.taken_up', count=taken_up)}" if taken_up else said)
        self._loaded()

    # --- files ------------------------------------------------------------------------------------

    def _pick(self) -> None:
        kinds = f"{t('office.file_filter')} ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"
        chosen, _ = QFileDialog.getOpenFileNames(self, t("office.pick"), str(folders.begin()), kinds)
        if chosen:
            self.look_through([Path(name) for name in chosen])

    def _templates(self) -> None:
        if folder := folders.ask_folder(self, t("office.templates")):
            self.work(
                partial(_write_templates, self.endpoint, folder),
                lambda count: self.message.emit(t("office.templates_written", count=count, folder=folder)),
            )

    def _save_report(self) -> None:
        if not self.found:
            return
        chosen = folders.ask_new_file(self, t("office.save_report"), "temuan.csv", "CSV (*.csv)")
        if chosen:
            found = self.found
            self.work(
                lambda *_: write_report(chosen, found),
                lambda _: self.message.emit(t("office.report_saved", file=chosen)),
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.errand.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.look_through([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


# --- beside the window --------------------------------------------------------------------------------


def _look(endpoint: Endpoint, paths: Sequence[Path], tell: Tell, cancelled: Callable[[], bool]) -> list[Preview]:
    return preview(paths, known_of(endpoint.store), _told(tell), cancelled)


def _load(
    endpoint: Endpoint, found: Sequence[Preview], withdraw: bool, tell: Tell, cancelled: Callable[[], bool]
) -> tuple[Applied, int]:
    """What was taken, and how many documents that had been held for want of it."""
    done = apply(endpoint.store, found, withdraw_missing=withdraw, progress=_told(tell), cancelled=cancelled)
    return done, endpoint.retry_quarantine()


def _told(tell: Tell) -> Callable[[Progress], None]:
    return lambda progress: tell(progress.file or t("lists.kind.prelist"), progress.rows_done, progress.rows_all)


def _write_templates(endpoint: Endpoint, folder: Path, *_: object) -> int:
    return len(write_templates(folder, known_of(endpoint.store), endpoint.store.assignments()))
