"""A petugas at work: the open work file with what all screens and commands need from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import STATUSES, DocumentState
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import Stamp, fill
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, form_of, summary_for
from regsosek_desk.services.entry import DocumentDesk, RunOnFile
from regsosek_desk.services.progress.conditions import conditions
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.team.rights import BOOKS, Refusal, refusal
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WHERE, WorkFile

TRAINING = "latihan"
PRACTICE = "practice"
"""Key in `meta` of a file that was enrolled at an office for training."""
_LEARNED = 60  # documents of the SLS that proposals are learned from
_KEYED = ("error", "warning", "clean")


@dataclass(frozen=True, slots=True)
class Where:
    """A document and, when known, the place in it."""

    document: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SlsProgress:
    """Documents of one SLS by status against the families that its VK list has found."""

    sls: Sls
    counts: Mapping[str, int]
    wanted: int


class Session:
    """One start of the program on one work file."""

    def __init__(self, run: RunOnFile, device: str) -> None:
        self.run = run
        self.meta: dict[str, str] = run(lambda file: dict(file.meta))
        self._device = self.meta.get("device", device)  # enrolled, it has an id that it signs with
        petugas = run(lambda file: file.petugas_list())
        self.petugas = next((p for p in petugas if p.code == self.meta.get("petugas")), Petugas("", ""))
        self._recalls: dict[tuple[str, str], Recall] = {}
        self._on_desk: list[str] = []

    @property
    def training(self) -> bool:
        return self.meta.get("mode") == TRAINING

    @property
    def invented(self) -> bool:
        """Whether nothing in this file is real: the training file, or enrolled at an office for training."""
        return self.training or PRACTICE in self.meta

    def stamp(self) -> Stamp:
        return Stamp.now(self.petugas.code, self._device)

    def program(self, form: str) -> FormProgram:
        return load_form(form)

    # --- documents --------------------------------------------------------------------------------

    def open(self, document: str) -> DocumentDesk:
        """A document on the desk, until it is closed; where the petugas may not change it, it can be read.

        Raises InputFault `document_missing`, and `not_a_document` for a control book.
        """
        self._on_desk.append(document)  # before it is read: what comes in from now on waits
        try:
            stored = self.run(lambda file: file.document(document))
            if stored.form in BOOKS:
                raise InputFault("not_a_document")
            right = partial(_right, self.petugas)
            return DocumentDesk(self.run, form_of(stored), document, self.stamp, right)
        except BaseException:
            self._on_desk.remove(document)
            raise

    def close(self, desk: DocumentDesk) -> None:
        """The desk is not used any more: its document may be changed by an exchange again."""
        self._on_desk.remove(desk.id)

    def on_desk(self) -> frozenset[str]:
        """Documents that are open; may be asked in any thread."""
        return frozenset(self._on_desk)

    def recall(self, desk: DocumentDesk) -> Recall:
        """Proposals for this document, learned from the documents of its form and SLS that were keyed last."""
        key = (desk.stored.form, desk.stored.sls_id)
        if key not in self._recalls:
            recall = Recall(desk.program.bound)
            recall.learn_documents(self.run(lambda file: _keyed_last(file, *key)))
            self._recalls[key] = recall
        return self._recalls[key]

    def where(self) -> Where | None:
        """Where the keyer was when the program was last open."""
        kept = self.run(lambda file: file.recall(WHERE))
        if not kept:
            return None
        document, row, question = (*kept.split("/"), "", "")[:3]
        return Where(document, Place(question, row) if question else None)

    # --- lists ------------------------------------------------------------------------------------

    def progress(self) -> list[SlsProgress]:
        """The SLS of the file that are in the work, with what is done in each."""
        return self.run(_progress)

    def families(self, sls_id: str | None = None, **wanted: object) -> list[DocumentRow]:
        """Family documents as lists show them; `wanted` as in `Lists.documents`."""
        return self.run(lambda file: file.lists.documents(sls_id, form=FAMILY_FORM, **wanted))  # type: ignore[arg-type]

    def list_of(self, sls_id: str) -> str | None:
        """Id of the VK1 document of an SLS."""
        rows = self.run(lambda file: file.lists.documents(sls_id, form=LIST_FORM))
        return rows[0].id if rows else None

    def next_family(self, document: str) -> str | None:
        """The family after this one in its SLS by family number; None at the end."""
        sls_id = self.run(lambda file: file.document(document).sls_id)
        ids = [row.id for row in self.families(sls_id)]
        at = ids.index(document) if document in ids else -1
        return ids[at + 1] if at + 1 < len(ids) else None

    # --- from the VK list to the questionnaire ----------------------------------------------------

    def family_of_line(self, vk: DocumentDesk, row: str) -> str:
        """Id of the K that belongs to a line of the VK list; made, with the shared answers, when there is none.

        Raises InputFault `not_yours` where there is none and the list may only be read.
        """
        found = [k.id for k in self.families(vk.stored.sls_id) if k.vk_row == row]
        if vk.refused and not found:
            raise InputFault("not_yours", why=vk.refused.words)
        return found[0] if found else self._new_family(vk, row)

    def _new_family(self, vk: DocumentDesk, row: str) -> str:
        """The same line opened on another laptop gives the same document: the two become one in an exchange."""
        program = self.program(FAMILY_FORM)
        shared = shared_answers(vk, row)
        state = DocumentState(answers=dict(shared))
        summary = summary_for(program, state, state)
        own_id = derived_id("dokumen", FAMILY_FORM, vk.id, row)
        new = NewDocument(FAMILY_FORM, vk.stored.sls_id, summary, [fill(shared)], vk_row=row, id=own_id)
        stamp = Stamp.now(self.petugas.code, self._device, "prelist")
        return self.run(lambda file: file.create_documents(stamp, [new]))[0]


def shared_answers(vk: DocumentDesk, row: str) -> dict[str, str]:
    """Answers that the K takes over from its VK line and the list's heading, as the VK form names them."""
    found = {**vk.instance.family.answers(), **vk.instance.record(row).answers()}
    return {there: found[here] for here, there in vk.program.bound.form.shared.items() if here in found}


def _progress(file: WorkFile) -> list[SlsProgress]:
    places = {sls.id: sls for sls in file.sls_list()}
    return [
        SlsProgress(places[each.sls_id], {status: getattr(each, status) for status in STATUSES}, each.vk)
        for each in conditions(file)
    ]


def _right(petugas: Petugas, file: WorkFile, stored: StoredDocument) -> Refusal | None:
    return refusal(file, petugas, stored)


def _keyed_last(file: WorkFile, form: str, sls_id: str) -> list[StoredDocument]:
    """The documents keyed last, the latest at the end."""
    rows = file.lists.documents(sls_id, form=form, statuses=_KEYED, sort="updated", descending=True)
    return list(file.documents([row.id for row in rows[:_LEARNED]]))[::-1]
