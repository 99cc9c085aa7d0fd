"""Hari ini: what waits for this petugas, what came back and why, and when it will be done at their own pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.decisions import DOCUMENT, RETURN, holds
from regsosek_desk.core.domain.kendali import KENDALI_FORM, Party
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.checking.review import judge_of
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.progress.conditions import conditions
from regsosek_desk.services.progress.figures import is_counted
from regsosek_desk.services.progress.forecast import DAYS, Forecast, forecast, per_day
from regsosek_desk.services.progress.told import deadline_in
from regsosek_desk.services.team.claims import ClaimRow, lost_claims
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.search import DocumentRow, Touched
from regsosek_desk.storage.snapshots import Past
from regsosek_desk.storage.workfile import WorkFile

TARGET = "target"
"""Key in the work file: the day (ISO 8601) by which this petugas wants it all done."""
_LAST_DAY = "akhir_pendataan"
"""Setting of the form: the last day of the field work."""
FIELD = (Role.PPL, Role.PML, Role.KOSEKA)
"""Their days end with the field work; the office names a day for the others, or they do themselves."""
_MOST_RETURNED = 40
_BEFORE_TU = ("", Party.PPL.value, Party.PML.value, Party.KOSEKA.value)


@dataclass(frozen=True, slots=True)
class Returned:
    """A family that came back, and where to begin."""

    document: str
    place: Place | None
    """The first answer that was given back; None where only the whole document was."""
    number: str
    name: str
    sls: Sls
    notes: tuple[str, ...]
    """About the document, then about its answers."""
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Pace:
    """`deadline` and `target` (a day) are None where no last day is known."""

    today: int
    days: int
    """Days that `forecast.pace` is the mean of; 0 where nothing was done in them."""
    deadline: date | None
    target: int | None
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that Beranda says besides its cards."""

    role: Role | None
    figures: tuple[tuple[str, int], ...]
    """What is counted (a key under `roles.day`) and how much of it there is, the most pressing first."""
    pace: Pace | None
    """None while there is nothing yet that could be done."""
    places: frozenset[str]
    """SLS that have a card."""
    returned: tuple[Returned, ...] = ()
    lost: tuple[ClaimRow, ...] = ()


