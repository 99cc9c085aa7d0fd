"""The hands of who checks: one document after another, a key a decision, each on the disk before the next.

No Qt here. A screen passes keys in; what came of it comes back as a `Said`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from regsosek_desk.core.domain.decisions import DOCUMENT, RETURN, RIGHT, Stage, stage_of
from regsosek_desk.core.domain.documents import Decision
from regsosek_desk.core.domain.kendali import Level
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.checking.approvals import withdraw
from regsosek_desk.services.checking.codes import Codes, Proposal, codes_of
from regsosek_desk.services.checking.exceptions import Exceptional, Exceptions, Eyes, exceptions_of
from regsosek_desk.services.checking.looks import last_look
from regsosek_desk.services.checking.review import Judge, judge_of
from regsosek_desk.services.checking.unusual import Norms, norms_of
from regsosek_desk.services.documents import FAMILY_FORM, text_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t

NOTES = "review_notes"
"""Key in the work file: JSON list of the notes given last, the latest first."""
MOST_NOTES, COMMON_NOTES = 6, 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a key did. `finished`: the document is decided and the next one may come."""

    words: str = ""
    done: bool = True
    finished: bool = False


@dataclass(frozen=True, slots=True)
class _Deed:
    """One decision that can be taken back: commands of a document."""

    document: str
    commands: int


