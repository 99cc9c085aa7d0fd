"""What comes in, whichever way it came: lists of the office, documents, receipts. Nothing here is ever deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import HELD, Bundle, Certificate, Verdict
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.services.documents import form_of, instance_from, judge_stored, summary_of
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange import receipts
from regsosek_desk.services.exchange.laptop import Laptop, OnProgress, Outcome, Progress, laptop_of, now
from regsosek_desk.services.exchange.packages import apply_package
from regsosek_desk.services.exchange.standing import take_told
from regsosek_desk.services.facts import Others, facts_of
from regsosek_desk.services.team.entitled import BEYOND_ROLE, FOREIGN, refusal
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.set_aside import Quarantined
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.envelope import Content
from regsosek_desk.sync.packing import pack_segment, unpack_segment

Judge = Callable[[StoredDocument], Summary]


class Intake:
    """Brings the content of envelopes into the work file, one document to a slice.

    `on_desk` gives the documents open for keying: what comes for them is put aside until they are closed. `pause` is
    called between slices.
    """

    def __init__(
        self,
        run: RunOnFile,
        laptop: Laptop,
        outcome: Outcome,
        on_desk: Callable[[], Collection[str]] = tuple,
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self.outcome = outcome
        self._run = run
        self._laptop = laptop
        self._on_desk = on_desk
        self._pause = pause

    def take(self, content: Content, sender: Certificate, progress: OnProgress) -> list[Verdict]:
        """Store what `sender` sent and may send; gives what became of each document.

        Lists, and documents that are handed down, come from the office alone; anybody may bring receipts, which prove
        themselves. It lasts through a power failure once the caller has stored that it was taken, which is to be the
        next thing. Raises MachineFault; then the same content is to be taken again, which is no harm.
        """
        office = sender.device == self._laptop.server
        if office and isinstance(epoch := content.sections.get("epoch"), str):
            self._run(lambda file: file.exchange.enter_epoch(sender.device, epoch))
        if office and "package" in content.sections:
            apply_package(self._run, content.sections["package"], self._pause)
            self.outcome.package = True
        if office and (told := take_told(self._run, content.sections, self._pause)):
            self.outcome.told += told
        self._take_receipts(content.sections)
        bundles = content.bundles if office or content.kind == "batch" else ()
        verdicts: list[Verdict] = []
        for done, bundle in enumerate(bundles):
            progress(Progress("store", documents_done=done, documents_all=len(bundles)))
            verdict, deferred = self._run(partial(self._take_bundle, bundle, None if office else sender))
            verdicts.append(verdict)
            self._pause()
            if verdict.code in HELD and not deferred:
                self._run(partial(_note_sender, sender.device, bundle))
        return verdicts

    def take_up(self) -> None:
        """Bring in what was put aside for documents that are closed by now, and what was refused before."""
        for aside in self._run(lambda file: file.exchange.aside()):
            self._run(partial(self._take_aside, aside.id, unpack_segment(aside.payload)))
            self._pause()
        for refused in self._run(lambda file: file.exchange.quarantined()):
            self._run(partial(self._take_refused, refused))
            self._pause()

    def _take_receipts(self, sections: Mapping[str, Any]) -> None:
        for told in _items(sections, "receipts"):
            try:
                self._run(partial(receipts.keep_foreign, told=told, laptop=self._laptop, outcome=self.outcome))
            except DeskError as fault:
                if isinstance(fault, MachineFault):
                    raise
                self.outcome.faults.append(fault)

    # --- in the thread of the file ------------------------------------------------------------------

    def _take_bundle(self, bundle: Bundle, sender: Certificate | None, file: WorkFile) -> tuple[Verdict, bool]:
        """What became of it, and whether it was put aside for now. `sender` is None for the office."""
        with file.together(lasting=False):
            if sender and (reason := _why_not(file, bundle, sender.device, sender.petugas, sender.role)):
                params = {"device": sender.device, "role": sender.role}
                return self._refuse(
                    file, bundle, Verdict(bundle.document, bundle.heads, "quarantined", reason, params, sender.petugas)
                ), False
            if bundle.document not in self._on_desk():
                return self._absorb(file, bundle), False
            file.exchange.put_aside(bundle.document, pack_segment(bundle))
            self.outcome.deferred += 1
            return Verdict(bundle.document, bundle.heads, "accepted"), True

    def _absorb(self, file: WorkFile, bundle: Bundle) -> Verdict:
        verdict = file.absorb(bundle, judge(file))
        self.outcome.received += verdict.code in ("accepted", "conflict")
        self.outcome.conflicts += verdict.code == "conflict"
        return self._refuse(file, bundle, verdict) if verdict.code == "quarantined" else verdict

    def _refuse(self, file: WorkFile, bundle: Bundle, verdict: Verdict) -> Verdict:
        self.outcome.quarantined += 1
        file.exchange.put_quarantine(_refused(bundle, verdict))
        return verdict

    def _take_aside(self, aside: str, bundle: Bundle, file: WorkFile) -> None:
        if bundle.document not in self._on_desk():
            with file.together():
                self._absorb(file, bundle)
                file.exchange.drop_aside(aside)

    def _take_refused(self, refused: Quarantined, file: WorkFile) -> None:
        bundle = unpack_segment(refused.payload)
        if bundle.document in self._on_desk() or _is_refused_still(refused, bundle, file):
            return
        with file.together():
            verdict = file.absorb(bundle, judge(file))
            if verdict.code in HELD:
                self.outcome.received += verdict.code != "already"
                file.exchange.resolve_quarantine(refused.id)


def _is_refused_still(refused: Quarantined, bundle: Bundle, file: WorkFile) -> bool:
    device, role = (refused.params.get(name, "") for name in ("device", "role"))
    return refused.reason in (FOREIGN, BEYOND_ROLE) and bool(_why_not(file, bundle, device, refused.owner, role))


def _why_not(file: WorkFile, bundle: Bundle, device: str, code: str, role: str) -> str:
    """Why this device and petugas can't have written what is new; the list of petugas knows their role better."""
    known = next((each for each in file.petugas_list() if each.code == code), Petugas(code, "", role))
    return refusal(bundle, file.unknown(bundle.entries), device, known, lambda: file.history(bundle.document))