def read_day(file: WorkFile, petugas: Petugas, today: date) -> Day:
    """Meant for the thread of the work file. Raises MachineFault."""
    look = _Look(file, petugas, role_of(petugas), today, conditions(file))
    match look.role:
        case Role.RECEIVER:
            return look.of_receiver()
        case Role.SUPERVISOR | Role.ADMIN:
            return look.of_lead()
        case Role.PML | Role.KOSEKA:
            return look.of_judge()
        case _:
            return look.of_keyer()


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the file, and what each role sees in it."""

    file: WorkFile
    petugas: Petugas
    role: Role | None
    today: date
    conditions: Sequence[Condition]

    def of_keyer(self) -> Day:
        operator = self.role is Role.OPERATOR
        own = [each for each in self.conditions if not operator or each.claimed_by == self.petugas.code]
        places = frozenset(each.sls_id for each in own)
        rows = [row for row in self.file.lists.documents(form=FAMILY_FORM) if row.sls_id in places]
        clean = {row.id for row in rows if row.status == "clean"}
        back = [row for row in rows if row.stage == "returned"]
        left = _total(own) - len(clean)
        through = sum(row.stage in ("approved", "accepted") for row in rows)
        last = ("clean", len(clean)) if operator else ("accepted", through)
        done = self._done(lambda each: each.document in clean and each.op != "decide")
        lost = lost_claims(self.file, self.petugas) if operator else ()
        figures = (("left", left), ("returned", len(back)), self._waiting(), last)
        open_again = sum(row.id in clean for row in back)
        pace = self._pace(left + open_again, _total(own), done)
        return Day(self.role, figures, pace, places, _returned(self.file, back), tuple(lost))

    def of_judge(self) -> Day:
        judge, rows = judge_of(self.petugas), self.file.lists.documents(form=FAMILY_FORM)
        groups = Counter(judge.group(row) for row in rows)
        back = [row for row in rows if row.stage == "rejected"]
        mine = self.role is Role.PML
        done = self._done(lambda each: each.op == "decide" and each.whole)
        figures = (("check", groups["waiting"]), ("rejected", len(back)), self._waiting(),
                   ("approved" if mine else "through", groups["done"]))  # fmt: skip
        everything = _total(self.conditions)
        pace = self._pace(everything - groups["done"], everything, done)
        return Day(self.role, figures, pace, self._everywhere(), _returned(self.file, back) if mine else ())

    def of_receiver(self) -> Day:
        coming = [each for each in self.conditions if each.holder in _BEFORE_TU]
        here = frozenset(each.sls_id for each in self.conditions if each.holder == Party.TU.value)
        gone_on = len(self.conditions) - len(coming) - len(here)
        figures = (("bundles_coming", len(coming)), ("bundles_here", len(here)), self._waiting(),
                   ("bundles_on", gone_on))  # fmt: skip
        done = self._done(lambda each: each.form == KENDALI_FORM)
        return Day(self.role, figures, self._pace(len(coming), len(self.conditions), done), here)

    def of_lead(self) -> Day:
        done = {each.sls_id for each in self.conditions if 0 < _total([each]) <= each.clean}
        taken = frozenset(each.sls_id for each in self.conditions if each.claimed_by) - done
        free = len(self.conditions) - len(done) - len(taken)
        figures = (("free", free), ("taken", len(taken)), self._waiting(), ("finished", len(done)))
        everything = _total(self.conditions)
        left = everything - sum(each.clean for each in self.conditions)
        return Day(self.role, figures, self._pace(left, everything, self._done_by_all()), taken)

    def _everywhere(self) -> frozenset[str]:
        return frozenset(each.sls_id for each in self.conditions)

    def _waiting(self) -> tuple[str, int]:
        """Documents that the office doesn't have as they stand here."""
        server = self.file.meta.get("server")
        return "waiting", len(self.file.exchange.waiting(server)) if server else 0

    # --- pace -------------------------------------------------------------------------------------

    def _done(self, counts: Callable[[Touched], bool]) -> Mapping[date, int]:
        """Local day to documents that this petugas worked on last on it, of those that count."""
        since = datetime.combine(self.today - timedelta(days=DAYS), time(), UTC)  # more than needed, by a time zone
        last: dict[str, date] = {}
        for each in filter(counts, self.file.lists.touched(self.petugas.code, since)):
            local = datetime.fromisoformat(f"{each.hour}:00:00+00:00") + timedelta(minutes=each.offset)
            last[each.document] = max(local.date(), last.get(each.document, date.min))
        return Counter(last.values())

    def _done_by_all(self) -> Mapping[date, int]:
        """Families that became clean in the last days, as the snapshots of the SLS tell; all put on the day after the
        first of them. Today's is kept, so that there is something to tell from tomorrow on."""
        begin = self.today - timedelta(days=DAYS)
        self.file.snapshots.keep(self.today.isoformat(), self.conditions)
        before: dict[str, Past] = {}
        for past in self.file.snapshots.past(begin.isoformat()):
            before.setdefault(past.sls_id, past)
        first = max(begin, min((date.fromisoformat(past.day) for past in before.values()), default=self.today))
        gained = sum(each.clean - before[each.sls_id].clean for each in self.conditions)
        return {first + timedelta(days=1): gained} if gained > 0 else {}

    def _pace(self, left: int, everything: int, done: Mapping[date, int]) -> Pace | None:
        """The mean of the last days, or of those since the first in which something was done."""
        if not everything:
            return None
        window = {day: count for day, count in done.items() if timedelta() <= self.today - day < timedelta(days=DAYS)}
        days = (self.today - min(window)).days + 1 if window else 0
        deadline = last_day(self.file, self.role)
        target = per_day(left, self.today, deadline) if deadline else None
        found = forecast(left, sum(window.values()) / days if days else 0.0, self.today, deadline)
        return Pace(window.get(self.today, 0), days, deadline, target, found)


def _total(found: Iterable[Condition]) -> int:
    """Families, those that only VK knows of too; where nothing is verified yet, those of the prelist."""
    return sum(max(each.documents, each.vk if is_counted(each, "vk") else each.prelist) for each in found)


def last_day(file: WorkFile, role: Role | None) -> date | None:
    """The petugas's own, else the office's, else for the field the end of the field work; None where there is none."""
    if own := file.recall(TARGET):
        return date.fromisoformat(own)
    settings = load_form(FAMILY_FORM).bound.form.settings
    return deadline_in(file) or (date.fromisoformat(str(settings[_LAST_DAY])) if role in FIELD else None)


# --- what came back -----------------------------------------------------------------------------------


def _returned(file: WorkFile, rows: Sequence[DocumentRow]) -> tuple[Returned, ...]:
    """The ones that came back last first."""
    latest = sorted(rows, key=lambda row: row.updated_at, reverse=True)[:_MOST_RETURNED]
    places = {sls.id: sls for sls in file.sls_list()}
    names = file.petugas_names()
    stored = file.documents([row.id for row in latest])
    return tuple(_in_words(each, places.get(each.sls_id, Sls(each.sls_id)), names) for each in stored)


def _in_words(stored: StoredDocument, sls: Sls, names: Mapping[str, str]) -> Returned:
    state = stored.state
    about = state.decisions.get(DOCUMENT)
    fields = [(at, each) for at, each in state.decisions.items() if each.decision == RETURN and holds(state, *at)]
    first = next((Place(question, row) for (row, question), _ in fields), None)
    said = about or (fields[0][1] if fields else None)
    notes = [about.note] if about and about.note else []
    notes += [each.note for _, each in fields if each.note]
    who = names.get(said.petugas, said.petugas) if said else ""
    summary = stored.summary
    return Returned(
        stored.id, first, summary.family_number, summary.head_name, sls, tuple(notes), who, said.at if said else ""
    )
