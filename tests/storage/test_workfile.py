"""Documents through the file: what is committed is there again, and is its journal replayed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import RowKey, Summary
from regsosek_desk.core.domain.journal import Draft, Stamp, confirmation_text
from regsosek_desk.core.domain.replay import replay
from regsosek_desk.core.domain.undo import UndoStack, revert
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
SLS = "3321010001000100"
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)


def peek(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(query).fetchall()


def made(work: WorkFile, new: NewDocument) -> StoredDocument:
    (document,) = work.create_documents(replace(KEYED, source="training"), [new])
    return work.document(document)


def test_a_commit_is_there_after_opening_again(work: WorkFile, path: Path, new_document: Make) -> None:
    document = made(work, new_document()).id
    summary = Summary(family_number="007", head_name="BUDI", status="error", errors=2)
    drafts = [
        Draft("set", question="q_family", old="1", new="04"),
        Draft("note", question="q_family", new="lihat kertas"),
        Draft("confirm", question="q_family", new=confirmation_text("K", "benar", {"q_family": "04"})),
    ]
    entries = work.commit(document, drafts, KEYED, summary, place="baris 3")
    work.close()
    with WorkFile.open(path) as again:
        stored = again.document(document)
        assert stored.state.answers == {"q_family": "04"}
        assert stored.state.notes == {("", "q_family"): "lihat kertas"}
        assert stored.state.confirmations["", "q_family", "K"].reason == "benar"
        assert (stored.summary.head_name, stored.summary.errors) == ("BUDI", 2)
        assert (stored.tip.seq, stored.tip.hash) == (entries[-1].seq, entries[-1].hash)
        assert stored.updated_at == KEYED.at
        assert again.recall() == "baris 3"
        assert again.history(document)[-3:] == entries
        again.verify_document(document)


def test_only_the_changed_row_is_written(work: WorkFile, path: Path, new_document: Make) -> None:
    stored = made(work, new_document(members=(("A", "1"), ("B", "2"), ("C", "3"))))
    rows = [row.id for row in stored.state.rows("anggota")]
    with closing(sqlite3.connect(path, isolation_level=None)) as spy:
        spy.execute("CREATE TABLE seen (id TEXT)")
        spy.execute("CREATE TRIGGER spy AFTER UPDATE ON baris BEGIN INSERT INTO seen VALUES (new.id); END")
        work.commit(stored.id, [Draft("set", row=rows[1], question="q", new="1")], KEYED, stored.summary)
        assert spy.execute("SELECT id FROM seen").fetchall() == [(rows[1],)]


def test_rows_come_go_and_move(work: WorkFile, new_document: Make) -> None:
    stored = made(work, new_document(members=(("A", "1"), ("B", "2"), ("C", "3"))))
    a, b, c = (row.id for row in stored.state.rows("anggota"))

    def order(*drafts: Draft) -> list[str]:
        work.commit(stored.id, drafts, KEYED, Summary(row_keys={"d": RowKey("D", "4")}))
        work.verify_document(stored.id)
        return [row.id for row in work.document(stored.id).state.rows("anggota")]

    assert order(Draft("row_remove", row=a, roster="anggota", old="0")) == [b, c]
    assert order(Draft("row_add", row="d", roster="anggota", new="1")) == [b, "d", c]
    assert order(Draft("row_move", row=c, roster="anggota", old="2", new="0")) == [c, b, "d"]
    assert order(Draft("row_add", row=a, roster="anggota", new="3")) == [c, b, "d", a]
    assert order(
        Draft("row_remove", row=c, roster="anggota", old="0"),
        Draft("row_add", row="e", roster="anggota", new="2"),
        Draft("set", row="e", question="q", new="1"),
    ) == [b, "d", "e", a]
    keys = work.document(stored.id).summary.row_keys
    assert (keys[a], keys["d"], keys["e"]) == (RowKey("A", "1"), RowKey("D", "4"), RowKey())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("sradmzy"), st.integers(0, 9)), max_size=25))
def test_every_document_is_its_journal_replayed(script: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, WorkFile.create(Path(folder) / "a", {}) as work:
        work.add_sls(Sls(SLS))
        document = made(work, NewDocument("k", SLS, Summary())).id
        for number, (kind, at) in enumerate(script):
            state, history = work.document(document).state, work.history(document)
            rows = state.rows("anggota")
            row, place = (rows[at % len(rows)].id, at % len(rows)) if rows else ("", 0)
            stack, answers = UndoStack(history), state.answers_at(row)
            assert answers is not None
            drafts = {
                "s": [Draft("set", row=row, question="q", old=answers.get("q"), new=str(number))],
                "a": [Draft("row_add", row=f"r{number}", roster="anggota", new=str(at % (len(rows) + 1)))],
                "r": [Draft("row_remove", row=row, roster="anggota", old=str(place))] if rows else [],
                "m": [Draft("row_move", row=row, roster="anggota", old=str(place), new="0")] if rows else [],
                "d": [Draft("note", row=row, question=f"n{number}", new="x")],
                "z": revert(stack.undo),
                "y": revert(stack.redo),
            }[kind]
            work.commit(document, drafts, KEYED, Summary())
            work.verify_document(document)
        assert work.document(document).state == replay(work.history(document))


def test_a_stale_edit_is_refused_and_nothing_of_its_command_stays(work: WorkFile, new_document: Make) -> None:
    before = made(work, new_document())
    drafts = [Draft("set", question="q2", new="1"), Draft("set", question="q_family", old="9", new="2")]
    with pytest.raises(InputFault, match="entry_stale"):
        work.commit(before.id, drafts, KEYED, Summary(head_name="X"), place="p")
    assert work.document(before.id) == before
    assert work.recall() is None
    work.commit(before.id, drafts[:1], KEYED, before.summary)
    assert work.document(before.id).state.answers["q2"] == "1"


def test_several_documents_change_together_or_not_at_all(work: WorkFile, new_document: Make) -> None:
    a, b = made(work, new_document("001")), made(work, new_document("002"))
    good = [Draft("set", question="q", new="1")]
    bad = [Draft("set", question="q", old="9")]

    def change(drafts_of_b: list[Draft]) -> None:
        with work.together():
            work.commit(a.id, good, KEYED, a.summary)
            work.commit(b.id, drafts_of_b, KEYED, b.summary)

    with pytest.raises(InputFault):
        change(bad)
    assert work.document(a.id) == a
    change(good)
    assert [work.document(each).state.answers["q"] for each in (a.id, b.id)] == ["1", "1"]


def test_more_documents_than_are_kept_in_memory(work: WorkFile, new_document: Make) -> None:
    all_of_them = [made(work, new_document(f"{number:03}")) for number in range(1, 8)]
    for value in ("2", "3"):
        for stored in all_of_them:
            old = work.document(stored.id).state.answers["q_family"]
            drafts = [Draft("set", question="q_family", old=old, new=value)]
            work.commit(stored.id, drafts, KEYED, stored.summary)
    for stored in all_of_them:
        work.verify_document(stored.id)


def test_an_unknown_document_is_refused(work: WorkFile) -> None:
    with pytest.raises(InputFault, match="document_missing"):
        work.document("none")
    with pytest.raises(InputFault, match="document_missing"):
        work.commit("none", [], KEYED, Summary())


@pytest.mark.parametrize("action", ["UPDATE journal SET new = '9'", "DELETE FROM journal"])
def test_the_journal_only_grows(work: WorkFile, path: Path, new_document: Make, action: str) -> None:
    made(work, new_document())
    with closing(sqlite3.connect(path)) as conn, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        conn.execute(action)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE dokumen SET answers = '{}'", "document_differs"),
        ("UPDATE dokumen SET head_hash = 'x'", "document_differs"),
        ("UPDATE baris SET removed = 1", "document_differs"),
        ("DROP TRIGGER journal_no_update; UPDATE journal SET new = '{}' WHERE seq = 1", "journal_broken"),
        (
            "DROP TRIGGER journal_no_update; UPDATE journal SET petugas = 'x' WHERE seq = 3",
            "document_differs",
        ),
        ("DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 3", "document_differs"),
        ("DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 2", "journal_broken"),
    ],
)
def test_tampering_is_found(work: WorkFile, path: Path, new_document: Make, damage: str, code: str) -> None:
    document = made(work, new_document()).id
    work.verify_document(document)
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(damage)
    with pytest.raises(MachineFault) as caught:
        work.verify_document(document)
    assert caught.value.code == code


def test_bulk_creation_is_all_or_nothing(work: WorkFile, new_document: Make) -> None:
    many = [new_document(f"{number:03}", members=()) for number in range(1, 700)]
    bad = replace(new_document("700"), drafts=[Draft("set", question="q", old="1", new="2")])
    with pytest.raises(InputFault, match="entry_stale"):
        work.create_documents(KEYED, [*many, bad])
    assert work.lists.documents() == []
    ids = work.create_documents(KEYED, iter(many))
    assert ids == [each.id for each in many]
    assert [each.id for each in work.every_document()] == ids


def test_every_document_comes_whole_and_in_order(work: WorkFile, new_document: Make) -> None:
    other = made(work, new_document("001", sls_id="3321010001000200"))
    second, first = made(work, new_document("002")), made(work, new_document("001"))
    vk = made(work, new_document("", form="vk", members=()))
    assert list(work.every_document()) == [first, second, vk, other]
    assert list(work.every_document(SLS, form="k")) == [first, second]


def test_a_new_check_changes_columns_only(work: WorkFile, new_document: Make) -> None:
    before = made(work, new_document())
    (row,) = before.summary.row_keys
    work.commit(before.id, [], KEYED, before.summary)
    checked = replace(before.summary, rule_hash="h2", status="warning", row_keys={row: RowKey("SITI A", "9")})
    work.save_summaries([(before.id, checked)])
    after = work.document(before.id)
    assert (after.summary, after.state, after.tip) == (checked, before.state, before.tip)
    work.commit(before.id, [Draft("set", row=row, question="q", new="1")], KEYED, replace(checked, row_keys={}))
    assert work.document(before.id).summary.row_keys == checked.row_keys


def test_what_the_file_is_about(work: WorkFile, path: Path) -> None:
    siti = Petugas("02301", "SITI", "PPL", "3321010001")
    work.add_petugas(siti, Petugas("0230", "BUDI", "PML"))
    work.add_petugas(replace(siti, name="SITI A"))
    place = Sls(SLS, "RT 001", "JAWA TENGAH", "DEMAK", "MRANGGEN", "BANYUMENENG", ppl_code="02301")
    work.add_sls(place)
    work.set_meta("forms", "1")
    work.remember("zoom", "2")
    work.remember("zoom", "3")
    work.close()
    with WorkFile.open(path) as again:
        assert [each.name for each in again.petugas_list()] == ["BUDI", "SITI A"]
        assert again.sls_list()[0] == place
        assert {key: again.meta[key] for key in ("app", "mode", "forms")} == {
            "app": "regsosek-desk",
            "mode": "latihan",
            "forms": "1",
        }
        assert (again.recall("zoom"), again.recall("none")) == ("3", None)
    assert peek(path, "SELECT idsls, prov, kab, kec, desa, sls, sub FROM sls WHERE ppl_code = '02301'") == [
        ("33210100010001", "33", "21", "010", "001", "0001"[:4], "00")
    ]


def test_durable_settings(work: WorkFile) -> None:
    raw = work._conn.connection.driver_connection
    assert raw is not None
    values = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert values == {"journal_mode": "wal", "synchronous": 2}
    assert raw.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_file_belongs_to_the_thread_that_opened_it(work: WorkFile) -> None:
    caught: list[BaseException] = []

    def use() -> None:
        try:
            work.sls_list()
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(caught) == 1
    assert "thread" in str(caught[0])


def test_a_backup_is_a_work_file_of_its_own(work: WorkFile, tmp_path: Path, new_document: Make) -> None:
    stored = made(work, new_document())
    target = tmp_path / "cadangan.regsosek"
    work.backup(target)
    work.commit(stored.id, [Draft("set", question="q", new="1")], KEYED, stored.summary)
    with WorkFile.open(target) as copy:
        assert copy.document(stored.id) == stored
    with pytest.raises(InputFault, match="file_exists"):
        work.backup(target)


def test_nothing_is_left_beside_a_closed_file(work: WorkFile, path: Path) -> None:
    work.remember("a", "1")
    work.close()
    work.close()
    assert {each.name for each in path.parent.iterdir()} <= {path.name, path.name + ".lock"}
