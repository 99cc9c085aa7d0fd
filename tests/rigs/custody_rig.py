"""Bundles on their way through an office: work files of its petugas, and what they hand to each other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import KENDALI_FORM, Count
from regsosek_desk.services.documents import LIST_FORM, form_of, instance_from, judge_stored, row_drafts, summary_of
from regsosek_desk.services.team.books import book_id
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.workfile import WorkFile

KAB = "3321"
PPL, PML, OTHER_PML = Petugas("02301", "SITI"), Petugas("0230", "RATNA", "PML"), Petugas("0231", "WATI", "PML")
KOSEKA, CLERK, CLERK_2 = (
    Petugas("02", "AGUS", "Koseka"), Petugas("9001", "DEWI", "penerima"), Petugas("9002", "TONO", "penerima"),
)  # fmt: skip
IPDS, OPERATOR, ADMIN = (
    Petugas("8001", "BAYU", "pengawas"), Petugas("7001", "RINI", "operator"), Petugas("9000", "HADI", "admin kab"),
)  # fmt: skip
EVERYBODY = (PPL, PML, OTHER_PML, KOSEKA, CLERK, CLERK_2, IPDS, OPERATOR, ADMIN)
TODAY, AT = "2022-12-01", "2022-12-01T03:04:05.678Z"
DIVIDED = "3321010002000901"
WITHDRAWN = "3321010002000800"
COUNTS = {"vk1": Count(1, 1), "k": Count(56, 52), "banr": Count(1, 1)}


def sls_ids(count: int) -> list[str]:
    return [f"3321010001{number:04}00" for number in range(1, count + 1)]


def stamp_of(petugas: Petugas, at: str = AT) -> Stamp:
    return Stamp(petugas.code, f"d-{petugas.code}", at, 420)


def make_file(path: Path, petugas: Petugas, sls: Iterable[str] = sls_ids(3)) -> WorkFile:
    """The work file of this petugas, with these SLS and all colleagues; the last two SLS are divided, and withdrawn."""
    file = WorkFile.create(path, {"mode": "kerja", "petugas": petugas.code, "kab": KAB, "device": f"d-{petugas.code}"})
    file.add_petugas(*EVERYBODY)
    file.add_sls(*(_sls(each) for each in sls), _sls(DIVIDED), _sls(WITHDRAWN, "2022-11-30"))
    return file


def _sls(sls_id: str, withdrawn: str = "") -> Sls:
    return Sls(
        sls_id, f"RT {sls_id[11:14]} RW 001", kec_name="MRANGGEN", desa_name="BANYUMENENG", ppl_code=PPL.code,
        ppl_name=PPL.name, pml_code=PML.code, pml_name=PML.name, withdrawn=withdrawn,
    )  # fmt: skip


def add_vk(file: WorkFile, sls_id: str, found: int) -> None:
    """A VK list on which this many families were found and numbered."""
    drafts = [
        draft for at in range(found) for draft in row_drafts("vk_b", at, {"r110": f"{at + 1:03}"}, f"{sls_id}-{at}")
    ]
    file.create_documents(stamp_of(PPL), [NewDocument(LIST_FORM, sls_id, Summary(), drafts)])


def send_book(sender: WorkFile, receiver: WorkFile, sls_id: str) -> None:
    """Everything of the book of an SLS, as an exchange brings it."""
    stored, history = sender.document(book_id(sls_id)), sender.history(book_id(sls_id))
    bundle = Bundle(stored.id, KENDALI_FORM, sls_id, None, "1", "", "clean", 0, 0, 0, stored.tip.hash, tuple(history))
    receiver.absorb(bundle, _judge)


def _judge(stored: StoredDocument) -> Summary:
    instance = instance_from(form_of(stored), stored.state)
    return summary_of(instance, judge_stored(instance, stored))
