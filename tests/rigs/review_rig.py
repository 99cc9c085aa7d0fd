"""A work file with keyed families that go from PPL to PML to Koseka and back, and windows of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from document_rig import SLS, case, prelist_of

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.domain.kendali import MOVEMENTS, Count, Movement, Party, Step, movement_answers
from regsosek_desk.services.checking.checker import Checker
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, drafts_of, state_after, summary_for
from regsosek_desk.services.recheck import recheck
from regsosek_desk.services.session import Session
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

PPL, PML, KOSEKA = (
    Petugas("02301", "SITI AMINAH"),
    Petugas("0230", "RATNA DEWI", "PML"),
    Petugas("023", "FITRI", "Koseka"),
)
OTHER_SLS = "3321010001000200"


def make_review_file(path: Path, petugas: Petugas = PML) -> WorkFile:
    """One PPL's two SLS, nothing keyed yet; the petugas it belongs to is the one given."""
    file = WorkFile.create(path, {"mode": "latihan", "petugas": petugas.code})
    officers = {"ppl_code": PPL.code, "ppl_name": PPL.name, "pml_code": PML.code, "pml_name": PML.name}
    file.add_petugas(PPL, PML, KOSEKA)
    file.add_sls(Sls(SLS, "RT 001 RW 001", **officers), Sls(OTHER_SLS, "RT 002 RW 001", **officers))
    return file


def put_family(file: WorkFile, number: str, changes: Mapping[str, Any] | None = None, *, sls_id: str = SLS) -> str:
    """A clean family keyed by the PPL, but for these answers; `anggota` holds changes of its first member."""
    answers = case("keluarga-bersih")
    first = dict((changes or {}).get("anggota", {}))
    answers.update({question: answer for question, answer in (changes or {}).items() if question != "anggota"})
    answers["anggota"][0].update(first)
    answers = _without_blanks({**answers, "r110": number, "r114": f"332101120308{int(number):04}"})
    for at, member in enumerate(answers["anggota"]):
        member["r403"] = f"33210155118{int(number):03}{at:02}"
    return _put(file, answers, sls_id)


def _without_blanks(answers: dict[str, Any]) -> dict[str, Any]:
    members = [{q: a for q, a in member.items() if a is not None} for member in answers["anggota"]]
    return {**{q: a for q, a in answers.items() if a is not None}, "anggota": members}


def _put(file: WorkFile, answers: dict[str, Any], sls_id: str) -> str:
    program = load_form(FAMILY_FORM)
    given = prelist_of(answers)
    device = "ppl" if file.meta["mode"] == "latihan" else file.meta["device"]  # enrolled, it signs what it wrote
    office, keyer = (Stamp.now(PPL.code, device, source) for source in ("prelist", "keyed"))
    drafts = drafts_of(given, ["anggota"])
    state = state_after("d", drafts, office)
    new = NewDocument(FAMILY_FORM, sls_id, summary_for(program, state, state), drafts)
    [document] = file.create_documents(office, [new])
    keyed = drafts_of({q: a for q, a in answers.items() if q not in given}, ["anggota"])
    after = state_after("d", keyed, keyer, state)
    file.commit(document, keyed, keyer, summary_for(program, after, state_after("d", drafts, office)))
    recheck(file)
    return document


def become(file: WorkFile, petugas: Petugas) -> Session:
    """The same file in the hands of another: as if it had been sent there."""
    file.set_meta("petugas", petugas.code)
    file.set_meta("device", f"laptop-{petugas.code}")
    return Session(lambda work: work(file), "laptop")


def checker_of(file: WorkFile, petugas: Petugas, document: str) -> Checker:
    """Somebody who checks, with this document on the desk."""
    checker = Checker(become(file, petugas))
    checker.open(document)
    return checker


def keyed_later(file: WorkFile, document: str, question: str, answer: str | None, row: str = "") -> None:
    """The PPL changes an answer."""
    stored = file.document(document)
    old = (stored.state.answers_at(row) or {}).get(question)
    draft = Draft("set", row=row, question=question, old=old, new=answer)
    file.commit(document, [draft], Stamp.now(PPL.code, "ppl"), stored.summary)
    recheck(file)


def stage(file: WorkFile, document: str) -> str:
    """As the list of families has it."""
    return next(row.stage for row in file.lists.documents(form=FAMILY_FORM) if row.id == document)


def kinds(checker: Checker) -> dict[str, Sequence[str]]:
    """Question to the kinds of its reasons, for every place that wants a look."""
    return {each.place.question: [reason.kind for reason in each.reasons] for each in checker.found.places}


def put_papers(file: WorkFile, statuses: Mapping[str, str], sls_id: str = SLS) -> None:
    """The VK list with these families (number to 111) and its recap, and K counted as many: an SLS that ties."""
    lines = [
        {"no_prelist": number.zfill(4), "prelist_nama": "SUNARJO", "keberadaan": "1", "nama_kk": "SUNARJO",
         "r109": number, "r110": number, "r111": status, "jumlah_ak": "04", "hasil": "1"}
        for number, status in statuses.items()
    ]  # fmt: skip
    counted = {str(code): str(list(statuses.values()).count(str(code))) for code in (1, 2, 3)}
    recap = {
        "rekap_verifikasi": str(len(statuses)), "rekap_sangat_miskin": counted["1"], "rekap_miskin": counted["2"],
        "rekap_tidak_miskin": counted["3"], "rekap_nonrespon": "0",
    }  # fmt: skip
    drafts = drafts_of({**recap, "vk_a": lines}, ["vk_a"])
    program, stamp = load_form(LIST_FORM), Stamp.now(PPL.code, "ppl")
    state = state_after("d", drafts, stamp)
    file.create_documents(stamp, [NewDocument(LIST_FORM, sls_id, summary_for(program, state, state), drafts)])
    counts = {"k": Count(len(statuses), len(statuses))}
    taken = Movement("", Step.TAKEN, "", None, "", Party.PML, PML.code, "2022-11-10", counts)
    write_lines(file, sls_id, [(MOVEMENTS, movement_answers(taken))], stamp)
