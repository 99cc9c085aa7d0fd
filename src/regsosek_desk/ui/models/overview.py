"""What Beranda shows: each SLS in four parts, what was done today, and where the keyer was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.session import Session, SlsProgress
from regsosek_desk.services.team.day import Day, read_day
from regsosek_desk.ui.models.dates import local_day


@dataclass(frozen=True, slots=True)
class SlsCard:
    """One SLS: `counts` has every status; lines of the VK list without a document count as blank."""

    sls: Sls
    counts: dict[str, int]
    wanted: int
    here: bool = False
    """Whether the keyer was in this SLS last."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Families whose document is not clean yet."""
        return self.total - self.counts["clean"]


@dataclass(frozen=True, slots=True)
class Resume:
    """The document that the keyer was in, and its place when known."""

    document: str
    place: Place | None
    sls: Sls
    number: str
    name: str
    is_list: bool


@dataclass(frozen=True, slots=True)
class Overview:
    cards: tuple[SlsCard, ...]
    today: int
    resume: Resume | None
    day: Day

    @property
    def total(self) -> int:
        return sum(card.total for card in self.cards)

    @property
    def left(self) -> int:
        return sum(card.left for card in self.cards)


def overview(session: Session, today: date) -> Overview:
    """Read everything that Beranda shows; meant for the thread of the work file."""
    rows = session.families()
    resume = _resume(session)
    day = session.run(lambda file: read_day(file, session.petugas, today))
    cards = tuple(_card(each, resume) for each in session.progress() if each.sls.id in day.places)
    keyed = sum(row.status != "blank" and local_day(row.updated_at) == today for row in rows)
    return Overview(cards, keyed, resume, day)


def _card(progress: SlsProgress, resume: Resume | None) -> SlsCard:
    counts = {status: progress.counts.get(status, 0) for status in STATUSES}
    counts["blank"] += max(0, progress.wanted - sum(counts.values()))
    here = resume is not None and resume.sls.id == progress.sls.id
    return SlsCard(progress.sls, counts, progress.wanted, here)


def _resume(session: Session) -> Resume | None:
    where = session.where()
    if where is None:
        return None
    try:
        stored, places = session.run(lambda file: (file.document(where.document), file.sls_list()))
    except InputFault:  # the document is no longer there
        return None
    sls = next((sls for sls in places if sls.id == stored.sls_id), Sls(stored.sls_id))
    summary = stored.summary
    is_list = stored.form == LIST_FORM
    return Resume(stored.id, where.place, sls, summary.family_number, summary.head_name, is_list)
