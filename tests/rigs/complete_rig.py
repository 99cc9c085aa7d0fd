"""One SLS of three families on the laptop of its PML: two are keyed, the third could not be enumerated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import DocumentState, Summary
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.domain.kendali import MOVEMENTS, Count, Movement, Party, Step, movement_answers
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, row_drafts, state_after, summary_for
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

SLS = "3321010001000100"
NEXT_SLS = "3321010001000200"
PPL, PML, RECEIVER = Petugas("02301", "SITI AMINAH"), Petugas("0230", "RATNA", "PML"), Petugas("39", "TINI", "penerima")
NAMES = ("SUNARJO", "KASTINI", "WAGIMAN")
STAMP = Stamp(PPL.code, "laptop-ppl", "2022-11-10T03:04:05.678Z", 420)
Row = Mapping[str, str]


def line(number: int, **more: str) -> dict[str, str]:
    """A line of the prelist whose family was found and has that number."""
    three = f"{number:03}"
    found = {"keberadaan": "1", "nama_kk": NAMES[number - 1], "r109": three, "r110": three, "r111": "3"}
    return {"no_prelist": f"{number:04}", "prelist_nama": NAMES[number - 1], **found, **more}


def make_complete_file(path: Path, petugas: Petugas = PML) -> WorkFile:
    """The VK is keyed but its recap, K 001 and 002 too; a second SLS has no list."""
    file = WorkFile.create(path, {"mode": "latihan", "petugas": petugas.code})
    officers = {"ppl_code": PPL.code, "ppl_name": PPL.name, "pml_code": PML.code, "pml_name": PML.name}
    file.add_petugas(PPL, PML, RECEIVER)
    file.add_sls(Sls(SLS, "RT 001 RW 001", **officers), Sls(NEXT_SLS, "RT 002 RW 001", **officers))
    put_vk(file, [line(1), line(2), line(3)])
    for number in ("001", "002"):
        put_k(file, number)
    return file


def row_id(number: str, sls_id: str = SLS) -> str:
    """Id of the VK line that stands at this place."""
    return derived_id("baris", sls_id, number)


def put_vk(file: WorkFile, lines: Sequence[Row], answers: Row | None = None, sls_id: str = SLS) -> str:
    program, own_id = load_form(LIST_FORM), derived_id("dokumen", LIST_FORM, sls_id)
    drafts: list[Draft] = [fill({"r101": "33", **(answers or {})})]
    for at, each in enumerate(lines):
        drafts += row_drafts("vk_a", at, each, row_id(f"{at + 1:03}", sls_id))
    summary = summary_for(program, state_after(own_id, drafts, STAMP), DocumentState())
    return file.create_documents(STAMP, [NewDocument(LIST_FORM, sls_id, summary, drafts, id=own_id)])[0]


def put_k(file: WorkFile, number: str, *, outcome: str = "1", status: str = "clean", line: str | None = None) -> str:
    """A K of the family with this number; `line` is its VK line when it isn't the one of the number."""
    summary = Summary(status=status, family_number=number, head_name=NAMES[int(number) - 1])
    answers = {"r110": number, **({"r205": outcome} if status != "blank" else {})}
    new = NewDocument(FAMILY_FORM, SLS, summary, [fill(answers)], vk_row=row_id(number) if line is None else line)
    return file.create_documents(STAMP, [new])[0]


def take(file: WorkFile, received: int | None, used: int | None, sls_id: str = SLS) -> None:
    """The PML has taken the bundle and counted its K."""
    counts = {"k": Count(received, used)}
    move = Movement("", Step.TAKEN, "", Party.PPL, PPL.code, Party.PML, PML.code, "2022-11-12", counts)
    write_lines(file, sls_id, [(MOVEMENTS, movement_answers(move))], STAMP)


def put_minutes(file: WorkFile, *numbers: str, sls_id: str = SLS) -> str:
    """The minutes of non-response with these families."""
    from regsosek_desk.services.completeness.minutes import BANR_FORM, minutes_id, open_minutes

    own_id = open_minutes(file, sls_id, STAMP)
    drafts: list[Draft] = []
    for at, number in enumerate(numbers):
        answers = {"r110": number, "nama_kk": "X", "alasan": "3"}
        drafts += row_drafts("banr", at, answers, derived_id("baris", own_id, str(at)))
    state = state_after(own_id, drafts, STAMP, file.document(own_id).state)
    file.commit(own_id, drafts, STAMP, summary_for(load_form(BANR_FORM), state, DocumentState()))
    return minutes_id(sls_id)
