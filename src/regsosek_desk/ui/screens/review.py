"""Periksa: the queue on the left; on the right only what of the family wants a look, decided with one key each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.checking.approvals import approve_sls, outlook
from regsosek_desk.services.checking.checker import Said
from regsosek_desk.services.checking.codes import MOST, codes_of
from regsosek_desk.services.checking.review import GROUPS, Group, Queue, read_queue
from regsosek_desk.services.session import Session
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.models.addresses import OpenDocument, TeamPlace
from regsosek_desk.ui.review.chips import GroupChips
from regsosek_desk.ui.review.deciding import DecidingScreen
from regsosek_desk.ui.review.detail import PlaceDetail
from regsosek_desk.ui.review.note_card import NoteCard
from regsosek_desk.ui.review.places import PlaceList
from regsosek_desk.ui.review.queue_list import QueueList, stage_word
from regsosek_desk.ui.review.sls_card import SlsCard
from regsosek_desk.ui.screens.base import Command
from regsosek_desk.ui.tasks import Task, TaskRunner
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled


class ReviewScreen(DecidingScreen):
    """One document is on the desk while it is shown; it is put back when the next one comes."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, address, parent)
        self.group: Group = "waiting"
        self.queue = Queue((), {})
        self._learning: Task | None = None
        self.chips = GroupChips(self.checker.judge.level.value)
        self.list, self.places, self.detail = QueueList(), PlaceList(), PlaceDetail()
        self.heading, self.about = QLabel(), faint()
        self._lay_out()
        self._connect()
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the list of places goes where there are none
        self.places.setAccessibleName(self.title)
        self.heading.setFont(scaled(self.font(), 1.5, bold=True))
        self.about.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.heading)
        right.addWidget(self.about)
        right.addWidget(self.places)
        right.addWidget(self.detail, 1)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self.list, 3)
        columns.addLayout(right, 6)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 14, 24, 12)
        box.setSpacing(12)
        box.addWidget(self.chips)
        box.addLayout(columns, 1)

    def _connect(self) -> None:
        self.chips.chosen.idClicked.connect(lambda at: self._to_group(GROUPS[at]))
        self.list.chosen.connect(self._open)
        self.places.moved.connect(self._show_place)

    @property
    def title(self) -> str:
        return t("review.title")

    def commands(self) -> list[Command]:
        codes = [
            Command(str(at), "review.take_code", (str(at),), partial(self._take_code, at - 1), hint=False)
            for at in range(1, MOST + 1)
        ]
        return [
            Command("A", "review.approve", ("A",), self._approve),
            Command("B", "review.right", ("B",), self._right),
            Command("R", "review.return", ("R",), self._return),
            Command("K", "review.return_document", ("K", "Shift+R"), self._return_document),
            Command("Enter", "review.mend", ("E", "Return", "Enter"), self._mend),
            Command("1–9", "review.codes"),
            Command("↓", "review.down", ("Down",), partial(self.places.step, 1), hint=False),
            Command("↑", "review.up", ("Up",), partial(self.places.step, -1), hint=False),
            *codes,
            Command("PgDn", "review.next", ("PgDown", "F9"), partial(self._step, 1)),
            Command("PgUp", "review.previous", ("PgUp",), partial(self._step, -1), hint=False),
            Command("← →", "review.group", hint=False),
            Command("←", "review.group_before", ("Left",), partial(self._turn, -1), hint=False),
            Command("→", "review.group_after", ("Right",), partial(self._turn, 1), hint=False),
            Command("S", "review.sls", ("S",), self._approve_sls),
            Command("Ctrl+Z", "review.undo", ("Ctrl+Z",), self._take_back),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the queue as it is now; the family on the desk stays there."""
        work = partial(read_queue, judge=self.checker.judge, group=self.group, sls_id=self.address.sls_id)
        self.take_task(self.runner.submit(work, self._show_queue, self.reading_failed))

    def _show_queue(self, queue: Queue) -> None:
        self._task = None
        first, self.queue = not self.queue.counts, queue
        self.list.rows.show_queue(queue)
        self.chips.show_counts(queue, self.group)
        wanted = self.checker.desk.id if self.checker.desk else self.address.selected
        line = self.list.rows.line_of(wanted)
        if line < 0 and self.checker.desk is not None:
            self._show_document()  # it has just left this group; nothing else jumps into its place
        else:
            self._go_to(line if line >= 0 else self.list.rows.family_from(0))
        if first:  # codes given before are read while the first family is looked at
            self._learning = self.runner.submit(codes_of, self.checker.use_codes, self.reading_failed)

    def _go_to(self, line: int) -> None:
        row = self.list.rows.document_at(line)
        self.list.mark(line)
        if row is None:
            self._show_nothing()
        elif self.checker.desk is None or self.checker.desk.id != row.id:
            self._open(row.id)
        else:
            self._show_document()

    def _open(self, document: str) -> None:
        try:
            self.checker.open(document)
        except DeskError as fault:
            self.message.emit(" ".join(explain(fault)))
            return
        self.address.selected = document
        self.list.mark(self.list.rows.line_of(document))
        self._show_document()

    def _show_nothing(self) -> None:
        self.checker.close()
        self.heading.setText(t("review.nothing_title"))
        self.about.setText("")
        self.places.show_places([])
        self.places.setVisible(False)
        self.detail.show_words(t(f"review.nothing_{self.group}"), t("review.nothing_how"))

    def _show_document(self) -> None:
        if self.checker.desk is None:
            return
        self.heading.setText(self.checker.title)
        self.about.setText(self._about())
        self.places.setVisible(bool(self.checker.found.places))
        self.places.show_places(self.checker.found.places)
        self._show_place()

    def _about(self) -> str:
        """Where the document stands, and what was said about the whole of it."""
        found, said = self.checker.found, self.checker.about
        parts = [stage_word(self.checker.stage)] if self.checker.stage != "open" else []
        if said is not None and said.note:
            parts.append(t("review.document_note", who=self.checker.name_of(said.petugas), note=said.note))
        parts.append(t("review.to_decide", count=len(found.open)) if found.open else t("review.nothing_left"))
        if found.unkeyed:
            parts.append(t("review.unkeyed", count=found.unkeyed))
        return " · ".join(parts)

    def _show_place(self) -> None:
        here = self.places.here
        if here is not None:
            self.detail.show_place(here, self.checker.proposals(here))
        elif self.checker.desk is not None:
            self.detail.show_words(t("review.clean_title"), t("review.clean_how"))

    # --- deciding ---------------------------------------------------------------------------------

    def _right(self) -> None:
        self._decide(self.checker.right)

    def _return(self) -> None:
        here = self.places.here
        if here is None:
            self.message.emit(t("review.no_place"))
            return
        about = [f"{here.answer}", here.reasons[0].text]
        title = t("review.return_title", place=f"{here.number} {here.label}")
        accept = partial(self._returned, partial(self.checker.give_back, here))
        self.stage.open(NoteCard(title, about, self.checker.notes(), accept))

    def _return_document(self) -> None:
        if self.checker.desk is None:
            return
        if self.checker.has_returns:
            self._done(self.checker.return_document)
            return
        card = NoteCard(
            t("review.return_document_title", family=self.heading.text()), [t("review.return_document_how")],
            self.checker.notes(), partial(self._returned, self.checker.return_document),
        )  # fmt: skip
        self.stage.open(card)

    def _returned(self, act: Callable[[str], Said], note: str) -> str:
        self.stage.close_panel()
        self._done(partial(act, note))
        return ""

    def _take_code(self, at: int) -> None:
        here = self.places.here
        proposals = self.checker.proposals(here) if here is not None else []
        if here is not None and at < len(proposals):
            self._done(partial(self.checker.fill, here, proposals[at].code))

    def _approve(self) -> None:
        if self.checker.desk is not None:
            self._done(self.checker.approve)

    def _take_back(self) -> None:
        self._done(self.checker.take_back)
        if self.checker.desk is not None:
            self.refresh()

    def _decide(self, act: Callable[..., Said]) -> None:
        here = self.places.here
        if here is None:
            self.message.emit(t("review.no_place"))
        else:
            self._done(partial(act, here))

    def _done(self, act: Callable[[], Said]) -> None:
        """Let the checker act, show what came of it, and bring the next family when this one is decided."""
        try:
            said = act()
        except DeskError as fault:
            self.message.emit(" ".join(explain(fault)))
            return
        if said.finished:
            self._bring_next()
        else:
            self._show_document()
        self.message.emit(said.words)

    def _bring_next(self) -> None:
        desk = self.checker.desk
        line = self.list.rows.line_of(desk.id) if desk else -1
        if desk is not None and line >= 0 and self.group == "waiting":
            self.list.rows.take_out(desk.id)
            self.chips.less_waiting()
            line = line if self.list.rows.family_from(line) >= 0 else line - 1
            self._go_to(self._nearest(line))
        else:
            self._show_document()

    def _nearest(self, line: int) -> int:
        ahead = self.list.rows.family_from(line)
        return ahead if ahead >= 0 else self.list.rows.family_from(line, -1)

    def _approve_sls(self) -> None:
        desk = self.checker.desk
        if desk is None:
            return
        sls_id, judge = desk.stored.sls_id, self.checker.judge
        found = self.session.run(lambda file: outlook(file, sls_id, judge))
        name = next((sls.name for sls in self.session.run(lambda file: file.sls_list()) if sls.id == sls_id), sls_id)
        self.stage.open(SlsCard(name, found, lambda _: self._sls_approved(sls_id)))

    def _sls_approved(self, sls_id: str) -> str:
        self.checker.close()
        stamp, judge = self.session.stamp(), self.checker.judge
        try:
            count = self.session.run(lambda file: approve_sls(file, sls_id, judge, stamp))
        except DeskError as fault:
            return " ".join(explain(fault))
        self.stage.close_panel()
        self.address.selected = ""
        self.runner.changed.emit("documents")
        self.message.emit(t("review.sls_approved", count=count))
        return ""

    # --- moving -----------------------------------------------------------------------------------

    def _mend(self) -> None:
        """Open the document, at the place where one is marked."""
        desk, here = self.checker.desk, self.places.here
        if desk is not None:
            self.go.emit(OpenDocument(desk.id, here.place if here else None))

    def _step(self, by: int) -> None:
        here = self.list.rows.line_of(self.checker.desk.id) if self.checker.desk else -1
        line = self.list.rows.family_from(here + by, by) if here + by >= 0 else -1
        if line >= 0:
            self._go_to(line)
        else:
            self.message.emit(t("review.no_further"))

    def _turn(self, by: int) -> None:
        self._to_group(GROUPS[(GROUPS.index(self.group) + by) % len(GROUPS)])

    def _to_group(self, group: Group) -> None:
        self.group = group
        self.checker.close()
        self.address.selected = ""
        self.message.emit("")
        self.refresh()

    def leave(self) -> None:
        self.checker.close()
        if self._learning is not None:
            self._learning.cancel()
        super().leave()