def _note_sender(sender: str, bundle: Bundle, file: WorkFile) -> None:
    """Who has sent something needn't get it back."""
    with file.together(lasting=False):
        file.exchange.put_known(sender, bundle.document, bundle.heads)


def take_up(run: RunOnFile, on_desk: Callable[[], Collection[str]], pause: Callable[[], None]) -> Outcome:
    """`Intake.take_up` alone, for when a document is closed. Raises InputFault `not_enrolled`, MachineFault."""
    outcome = Outcome()
    Intake(run, laptop_of(run), outcome, on_desk, pause).take_up()
    return outcome


def judge(file: WorkFile) -> Judge:
    """Judges a document as it comes together, with what its neighbours in this file say."""
    others = Others(file)

    def summary(stored: StoredDocument) -> Summary:
        try:
            instance = instance_from(form_of(stored), stored.state, partial(facts_of, others, document=stored))
        except MachineFault as fault:  # here it is what came in that doesn't suit the form, not the file
            raise InputFault(fault.code) from fault
        file.between()
        return summary_of(instance, judge_stored(instance, stored))

    return summary


def _refused(bundle: Bundle, verdict: Verdict) -> Quarantined:
    return Quarantined(
        derived_id("karantina", bundle.document, bundle.heads),
        bundle.document,
        bundle.sls_id,
        verdict.reason,
        verdict.params,
        verdict.owner,
        now(),
        pack_segment(bundle),
    )


def _items(sections: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = sections.get(name, ())
    return found if isinstance(found, list) else ()
