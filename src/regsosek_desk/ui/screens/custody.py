"""Serah terima: bundles put through one after the other, each answered at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.kendali import Kendali
from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.services.custody.labels import read_label
from regsosek_desk.services.custody.ledger import Standing, standings
from regsosek_desk.services.custody.scan import PACKING, doings
from regsosek_desk.services.session import Session
from regsosek_desk.services.team.books import read_book
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.custody.banner import Banner
from regsosek_desk.ui.custody.counts import CountGrid
from regsosek_desk.ui.custody.doing import DoingPanel, doing_words
from regsosek_desk.ui.custody.field import ScanField
from regsosek_desk.ui.custody.ledger import LedgerCard
from regsosek_desk.ui.custody.lines import Line
from regsosek_desk.ui.custody.pick import PickCard
from regsosek_desk.ui.custody.pictures import PATTERNS, read_picture
from regsosek_desk.ui.custody.queue import ScanQueue
from regsosek_desk.ui.custody.table import LineTable
from regsosek_desk.ui.custody.tones import Tones
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.folders import ask_file
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled

_CHOICES = 9
_LEFT = 44
"""Characters of the column at the left."""


class CustodyScreen(Screen):
    """Left what is being done; right the field for the scanner, the verdict, the sheets, and the list."""

    def __init__(
        self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(session, runner, parent)
        self.queue = ScanQueue.of(session, runner)
        self.doing = DoingPanel(doings(session.petugas), session.run(lambda file: file.petugas_list()), date.today())
        self.field, self.banner, self.grid = ScanField(), Banner(), CountGrid()
        self.table, self.tally, self.box = LineTable(self.queue.lines), faint(), QLabel()
        self.stage = Stage(self)
        self.tones = Tones()
        self._sls_id = address.sls_id
        self._line: Line | None = None
        self._lay_out()
        self._connect()
        self.install_commands()
        self._doing_changed()
        self._show_tally()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.field)
        self.field.setPlaceholderText(t("custody.scan_here"))
        self.field.setAccessibleName(t("custody.scan_here"))
        self.field.setFont(scaled(self.font(), 1.3))
        self.box.setFont(scaled(self.font(), 1.05, bold=True))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(24, 14, 24, 12)
        columns.setSpacing(20)
        self.doing.setFixedWidth(_LEFT * self.fontMetrics().averageCharWidth())
        columns.addWidget(self.doing)
        columns.addLayout(self._right(), 1)

    def _right(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.box)
        top.addStretch(1)
        top.addWidget(self.tally)
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self.field)
        box.addWidget(self.banner)
        box.addWidget(self.grid)
        box.addWidget(self.table, 1)
        return box

    def _connect(self) -> None:
        self.field.scanned.connect(self._scan)
        self.field.moved.connect(self.table.move_by)
        self.doing.changed.connect(self._doing_changed)
        self.doing.done.connect(self.field.setFocus)
        self.grid.entered.connect(self._store_counts)
        self.grid.left.connect(self._leave_counts)
        self.grid.scanned.connect(self._scan)
        self.table.looked_at.connect(self._look_at)
        self.queue.told.connect(self._told)
        self.queue.idle.connect(self._show_tally)
        self.stage.closed.connect(self.field.setFocus)

    @property
    def title(self) -> str:
        return t("custody.title")

    def commands(self) -> list[Command]:
        choices = [
            Command(
                f"Alt+{at}",
                "custody.choose",
                (f"Alt+{at}",),
                partial(self._if_free, partial(self.doing.choose, at - 1)),
                hint=False,
            )
            for at in range(1, _CHOICES + 1)
        ]
        return [
            Command("Enter", "custody.scan"),
            Command("Alt+1–9", "custody.choose_key"),
            *choices,
            Command("F6", "custody.fields", ("F6",), partial(self._if_free, self.doing.edit)),
            Command("F7", "custody.counts", ("F7",), partial(self._if_free, self._edit_counts)),
            Command("Ctrl+Z", "custody.undo", ("Ctrl+Z",), partial(self._if_free, self._undo)),
            Command("F3", "custody.pick", ("F3",), partial(self._if_free, self._pick)),
            Command("F4", "custody.ledger", ("F4",), self._ledger),
            Command("Ctrl+N", "custody.new_box", ("Ctrl+N",), partial(self._if_free, self._new_box), hint=False),
            Command("Ctrl+V", "custody.paste", hint=False),
            Command("Ctrl+O", "custody.picture", ("Ctrl+O",), partial(self._if_free, self._picture), hint=False),
            Command("↑ ↓", "custody.look_back", hint=False),
            Command("Esc", "custody.back", ("Esc",), self._back),
        ]

    def _if_free(self, run: Callable[[], None]) -> None:
        """Nothing below an open card is reached by a key."""
        if self.stage.panel is None:
            run()

    def leave(self) -> None:
        """What still waits is stored before the screen goes."""
        self.queue.drain()
        self.queue.told.disconnect(self._told)
        self.queue.idle.disconnect(self._show_tally)
        super().leave()

    # --- scanning ---------------------------------------------------------------------------------

    def _scan(self, text: str) -> None:
        self.queue.put(text, self.doing.doing())
        self.field.setFocus()
        self._show_tally()

    def _told(self, line: Line) -> None:
        """Answer one scan: sound and colour, its sheets to be typed over, its line under the cursor."""
        if line.result and not line.undone:
            self.tones.play(line.result.verdict)
            entered = line.result.entered
            self._show_box(entered.move.box if entered else line.result.box)
        self.table.look_at(line)
        self._show(line)

    def _look_at(self, line: Line | None) -> None:
        if line is not None and line is not self._line:
            self._show(line)

    def _show(self, line: Line) -> None:
        self._line = line
        self.banner.show_line(line)
        entered = line.result.entered if line.result and line.stored else None
        self.grid.show_counts(entered.move.counts if entered else None, entered.move.reason if entered else "")

    def _show_tally(self) -> None:
        counts = self.queue.lines.counts()
        shown = {name: number(counts.get(name, 0)) for name in ("ok", "look", "no", "waiting")}
        waits = bool(counts.get("waiting"))
        self.tally.setText(t("custody.tally_waiting" if waits else "custody.tally", **shown))

    def _doing_changed(self) -> None:
        self._show_box("")
        self.box.setText(doing_words(self.doing.doing()))
        if self.isVisible():
            self.field.setFocus()

    def _show_box(self, box: str) -> None:
        if box and self.doing.doing().deed in PACKING:
            self.box.setText(t("custody.into_box", what=doing_words(self.doing.doing()), box=box))

    # --- about the bundle at hand -----------------------------------------------------------------

    def _edit_counts(self) -> None:
        if self.grid.isEnabled():
            self.grid.edit()
        else:
            self.message.emit(t("custody.no_bundle"))

    def _store_counts(self) -> None:
        if self._line is not None:
            self.field.setFocus()
            self.queue.correct(self._line, self.grid.counts(), self.grid.reason.text().strip(), self._not_corrected)

    def _not_corrected(self, error: Exception) -> None:
        """Say why, and let it be typed again: a count that differs wants its reason."""
        self._complain(error)
        wanted = (
            self.grid.reason if getattr(error, "code", "") == "custody_differs" else self.grid.fields["k", "received"]
        )
        wanted.setFocus()

    def _leave_counts(self) -> None:
        if self._line is not None:
            self._show(self._line)
        self.field.setFocus()

    def _undo(self) -> None:
        line = self.queue.lines.last_stored()
        if line is None:
            self.message.emit(t("custody.nothing_to_undo"))
        else:
            self.queue.undo(line, self._complain)

    def _complain(self, error: Exception) -> None:
        if not isinstance(error, DeskError):
            raise error
        self.tones.play("no")
        self.banner.complain(in_short(error))

    # --- boxes, pictures, cards -------------------------------------------------------------------

    def _new_box(self) -> None:
        doing = self.doing.doing()
        if doing.deed in PACKING:
            self.queue.next_box(doing.deed, self._show_box, self._complain)
        else:
            self.message.emit(t("custody.no_box_here"))

    def _picture(self) -> None:
        path = ask_file(self, t("custody.picture"), f"{t('custody.pictures')} ({PATTERNS})")
        if path is not None:
            self.read_picture(path)

    def read_picture(self, path: Path) -> None:
        """Put every bundle through whose QR code is in this picture."""
        self.message.emit(t("custody.reading_picture"))
        self.runner.submit(lambda _: read_picture(path), self._picture_read, self._complain)

    def _picture_read(self, texts: list[str]) -> None:
        self.message.emit(t("custody.picture_read", count=len(texts)))
        for text in texts:
            self._scan(text)

    def _pick(self) -> None:
        self.take_task(self.runner.submit(standings, self._open_pick, self.reading_failed))

    def _open_pick(self, found: list[Standing]) -> None:
        self.stage.open(PickCard(found, self._scan))

    def _ledger(self) -> None:
        """Of what is chosen in a card or typed, else of the bundle at hand, else of the SLS one came from."""
        card: object = self.stage.panel
        if isinstance(card, PickCard):
            self._open_ledger(card.chosen())
        elif card is None:
            typed = self.field.text().strip()
            self.field.clear()
            at_hand = self._line.result.sls if self._line and self._line.result else None
            self._open_ledger(typed or (at_hand.id if at_hand else self._sls_id))

    def _open_ledger(self, text: str) -> None:
        self.take_task(self.runner.submit(partial(_read_ledger, text=text), self._show_ledger, self._complain))

    def _show_ledger(self, found: tuple[Sls, Kendali, dict[str, str]]) -> None:
        self.stage.open(LedgerCard(*found, date.today()))

    def _back(self) -> None:
        if self.stage.panel is not None:
            self.stage.close_panel()
        elif not self.field.hasFocus():
            self._leave_counts()
        elif self.field.text():
            self.field.clear()
        else:
            self.back_requested.emit()


def _read_ledger(file: WorkFile, text: str) -> tuple[Sls, Kendali, dict[str, str]]:
    known = {each.id: each for each in file.sls_list()}
    label = read_label(text, known, file.meta.get("kab", ""))
    if label.id not in known:
        raise InputFault("custody_other_area", id=label.id)
    return known[label.id], read_book(file, label.id), file.petugas_names()
