"""Tabel risiko: the families of an SLS with what a Koseka weighs; approve or give back the SLS, or families of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.checking.approvals import approve_sls, give_back, outlook, reject_sls
from regsosek_desk.services.checking.review import Queue, read_queue
from regsosek_desk.services.checking.risk import RiskLine, risk_table
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.models.addresses import OpenDocument, TeamPlace
from regsosek_desk.ui.models.codes import village
from regsosek_desk.ui.models.dates import locale, number
from regsosek_desk.ui.review.deciding import DecidingScreen
from regsosek_desk.ui.review.detail import PlaceDetail
from regsosek_desk.ui.review.note_card import NoteCard
from regsosek_desk.ui.review.queue_list import stage_word
from regsosek_desk.ui.review.sls_card import SlsCard
from regsosek_desk.ui.screens.base import Command
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.tables import Column, PlainModel, PlainTable

_SORTS: dict[str, Callable[[RiskLine], tuple[object, ...]]] = {
    "risk": lambda line: (-line.weight, line.row.family_number),
    "number": lambda line: (line.row.family_number,),
    "space": lambda line: (line.per_person is None, line.per_person or 0.0, line.row.family_number),
    "status": lambda line: (line.status, line.row.family_number),
}
SORTS = tuple(_SORTS)
_MOST_JOBS = 6


class RiskScreen(DecidingScreen):
    """One SLS at a time; ← → bring the others."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, address, parent)
        self.sort = SORTS[0]
        self.marked: set[str] = set()
        self._places: list[Sls] = []
        self._lines: Sequence[RiskLine] = ()
        self.model = PlainModel(_columns(self.marked), lambda line: line.row.status, self)
        self.table = PlainTable(self.model)
        self.heading, self.about, self.detail = QLabel(), faint(), PlaceDetail()
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())
        self.install_commands()
        self.refresh()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        self.table.setAccessibleName(self.title)
        self.heading.setFont(scaled(self.font(), 1.5, bold=True))
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.heading)
        top.addWidget(self.about)
        top.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 14, 24, 12)
        box.setSpacing(12)
        box.addLayout(top)
        box.addWidget(self.table, 3)
        box.addWidget(self.detail, 2)

    @property
    def title(self) -> str:
        return t("review.risk_title")

    def commands(self) -> list[Command]:
        sorts = [
            Command(str(at), f"review.risk_sort_{name}", (str(at),), partial(self._sort_by, name), hint=False)
            for at, name in enumerate(SORTS, 1)
        ]
        return [
            Command("S", "review.risk_approve", ("S",), self._approve),
            Command("T", "review.risk_reject", ("T",), self._reject),
            Command("K", "review.risk_give_back", ("K", "Shift+R"), self._give_back),
            Command("Spasi", "review.risk_mark", ("Space",), self._mark),
            Command("Enter", "review.risk_open", ("E", "Return", "Enter"), self._open),
            Command("1–4", "review.risk_sort"),
            *sorts,
            Command("← →", "review.risk_sls"),
            Command("←", "review.risk_sls_before", ("Left",), partial(self._turn, -1), hint=False),
            Command("→", "review.risk_sls_after", ("Right",), partial(self._turn, 1), hint=False),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.take_task(self.runner.submit(self._read, self._show, self.reading_failed))

    def _read(self, file: WorkFile) -> tuple[list[Sls], Queue, list[RiskLine]]:
        """SLS with families, those that wait first; the queue of the one shown, and its table."""
        waiting = {row.sls_id for row in read_queue(file, self.checker.judge, "waiting").rows}
        known = [sls for sls in file.sls_list() if not sls.withdrawn]
        places = sorted(known, key=lambda sls: (sls.id not in waiting, sls.id))
        sls_id = self.address.sls_id or (places[0].id if places else "")
        return places, read_queue(file, self.checker.judge, "waiting", sls_id), risk_table(file, sls_id)

    def _show(self, read: tuple[list[Sls], Queue, list[RiskLine]]) -> None:
        self._task = None
        self._places, queue, self._lines = read
        if self._places and not self.address.sls_id:
            self.address.sls_id = self._places[0].id
        sls = self._sls
        self.heading.setText((sls.name or sls.id) if sls else self.title)
        counts = {group: number(count) for group, count in queue.counts.items()}
        self.about.setText(f"{village(sls)}   {t('review.risk_counts', **counts)}" if sls else "")
        self._show_lines()

    def _show_lines(self) -> None:
        kept = self.address.selected
        lines = sorted(self._lines, key=_SORTS[self.sort])
        self.model.show_rows(lines)
        at = next((at for at, line in enumerate(lines) if line.row.id == kept), 0)
        self.table.selectRow(at)
        self._show_line()

    def _show_line(self) -> None:
        line = self._here
        if line is None:
            self.detail.show_words(t("review.risk_none"))
            return
        self.address.selected = line.row.id
        self.detail.show_words(*_words(line))

    @property
    def _here(self) -> RiskLine | None:
        at = self.table.currentIndex().row()
        return self.model.row_at(at)

    @property
    def _sls(self) -> Sls | None:
        return next((sls for sls in self._places if sls.id == self.address.sls_id), None)

    # --- deciding ---------------------------------------------------------------------------------

    def _mark(self) -> None:
        """Choose the family, or choose it no more, and go to the next one."""
        line = self._here
        if line is None:
            return
        if not self.checker.judge.may_decide(line.row):
            self.message.emit(t(f"review.not_now_{line.row.stage}"))
            return
        self.marked ^= {line.row.id}
        self.table.viewport().update()
        self.table.selectRow(min(self.table.currentIndex().row() + 1, len(self.model.rows) - 1))

    def _give_back(self) -> None:
        """The families chosen, else the one under the cursor, go back to the PML with a note."""
        chosen = [line.row for line in self.model.rows if line.row.id in self.marked]
        rows = chosen or ([self._here.row] if self._here else [])
        refused = next((row for row in rows if not self.checker.judge.may_decide(row)), None)
        if refused is not None:
            self.message.emit(t(f"review.not_now_{refused.stage}"))
        elif rows:
            names = ", ".join(f"{row.family_number} {row.head_name}".strip() for row in rows)
            title = t("review.risk_give_back_title", count=len(rows))
            accept = partial(self._gave_back, [row.id for row in rows])
            self.stage.open(NoteCard(title, [names], self.checker.notes(), accept))

    def _gave_back(self, ids: Sequence[str], note: str) -> str:
        judge, stamp = self.checker.judge, self.session.stamp()
        self.checker.remember(note)
        return self._decided(lambda file: give_back(file, ids, judge, stamp, note), "review.risk_gave_back")

    def _approve(self) -> None:
        if sls := self._sls:
            judge = self.checker.judge
            found = self.session.run(lambda file: outlook(file, sls.id, judge))
            self.stage.open(SlsCard(sls.name or sls.id, found, lambda _: self._approved(sls.id)))

    def _approved(self, sls_id: str) -> str:
        judge, stamp = self.checker.judge, self.session.stamp()
        return self._decided(lambda file: approve_sls(file, sls_id, judge, stamp), "review.sls_approved")

    def _reject(self) -> None:
        if sls := self._sls:
            title = t("review.risk_reject_title", sls=sls.name or sls.id)
            about = [t("review.risk_reject_how")]
            self.stage.open(NoteCard(title, about, self.checker.notes(), partial(self._rejected, sls.id)))

    def _rejected(self, sls_id: str, note: str) -> str:
        judge, stamp = self.checker.judge, self.session.stamp()
        self.checker.remember(note)
        return self._decided(lambda file: reject_sls(file, sls_id, judge, stamp, note), "review.risk_gave_back")

    def _decided(self, work: Callable[[WorkFile], int], said: str) -> str:
        """Do it and say how many families it was about; what is wrong stays on the card."""
        try:
            count = self.session.run(work)
        except DeskError as fault:
            return " ".join(explain(fault))
        self.stage.close_panel()
        self.marked.clear()
        self.runner.changed.emit("documents")
        self.message.emit(t(said, count=count))
        return ""

    # --- moving -----------------------------------------------------------------------------------

    def _open(self) -> None:
        if line := self._here:
            self.go.emit(OpenDocument(line.row.id))

    def _sort_by(self, name: str) -> None:
        self.sort = name
        self._show_lines()

    def _turn(self, by: int) -> None:
        ids = [sls.id for sls in self._places]
        if self.address.sls_id in ids:
            self.address.sls_id = ids[(ids.index(self.address.sls_id) + by) % len(ids)]
            self.address.selected = ""
            self.marked.clear()
            self.message.emit("")
            self.refresh()


def _columns(marked: set[str]) -> list[Column[RiskLine]]:
    return [
        Column(t("review.risk_number"), partial(_number_of, marked), 9),
        Column(t("review.risk_head"), lambda line: line.row.head_name, 20),
        Column(t("review.risk_status"), lambda line: line.status, 16),
        Column(t("review.risk_space"), lambda line: _area(line.per_person), 10, number=True),
        Column(t("review.risk_against"), lambda line: _count(len(line.against)), 12, number=True),
        Column(t("review.risk_jobs"), _work_of),
        Column(t("review.risk_stage"), lambda line: "" if line.row.stage == "open" else stage_word(line.row.stage), 15),
    ]


def _number_of(marked: set[str], line: RiskLine) -> str:
    """Family number, with a dot before it while the family is chosen."""
    return f"{'● ' if line.row.id in marked else ''}{line.row.family_number}"


def _work_of(line: RiskLine) -> str:
    """Each work once, also where it is somebody's job and business."""
    return " · ".join(dict.fromkeys(f"{job.code or '–'} {job.text}" for job in line.jobs))


def _count(value: int) -> str:
    return number(value) if value else ""


def _area(value: float | None) -> str:
    return "" if value is None else locale().toString(value, "f", 1)


def _words(line: RiskLine) -> list[str]:
    """The family in full: who, what speaks against its status, and its work."""
    words = [f"{line.row.family_number} · {line.row.head_name} · {line.status}"]
    if line.cramped:
        words.append(t("review.risk_cramped", space=_area(line.per_person)))
    words += line.against
    for job in line.jobs[:_MOST_JOBS]:
        coded = f"{job.code} {job.label}" if job.code else t("review.risk_uncoded")
        words.append(t("review.risk_job", number=job.number, name=job.name, text=job.text, code=coded))
    return words
