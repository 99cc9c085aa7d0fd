"""One family keyed twice: each difference with both answers, which of them is right, and why the other came about."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from regsosek_desk.core.domain.sample import Cause, DifferenceKey, Right
from regsosek_desk.services.quality.compare import Difference
from regsosek_desk.services.quality.judging import Case, judge, read_case
from regsosek_desk.services.session import Session
from regsosek_desk.texts import t
from regsosek_desk.ui.models.addresses import OpenDocument, TeamPlace
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.quality.sides import SideBySide, member_of
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.labels import faint, headline


class CompareScreen(Screen):
    """← or → says which is right, a digit why the other isn't; then the next one comes."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self.case: Case | None = None
        self._chosen: dict[DifferenceKey, Right] = {}
        self._names = session.run(lambda file: file.petugas_names())
        self.list, self.sides = QListWidget(), SideBySide()
        self.heading, self.count = QLabel(self.title), faint()
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _: self._show_difference())
        self.install_commands()
        self.refresh()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        self.list.setObjectName("entries")
        self.list.setAccessibleName(self.title)
        self.list.setWordWrap(True)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addWidget(self.list, 2)
        columns.addWidget(self.sides, 3)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(14)
        box.addLayout(headline(self.heading, self.count))
        box.addLayout(columns, 1)

    @property
    def title(self) -> str:
        return t("quality.compare_title")

    def commands(self) -> list[Command]:
        causes = [
            Command(cause.value, f"quality.cause_{cause.value}", (cause.value,), partial(self._judge, cause))
            for cause in Cause
        ]
        return [
            Command("←", "quality.key_first", ("Left",), partial(self._choose, Right.FIRST)),
            Command("→", "quality.key_second", ("Right",), partial(self._choose, Right.SECOND)),
            Command("N", "quality.key_neither", ("N",), partial(self._choose, Right.NEITHER)),
            *causes,
            Command("Enter", "quality.key_see", ("Return", "Enter"), self._see),
            Command("↑ ↓", "quality.key_choose", hint=False),
            Command("F5", "families.refresh", ("F5",), self.refresh, hint=False),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        sls_id, own_id = self.address.sls_id, self.address.selected
        self.take_task(self.runner.submit(lambda file: read_case(file, sls_id, own_id), self._show, self._failed))

    def _failed(self, error: Exception) -> None:
        self.sides.show_nothing("")
        self.reading_failed(error)

    def _show(self, case: Case) -> None:
        self._task = None
        at, first_time = max(0, self.list.currentRow()), self.case is None
        self.case = case
        self.heading.setText(t("quality.family", number=case.family.number))
        differences = case.comparison.differences
        self.list.blockSignals(True)
        self.list.clear()
        for each in differences:
            self.list.addItem(QListWidgetItem(_line(case, each)))
        if first_time and case.open:
            at = differences.index(case.open[0])
        self.list.setCurrentRow(min(at, len(differences) - 1))
        self.list.blockSignals(False)
        compared = number(case.comparison.compared.total())
        self.count.setText(
            t("quality.compare_count", open=number(len(case.open)), all=number(len(differences)), compared=compared)
        )
        self._show_difference()

    def _show_difference(self) -> None:
        if self.case is None:
            return
        difference = self._difference()
        if difference is None:
            self.sides.show_nothing(t("quality.no_difference"))
            return
        family = self.case.family
        names = tuple(self._names.get(code, code) or t("quality.unknown") for code in (family.first, family.second))
        self.sides.show_difference(self.case, difference, (names[0], names[1]), self._right(difference))

    def _difference(self) -> Difference | None:
        at = self.list.currentRow()
        found = self.case.comparison.differences if self.case else ()
        return found[at] if 0 <= at < len(found) else None

    def _right(self, difference: Difference) -> Right | None:
        """As chosen here, else as it was said before."""
        chosen = self._chosen.get(difference.key)
        return chosen or (self.case.right(difference) if self.case else None)

    # --- deciding ---------------------------------------------------------------------------------

    def _choose(self, right: Right) -> None:
        difference = self._difference()
        if difference is not None:
            self._chosen[difference.key] = right
            self.message.emit("")
            self._show_difference()

    def _judge(self, cause: Cause) -> None:
        case, difference = self.case, self._difference()
        if case is None or difference is None:
            return
        right = self._right(difference)
        if right is None:
            self.message.emit(t("quality.choose"))
            return

        def write() -> None:
            by_hand = judge(self.session.run, case, difference, cause=cause, right=right, stamp=self.session.stamp)
            self._go_on(difference)
            self.runner.changed.emit("documents")
            self.message.emit(t("quality.mend_by_hand") if by_hand else t("quality.did_judge"))

        self.attempt(write)

    def _go_on(self, judged: Difference) -> None:
        """To the next one that waits, behind this one or from the top; where none does, this one stays."""
        case = self.case
        assert case is not None
        found = case.comparison.differences
        here = found.index(judged)
        waiting = [at for at, each in enumerate(found) if each is not judged and not case.is_judged(each)]
        following = next((at for at in waiting if at > here), waiting[0] if waiting else here)
        self.list.setCurrentRow(following)

    def _see(self) -> None:
        """The family on the paper, at this place; there what neither has right is put right."""
        difference = self._difference()
        if self.case is not None and difference is not None:
            self.go.emit(OpenDocument(self.case.family.document, difference.first_place))


def _line(case: Case, difference: Difference) -> str:
    question = difference.cell.question
    verdict = case.verdicts.get(difference.key)
    said = t(f"quality.cause_{verdict.cause.value}") if verdict else t("quality.waits")
    what = f"{question.number} {question.brief}".strip()
    about = " · ".join(part for part in (member_of(case, difference), said) if part)
    return f"{'✓' if verdict else '○'} {what}\n{about}"
