"""Whether a petugas may change a document here and now, and if not, why and at whom it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import Stage, stage_of
from regsosek_desk.core.domain.kendali import KENDALI_FORM, Kendali, Party
from regsosek_desk.core.domain.roles import Role, role_of, why_not
from regsosek_desk.core.domain.sample import COPY_FORM, SAMPLE_FORM
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.quality.sample import copy_refusal
from regsosek_desk.services.team.books import read_book
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import day_shown, officer, t

BOOKS = (KENDALI_FORM, SAMPLE_FORM)
"""Forms that are never opened as a document: screens of the team alone write them."""
ASSIGNED = "assigned"
"""Key in the work file: JSON list of the SLS that the office's last package gave to its petugas."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code of `core.domain.roles.why_not`, or `wrong_area`; what is said of it may depend on more than the code."""

    code: str
    key: str
    """Of the sentence."""
    params: Mapping[str, str] = field(default_factory=dict)
    sls_id: str = ""

    @property
    def words(self) -> str:
        return t(self.key, **self.params)


def right(file: WorkFile, petugas: Petugas, stored: StoredDocument) -> str:
    """Code under `refusal.*`, "" when the petugas may change the document's answers. Raises MachineFault."""
    found = refusal(file, petugas, stored)
    return found.code if found else ""


def refusal(file: WorkFile, petugas: Petugas, stored: StoredDocument) -> Refusal | None:
    """Why not, in words; None when the petugas may. Lists go with the bundle alone. Raises MachineFault."""
    if stored.form in BOOKS:
        return Refusal("wrong_role", "refusal.book", sls_id=stored.sls_id)
    if stored.form == COPY_FORM:
        why = copy_refusal(file, petugas, stored)
        return Refusal(why, f"quality.refusal.{why}", sls_id=stored.sls_id) if why else None
    if not is_assigned(file, stored.sls_id):
        return Refusal("wrong_area", "refusal.wrong_area", {"sls": _place(file, stored.sls_id)}, stored.sls_id)
    book = read_book(file, stored.sls_id)
    is_family = stored.form == FAMILY_FORM
    stage: Stage = stage_of(stored.state) if is_family else "open"
    keeps_recap = not is_family and role_of(petugas) is Role.KOSEKA
    code = _why_not_koseka(book) if keeps_recap else why_not(petugas, book, stage)
    return Refusal(code, *_said(file, petugas, book, stage, code), stored.sls_id) if code else None


def _why_not_koseka(book: Kendali) -> str:
    """The recaps of an SLS are a Koseka's to fill, until its bundle is handed on to the office."""
    holder = book.holder
    return "" if holder is None or holder.party in (Party.PPL, Party.PML, Party.KOSEKA) else "at_other"


def is_assigned(file: WorkFile, sls_id: str) -> bool:
    """Whether the office, when last heard of, counted the SLS among those of the file's petugas."""
    kept = file.recall(ASSIGNED)
    return kept is None or sls_id in json.loads(kept)


def _said(file: WorkFile, petugas: Petugas, book: Kendali, stage: Stage, code: str) -> tuple[str, Mapping[str, str]]:
    """Key of the sentence and what fills it in."""
    if code == "claimed_by_other" and book.claim:
        return "refusal.claimed_by_other", {"who": named(file, book.claim.petugas), "since": shown(book.claim.since)}
    if code == "wrong_role":
        return "refusal.wrong_role", {"role": petugas.role}
    if code != "at_other":
        return f"refusal.{code}", {}
    holder = book.holder
    if holder is None or holder.party is Party.PPL:
        return f"refusal.stage_{stage}", {}
    who = " ".join(part for part in (t(f"roles.party_{holder.party.value}"), named(file, holder.code)) if part)
    return "refusal.at_other", {"who": who, "since": shown(holder.since)}


def named(file: WorkFile, code: str) -> str:
    """Name and code of a petugas, the code alone where this file doesn't know the name."""
    return officer(file.petugas_names().get(code, ""), code)


def shown(at: str) -> str:
    """A day, or a UTC time as the day here, in words; "" gives ""."""
    if "T" in at:
        return day_shown(datetime.fromisoformat(at).astimezone().date())
    return day_shown(date.fromisoformat(at)) if at else ""


def _place(file: WorkFile, sls_id: str) -> str:
    return next((each.name for each in file.sls_list() if each.id == sls_id), "") or sls_id