class Checker:
    """What somebody who checks has on the desk, and has decided since they sat down."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.judge: Judge = judge_of(session.petugas)
        self._names = session.run(lambda file: file.petugas_names())
        self._norms: dict[str, Norms] = {}
        self._codes: Codes | None = None
        self._deeds: list[_Deed] = []
        self._asked = ""
        self.desk: DocumentDesk | None = None
        self.found = Exceptions((), 0)

    # --- what is on the desk ----------------------------------------------------------------------

    def open(self, document: str) -> None:
        """Put a document on the desk, in the place of the one there. Raises InputFault, MachineFault."""
        desk = self._session.open(document)
        self.close()
        self.desk, self._asked = desk, ""
        self._eyes = self._open_eyes(desk)
        self._look()

    def close(self) -> None:
        """Clear the desk, so that an exchange may change the document again."""
        if self.desk is not None:
            self._session.close(self.desk)
        self.desk, self.found = None, Exceptions((), 0)

    @property
    def title(self) -> str:
        """Number and head of the family on the desk."""
        desk = self._deciding()
        names = desk.program.bound.form.summary
        number, head = (text_of(desk.instance.family, names[key]) for key in ("family_number", "head_name"))
        return f"{number} · {head or t('families.no_name')}"

    @property
    def about(self) -> Decision | None:
        """The last decision about the document, with its note."""
        return self.desk.state.decisions.get(DOCUMENT) if self.desk else None

    def name_of(self, code: str) -> str:
        return self._names.get(code, code)

    def proposals(self, each: Exceptional) -> list[Proposal]:
        """Codes for the description beside a place; [] where there is none."""
        text = self._description(each)
        return self._known_codes().propose(self._deciding().instance.cell(each.place).question, text) if text else []

    def use_codes(self, codes: Codes) -> None:
        """Codes given before in this file, read ahead by somebody else."""
        self._codes = codes

    def notes(self) -> list[str]:
        """Notes given last, the latest first, then common ones."""
        common = [t(f"review.note_{at}") for at in range(1, COMMON_NOTES + 1)]
        return list(dict.fromkeys([*self._own_notes(), *common]))[:MOST_NOTES]

    def _own_notes(self) -> list[str]:
        kept = self._session.run(lambda file: file.recall(NOTES))
        return [str(note) for note in json.loads(kept)] if kept else []

    # --- about one answer -------------------------------------------------------------------------

    def right(self, each: Exceptional) -> Said:
        """The answer stays as it is; an open warning there is confirmed by it. An error can't be right."""
        desk = self._deciding()
        kinds = {reason.kind for reason in each.reasons}
        if refused := self._not_now():
            return refused
        if "error" in kinds:
            return Said(t("review.error_stays"), done=False)
        if "code" in kinds:
            return Said(t("review.choose_code"), done=False)
        return self._done(lambda: self._let_stand(desk, each), t("review.said_right", number=each.number))

    def give_back(self, each: Exceptional, note: str) -> Said:
        """The owner of the document is to look at this answer again."""
        desk = self._deciding()
        if refused := self._not_now():
            return refused
        self.remember(note)

        def act() -> int:
            desk.record(RETURN, each.place, note)
            return 1

        return self._done(act, t("review.said_returned", number=each.number))

    def fill(self, each: Exceptional, code: str) -> Said:
        """Give a code that was chosen. Raises InputFault `not_yours` where the document isn't this petugas's."""
        desk = self._deciding()
        text = self._description(each)
        if refused := self._not_now():
            return refused

        def act() -> int:
            desk.answer(each.place, code)
            return 1

        said = self._done(act, t("review.said_code", number=each.number, code=code))
        if text:
            self._known_codes().learn(text, code)
        return said

    # --- about the document -----------------------------------------------------------------------

    def approve(self) -> Said:
        """The document goes on. What is only unusual or changed asks once; what is wrong must be dealt with first."""
        desk = self._deciding()
        refused = self._not_now() or self._not_yet(desk)
        if refused:
            return refused
        soft = self.found.open
        if soft and self._asked != desk.id:
            self._asked = desk.id
            return Said(t("review.soft_left", count=len(soft)), done=False)

        def act() -> int:
            commands = sum(self._let_stand(desk, each) for each in soft)
            desk.record(self.judge.yes, None)
            return commands + 1

        return self._done(act, t(f"review.said_yes_{self.judge.level.value}"), finished=True)

    def return_document(self, note: str = "") -> Said:
        """The document goes back with what was said at its answers, or with a note about the whole of it."""
        desk = self._deciding()
        if refused := self._not_now():
            return refused
        if not note and not self.has_returns:
            return Said(t("review.return_needs"), done=False)
        if note:
            self.remember(note)

        def act() -> int:
            desk.record(self.judge.no, None, note)
            stamp = self._session.stamp()
            self._session.run(lambda file: withdraw(file, desk.stored.sls_id, Level, stamp, note))
            return 1

        return self._done(act, t(f"review.said_no_{self.judge.level.value}"), finished=True)

    @property
    def has_returns(self) -> bool:
        """Whether an answer of the document is given back with a note."""
        return bool(self.found.given_back)

    def take_back(self) -> Said:
        """Take the last decision back and show the document it was about. Raises MachineFault."""
        if not self._deeds:
            return Said(t("review.nothing_to_undo"), done=False)
        deed = self._deeds[-1]
        if self.desk is None or self.desk.id != deed.document:
            self.open(deed.document)
        desk = self._deciding()
        self._deeds.pop()
        undone = sum(desk.undo() is not None for _ in range(deed.commands))
        self._asked = ""
        self._look()
        return Said(t("review.undone") if undone else t("review.cannot_undo"), done=bool(undone))

    # --- inside -----------------------------------------------------------------------------------

    def _description(self, each: Exceptional) -> str | None:
        instance = self._deciding().instance
        source = instance.cell(each.place).question.propose_from
        return instance.text(Place(source, each.place.row)) if source else None

    def _deciding(self) -> DocumentDesk:
        assert self.desk is not None, "nothing is on the desk"
        return self.desk

    def _done(self, act: Callable[[], int], words: str, *, finished: bool = False) -> Said:
        desk = self._deciding()
        commands = act()
        self._deeds.append(_Deed(desk.id, commands))
        self._asked = ""
        self._look()
        return Said(words, finished=finished)

    def _let_stand(self, desk: DocumentDesk, each: Exceptional) -> int:
        """Say that an answer is right; gives how many commands that took."""
        open_here = [v for v in desk.review.open if v.place == each.place and v.severity == "W"]
        for violation in open_here:
            desk.confirm(violation, t(f"review.confirmed_by_{self.judge.level.value}"))
        desk.record(RIGHT, each.place)
        return len(open_here) + 1

    @property
    def stage(self) -> Stage:
        return stage_of(self._deciding().state)

    def _not_now(self) -> Said | None:
        """Why nothing can be decided about the document by this petugas now."""
        desk, stage = self._deciding(), self.stage
        if desk.status == "blank" and stage == "open":
            return Said(t("review.still_blank"), done=False)
        if stage in self.judge.waiting or stage == self.judge.yes:
            return None
        return Said(t(f"review.not_now_{stage}"), done=False)

    def _not_yet(self, desk: DocumentDesk) -> Said | None:
        """What must be dealt with before an approval."""
        if desk.stored.conflicts and desk.conflicts():
            return Said(t("review.conflict_left"), done=False)
        if self.found.hard:
            return Said(t("review.hard_left", count=len(self.found.hard)), done=False)
        if any(each.settled for each in self.found.given_back):
            return Said(t("review.return_stands"), done=False)
        if desk.status in ("error", "blank"):
            return Said(t("review.unkeyed_left", count=self.found.unkeyed), done=False)
        return None

    def _look(self) -> None:
        self.found = exceptions_of(self._deciding(), self._eyes)

    def _open_eyes(self, desk: DocumentDesk) -> Eyes:
        names = {name: roster.name for name, roster in desk.program.bound.form.rosters.items()}
        decisions = (self.judge.yes, self.judge.no)
        look = None
        if DOCUMENT in desk.state.decisions:
            look = last_look(self._session.run(lambda file: file.history(desk.id)), decisions, names)
        return Eyes(self._session.petugas.code, self._names, self._norms_of(desk), look)

    def _norms_of(self, desk: DocumentDesk) -> Norms:
        """What is usual in the SLS of a document; looked at once, a family more changes little."""
        sls_id = desk.stored.sls_id
        if sls_id not in self._norms:
            self._norms[sls_id] = self._session.run(lambda file: _norms(file, desk, sls_id))
        return self._norms[sls_id]

    def _known_codes(self) -> Codes:
        if self._codes is None:
            self._codes = self._session.run(codes_of)
        return self._codes

    def remember(self, note: str) -> None:
        """Offer this note again, before all others."""
        notes = list(dict.fromkeys([note, *self._own_notes()]))[:MOST_NOTES]
        self._session.run(lambda file: file.remember(NOTES, json.dumps(notes, ensure_ascii=False)))


def _norms(file: WorkFile, desk: DocumentDesk, sls_id: str) -> Norms:
    keyed = (each.state for each in file.every_document(sls_id, FAMILY_FORM) if each.summary.status != "blank")
    return norms_of(desk.program, keyed)
