"""Makes the sample file of a release: `python make_sample.py FILE`. Run once, then keep the file."""

from __future__ import annotations

import sys
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.decisions import RETURN, RETURNED, draft_about_answer, draft_about_document
from regsosek_desk.core.domain.documents import RowKey, Summary
from regsosek_desk.core.domain.exchange import Bundle, Certificate, Receipt, Verdict
from regsosek_desk.core.domain.journal import Draft, Stamp, chain, confirmation_text, fill
from regsosek_desk.core.domain.undo import UndoStack, revert
from regsosek_desk.storage.batches import OutBatch
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.exchange import Peer
from regsosek_desk.storage.workfile import WorkFile

SLS = "3321010001000100"
AT = "2022-10-20T03:04:05.678Z"


def main(path: Path) -> None:
    with WorkFile.create(path, {"mode": "latihan", "created": "2022-10-20T03:04:05+00:00"}) as work:
        work.add_sls(Sls(SLS, "RT 001", "CONTOH", "CONTOH", "CONTOH", "CONTOH", "02301", "SITI", "0230", "BUDI"))
        work.add_petugas(Petugas("02301", "SITI"), Petugas("0230", "BUDI", "PML"))
        documents = [family(number) for number in range(1, 4)]
        work.create_documents(Stamp("", "contoh", AT, 420, "training"), documents)
        key_one(work, documents[0])
        decide(work, documents[1])
        meet(work, documents[2])


def family(number: int) -> NewDocument:
    keys = {f"row-{number}-{at}": RowKey(f"NAMA {number} {at}", f"{number:08}{at:08}") for at in range(number + 1)}
    drafts = [fill({"family": f"{number:03}"})]
    for at, (row, key) in enumerate(keys.items()):
        drafts.append(Draft("row_add", row=row, roster="anggota", new=str(at)))
        drafts.append(fill({"name": key.name, "nik": key.nik}, row=row))
    summary = Summary("1", "hash", f"{number:03}", "001", f"NAMA {number} 0", f"{number:016}", "0", "3", row_keys=keys)
    return NewDocument("regsosek22-k", SLS, summary, drafts, id=f"sample-{number}")


def key_one(work: WorkFile, new: NewDocument) -> None:
    keyed = Stamp("02301", "contoh", AT, 420)
    seen = confirmation_text("K3-20", "benar di lapangan", {"floor": "005"})
    commands = [
        [Draft("set", question="floor", new="005")],
        [Draft("note", question="floor", new="lihat kertas")],
        [Draft("confirm", question="floor", new=seen)],
        [Draft("row_move", row="row-1-1", roster="anggota", old="1", new="0")],
        [Draft("row_remove", row="row-1-0", roster="anggota", old="1")],
        [Draft("set", question="floor", old="005", new="050")],
    ]
    for drafts in commands:
        work.commit(new.id, drafts, keyed, new.summary, place="floor")
    work.commit(new.id, revert(UndoStack(work.history(new.id)).undo), keyed, new.summary)


def decide(work: WorkFile, new: NewDocument) -> None:
    """The PML gave the document back, with a word about one answer."""
    pml = Stamp("0230", "d-0230", AT, 420)
    state = work.document(new.id).state
    drafts = [
        draft_about_answer(state, "", "family", RETURN, "lihat kertas"),
        draft_about_document(state, RETURNED, "satu isian"),
    ]
    work.commit(new.id, drafts, pml, new.summary)


def meet(work: WorkFile, new: NewDocument) -> None:
    """The PML and we wrote differently into one document, and the server holds what we had before."""
    ours, theirs = (Stamp(petugas, f"d-{petugas}", AT, 420) for petugas in ("02301", "0230"))
    before = work.document(new.id).tip
    [foreign] = chain(new.id, before, [Draft("set", question="floor", new="7")], theirs)
    work.commit(new.id, [Draft("set", question="floor", new="8")], ours, new.summary)
    bundle = Bundle(new.id, new.form, SLS, None, "1", "hash", "error", 1, 0, 0, foreign.hash, (foreign,))
    work.absorb(bundle, lambda stored: new.summary)
    work.exchange.put_peer(Peer("d-server", "server", "BPS CONTOH"))
    work.exchange.put_batch(OutBatch("batch-1", 1, "d-02301", AT, 2, 8, {new.id: before.hash}, b"envelope"))
    work.exchange.put_receipt("{}", receipt(Verdict(new.id, before.hash, "accepted")))
    work.exchange.put_aside(new.id, b"later")


def receipt(*verdicts: Verdict) -> Receipt:
    issuer = Certificate("d-server", "key", "age", "", "BPS CONTOH", "server", "3321", AT)
    return Receipt("batch-1", 1, "d-02301", issuer, AT, verdicts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
