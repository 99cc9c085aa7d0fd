"""The keys that open a card over the sheet, and what is done with what it was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from regsosek_desk.core.domain.decisions import ANSWERED
from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.core.engine.why import Reason, why_passed, why_skipped, why_violated
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.step import Step
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.dialogs.ask import AskPanel
from regsosek_desk.ui.dialogs.codes import CodePanel
from regsosek_desk.ui.dialogs.confirm import ConfirmPanel
from regsosek_desk.ui.dialogs.end import ADD_ROW, NEXT_FAMILY, EndPanel
from regsosek_desk.ui.dialogs.go_to import GoPanel
from regsosek_desk.ui.dialogs.help import HelpPanel
from regsosek_desk.ui.dialogs.note import NotePanel
from regsosek_desk.ui.dialogs.ticks import TickPanel
from regsosek_desk.ui.dialogs.why import WhyPanel
from regsosek_desk.ui.document.findings import Finding
from regsosek_desk.ui.document.members import code_of_text, in_table, may_change
from regsosek_desk.ui.document.words import named, place_short, place_title, row_named, row_title
from regsosek_desk.ui.review.note_card import NoteCard

if TYPE_CHECKING:
    from regsosek_desk.ui.document.screen import DocumentScreen


class Cards:
    """One method for each command of `keys.COMMANDS` that opens a card."""

    def __init__(self, screen: DocumentScreen) -> None:
        self._screen = screen

    @property
    def _keyer(self) -> Keyer:
        return self._screen.keyer

    def table(self) -> dict[str, Callable[[], object]]:
        return {
            "help": self._help,
            "note": self._note,
            "go_to": self._go_to,
            "codes": self._codes,
            "why": self._why,
            "confirm": self._confirm,
            "remove_row": self._remove_row,
        }

    def _help(self) -> None:
        desk, place = self._keyer.desk, self._keyer.place
        self._screen.stage.open(HelpPanel(desk.program, desk.instance.cell(place), table=in_table(desk, place)))

    def _note(self) -> None:
        keyer, place = self._keyer, self._keyer.place
        title = place_title(keyer.desk.instance, place)
        note = keyer.desk.notes.get(place, "")
        self._screen.stage.open(NotePanel(title, note, lambda text: self._keep_note(place, text)))

    def _keep_note(self, place: Place, text: str) -> str:
        return self._kept(lambda: self._keyer.desk.note(place, text), place)

    def _go_to(self) -> None:
        self._screen.stage.open(GoPanel(self._keyer.desk.instance, self._keyer.place, self._went))

    def _went(self, place: Place) -> str:
        """Go there. A place that isn't asked is explained at once; what else is refused is said in the card."""
        if self._screen.go(place):
            return ""
        if _why_not(self._keyer.desk.instance, place):
            self._screen.quiet()
            self._explain(place)
            return ""
        return self._screen.refused

    # --- codes ------------------------------------------------------------------------------------

    def _codes(self) -> None:
        keyer, question = self._keyer, self._keyer.question
        if (coded := code_of_text(keyer.desk, keyer.place)) is not None:
            self._codes_of_text(coded)
        elif not question.codes or not question.keyable:
            self._screen.refuse(t("document.say.no_codes", number=named(question)))
        elif question.type == "select_sum":
            self._screen.stage.open(TickPanel(question, keyer.shown, self._picked))
        else:
            self._screen.stage.open(CodePanel(question, keyer.shown, keyer.ghost, self._picked))

    def _codes_of_text(self, coded: Place) -> None:
        """On a description the list of its code; who chooses goes on to that field."""
        desk = self._keyer.desk
        question = desk.instance.cell(coded).question
        proposed = self._keyer.recall.code_for(self._keyer.shown)
        panel = CodePanel(
            question,
            desk.instance.text(coded) or "",
            proposed[0] if proposed else None,
            lambda code: self._picked_at(coded, code),
            note=t("dialogs.codes.of_text", code=question.brief, text=self._keyer.question.brief),
        )
        self._screen.stage.open(panel)

    def _picked_at(self, place: Place, code: str) -> str:
        self._screen.stage.close_panel()
        if self._screen.go(place):
            self._screen.run(lambda: self._keyer.answer(code))
        return ""

    def _picked(self, code: str) -> str:
        self._screen.stage.close_panel()
        self._screen.run(lambda: self._keyer.answer(code))
        return ""

    # --- why and confirm --------------------------------------------------------------------------

    def _why(self) -> None:
        """About the place that was just refused, else the one under the cursor."""
        self._explain(self._screen.subject or self._keyer.place)

    def _explain(self, place: Place) -> None:
        instance = self._keyer.desk.instance
        finding = self._screen.findings.at(place)
        title = place_title(instance, place)
        if finding is not None:
            message = message_of(instance, finding.violation)
            reasons = why_violated(instance, finding.violation.check.reads, place.row)
            panel = WhyPanel(title, message.facts, reasons, message.action, self._went)
        elif reasons := _why_not(instance, place):
            panel = WhyPanel(title, t("dialogs.why.skipped"), reasons, "", self._went)
        else:
            asked = instance.asked(place)
            panel = WhyPanel(title, t("dialogs.why.asked" if asked else "dialogs.why.unknown"), [], "", self._went)
        self._screen.stage.open(panel)

    def _confirm(self) -> None:
        place, desk = self._keyer.place, self._keyer.desk
        if place in desk.returned and not desk.refused:
            self._answer(place)
            return
        finding = self._to_confirm()
        if finding is None:
            here = self._screen.findings.at(self._keyer.place)
            wrong = here is not None and here.kind in ("error", "passed")
            self._screen.refuse(t("document.say.error_stays" if wrong else "document.say.nothing_to_confirm"))
            return
        violation = finding.violation
        kept = desk.state.confirmations.get((violation.place.row, violation.place.question, violation.rule))
        reason = kept.reason if kept is not None and finding.kind == "confirmed" else ""
        message = message_of(desk.instance, violation)
        title = place_short(desk.instance, violation.place)
        self._screen.stage.open(ConfirmPanel(title, message, reason, lambda text: self._confirmed(finding, text)))

    def _answer(self, place: Place) -> None:
        """What was given back is as on the paper: say so, instead of changing it."""
        desk = self._keyer.desk
        notes = [t("review.answer_1"), t("review.answer_2")]
        title = t("review.answer_title", place=place_short(desk.instance, place))
        card = NoteCard(title, [desk.returned[place]], notes, lambda note: self._answered(place, note))
        self._screen.stage.open(card)

    def _answered(self, place: Place, note: str) -> str:
        problem = self._kept(lambda: self._keyer.desk.record(ANSWERED, place, note), place)
        if not problem:
            self._screen.message.emit(t("review.said_answered", count=len(self._keyer.desk.returned)))
        return problem

    def _to_confirm(self) -> Finding | None:
        """The warning of this place: an open one before one that is confirmed already."""
        here = [f for f in self._screen.findings.listed if f.violation.place == self._keyer.place]
        return next((f for kind in ("warning", "confirmed") for f in here if f.kind == kind), None)

    def _confirmed(self, finding: Finding, reason: str) -> str:
        violation = finding.violation
        problem = self._kept(lambda: self._keyer.desk.confirm(violation, reason), violation.place)
        if not problem:
            self._screen.message.emit(t("document.say.confirmed", rule=violation.rule))
        return problem

    def _kept(self, change: Callable[[], None], place: Place) -> str:
        """Change the document from a card; a fault of the disk is said in the card, and nothing typed is lost."""
        try:
            change()
        except DeskError as fault:
            return " ".join(explain(fault))
        self._screen.after(Step(committed=place))
        return ""

    # --- members ----------------------------------------------------------------------------------

    def _remove_row(self) -> None:
        row = self._keyer.place.row
        if row == FAMILY or not may_change(self._keyer.desk, row):
            self._screen.refuse(t("document.say.row_fixed" if row else "document.say.no_rows_here"))
            return
        instance = self._keyer.desk.instance
        who, named_row = row_title(instance, row), row_named(instance, row)
        title, text = t("dialogs.remove.title", row=who), t("dialogs.remove.text")
        self._screen.stage.open(AskPanel(title, text, lambda _: self._removed(row, named_row)))

    def _removed(self, row: str, who: str) -> str:
        self._screen.stage.close_panel()
        if self._screen.run(lambda: self._keyer.remove_row(row)):
            self._screen.message.emit(t("document.say.row_removed", row=who))
        return ""

    # --- the end ----------------------------------------------------------------------------------

    def show_end(self) -> None:
        screen, adds = self._screen, self._screen.adds_at_end
        panel = EndPanel(screen.title, self._keyer.desk.status, screen.findings, self._ended, adds=adds)
        self._screen.stage.open(panel)

    def _ended(self, choice: str) -> str:
        self._screen.stage.close_panel()
        if choice == NEXT_FAMILY:
            self._screen.commands.next_family()
        elif choice == ADD_ROW:
            self._screen.commands.add_row()
        else:
            self._screen.commands.to_finding(1)
        return ""


def _why_not(instance: FormInstance, place: Place) -> list[Reason]:
    """Why the cursor passes the place over: it isn't asked, or what it belongs to needn't be filled."""
    return why_skipped(instance, place) or ([] if instance.required(place) else why_passed(instance, place))
