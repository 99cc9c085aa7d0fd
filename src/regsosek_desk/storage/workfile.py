"""The work file of a petugas: everything keyed, in one SQLite file that no crash can take.

A WorkFile is opened, used and closed in one thread. Faults of disk and file arrive as MachineFault, and leave
the file as it was before the command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock
from sqlalchemy import Connection, Table, select

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Bundle, Verdict
from regsosek_desk.core.domain.journal import Draft, Entry, Stamp, chain, tip_of
from regsosek_desk.core.domain.merge import Conflict, merge
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage import backup, connection, documents, drivers, journal, migrate, schema, search, vault
from regsosek_desk.storage.absorb import Judge, absorb
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.exchange import ExchangeTables
from regsosek_desk.storage.faults import opening
from regsosek_desk.storage.lock import InPlace, lock_path, locked, released_on_error
from regsosek_desk.storage.problems import ProblemTable
from regsosek_desk.storage.search import Lists
from regsosek_desk.storage.snapshots import Snapshots
from regsosek_desk.storage.work_log import WorkLog

WORKFILE_SUFFIX = ".regsosek"
WHERE = "where"
"""Key under which a commit keeps the place of the keyer."""
_KEPT_OPEN = 4
"""Documents kept in memory between commits: a K, its VK list and the ones just left."""
_BATCH = 500
_READ_BATCH = 50
"""Documents read at a time; with more of them the processor's cache overflows."""


class GaveWay(Exception):
    """Long work was undone for something that can't wait; no document kept in memory was touched by it."""


class WorkFile:
    """An open work file. `meta` tells what it is: `app`, `created` and what its maker added."""

    def __init__(self, path: Path, conn: Connection, lock: FileLock | None, upgraded_from: Path | None) -> None:
        self.path = path
        self.upgraded_from = upgraded_from
        """Backup of the older file, when opening upgraded it."""
        self.between: Callable[[], None] = lambda: None
        """Called between the pieces of long work; it may raise GaveWay to have the work undone."""
        self._conn = conn
        self._lock = lock
        self._in_place = [InPlace(path, "file_gone"), InPlace(lock_path(path), "lock_gone")] if lock else []
        self._kept: dict[str, StoredDocument] = {}
        self._disputed: dict[str, tuple[Conflict, ...]] = {}
        """Open conflicts of documents that are kept."""
        self.meta: dict[str, str] = {row[0]: row[1] for row in conn.execute(select(schema.meta))}

    @classmethod
    def create(cls, path: Path, meta: Mapping[str, str], key: bytes | None = None) -> Self:
        """Make a new file, its folder too, and open it for writing; with a key (32 bytes) it is encrypted.

        Raises InputFault `file_exists`; MachineFault `already_open`, `disk_full_opening`, `read_only_opening`,
        `disk_error_opening`.
        """
        created = datetime.now(UTC).isoformat(timespec="seconds")
        with opening(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with released_on_error(locked(path)) as lock:
                if path.exists():
                    raise InputFault("file_exists", file=path.name)
                migrate.make(path, {"app": "regsosek-desk", "created": created, **meta}, key)
                return cls._opened(path, lock, key)

    @classmethod
    def open(cls, path: Path, *, write: bool = True, key: bytes | None = None) -> Self:
        """Open a file: for writing only one program at a time can, for reading any number.

        Raises InputFault `file_missing`, `not_a_workfile`, `newer_file`, `locked` for an encrypted file without its
        key, `key_wrong` when its vault keeps another; MachineFault `already_open`,
        `damaged`, `read_only_opening`, `disk_full_opening`, `disk_error_opening`, and `older_file` when a file
        only to be read needs an upgrade.
        """
        with opening(path):
            connection.check_header(path, key)
            if key is not None:
                vault.check_key(path, key)
            if not write:
                return cls._opened(path, None, key)
            with released_on_error(locked(path)) as lock:
                return cls._opened(path, lock, key)

    @classmethod
    def _opened(cls, path: Path, lock: FileLock | None, key: bytes | None) -> Self:
        write = lock is not None
        if crashed := connection.has_log(path):  # a clean close leaves none
            connection.check_log(path, key)
        conn = connection.connect(path, write=write, key=key)
        try:
            if write:
                connection.check_writable(conn)
            file = cls(path, conn, lock, migrate.bring_up_to_date(conn, path, write=write))
            if crashed:
                file.settle()
            return file
        except BaseException:
            conn.close()
            raise

    def close(self) -> None:
        """Bring everything into the one file and give it free. May be called twice."""
        self._conn.close()
        if self._lock:
            self._lock.release()

    def settle(self) -> None:
        """Bring what only the log holds into the file itself, which may be copied without its log.

        Anything that keeps SQLite from it now, as a full disk, does no harm: the log stays.
        """
        if self._lock:
            with suppress(*drivers.errors()):
                connection.raw_of(self._conn).execute("PRAGMA wal_checkpoint(PASSIVE)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def together(self, *, lasting: bool = True) -> Iterator[None]:
        """Make the changes in this block one transaction: all on the disk when it ends, or none.

        Changes that are not `lasting` may be lost, all of them, when the power fails before the next that are: for
        what can be had again.
        An error must be let out of the block: what went before it in the block is taken back. Raises MachineFault
        `file_gone` or `lock_gone` when the file or its lock is no longer where it was opened.
        """
        try:
            with connection.transaction(self._conn, self.path, lasting=lasting):
                yield
                for each in self._in_place:
                    each.check(self.path.name)
        except GaveWay:
            raise
        except BaseException:
            self._kept.clear()
            self._disputed.clear()
            raise

    # What the file is about

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the file itself."""
        with self.together():
            self._conn.execute(schema.upsert(schema.meta), {"key": key, "value": value})
        self.meta[key] = value

    def add_sls(self, *places: Sls) -> None:
        """Add SLS, or replace what is known of them."""
        self._put(schema.sls, places)

    def sls_list(self) -> list[Sls]:
        """Every SLS by its id."""
        columns = [schema.sls.c[each.name] for each in fields(Sls)]
        return [Sls(*row) for row in self._conn.execute(select(*columns).order_by(schema.sls.c.id))]

    def add_petugas(self, *officers: Petugas) -> None:
        """Add petugas, or replace what is known of them."""
        self._put(schema.petugas, officers)

    def petugas_list(self) -> list[Petugas]:
        """Every petugas by code."""
        return [Petugas(*row) for row in self._conn.execute(select(schema.petugas).order_by(schema.petugas.c.code))]

    def petugas_names(self) -> dict[str, str]:
        """Code to name of every petugas."""
        return {each.code: each.name for each in self.petugas_list()}

    def remember(self, key: str, value: str) -> None:
        """Keep something about the work here, such as where the keyer is; no part of any document."""
        with self.together():
            self._remember(key, value)

    def recall(self, key: str = WHERE) -> str | None:
        """What `remember`, or for WHERE the last commit, kept."""
        return self._conn.scalar(select(schema.keadaan.c.value).where(schema.keadaan.c.key == key))

    # Changing documents

    def create_documents(self, stamp: Stamp, new: Iterable[NewDocument]) -> list[str]:
        """Make documents in one transaction, each with its first entries; gives their ids.

        Raises InputFault as `apply` does; then none is made.
        """
        made: list[str] = []
        rest = iter(new)
        with self.together():
            while batch := [documents.first_version(each, stamp) for each in islice(rest, _BATCH)]:
                documents.insert_many(self._conn, [stored for stored, _ in batch])
                journal.append(self._conn, [entry for _, entries in batch for entry in entries])
                made += [stored.id for stored, _ in batch]
        return made

    def commit(
        self, document: str, drafts: Sequence[Draft], stamp: Stamp, summary: Summary, place: str | None = None
    ) -> list[Entry]:
        """Make one command's drafts durable: journal, document, its columns and `place`, all or nothing.

        `summary` is of the document after the change; `place` is where the keyer is, see `recall`. Gives the
        entries written. Raises InputFault `document_missing` and those of `apply`; MachineFault.
        """
        with self.together():
            stored = self._stored(document)
            entries = chain(document, stored.tip, drafts, stamp)
            for entry in entries:
                apply(stored.state, entry)
            stored.tip = tip_of(entries, stored.tip)
            stored.updated_at = stamp.at if entries else stored.updated_at
            if self._may_settle(stored, entries):
                stored.conflicts = len(self._open_conflicts(document, entries))
            stored.summary = replace(summary, row_keys={**stored.summary.row_keys, **summary.row_keys})
            journal.append(self._conn, entries)
            documents.save(self._conn, stored, entries)
            if place is not None:
                self._remember(WHERE, place)
        return entries

    def absorb(self, bundle: Bundle, judge: Judge) -> Verdict:
        """Bring the entries of another device into their document, which is made when it isn't here.

        `judge` gives the columns of the document as it then stands. Again is no change; what can't become part of
        the document is `quarantined` and leaves it as it was. Raises MachineFault, and GaveWay as `between` does.
        """
        with self.together():
            self._forget(bundle.document)
            return absorb(self._conn, bundle, judge, self.between)

    def unknown(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those of these entries that are not in the file. Raises MachineFault."""
        known = journal.known(self._conn, [entry.id for entry in entries])
        return [entry for entry in entries if entry.id not in known]

    def save_summaries(self, summaries: Iterable[tuple[str, Summary]]) -> None:
        """Write columns of documents anew, as after a new check: no answer and no journal changes."""
        with self.together():
            for document, summary in summaries:
                documents.save_summary(self._conn, document, summary)
                self._forget(document)

    # Reading documents

    def document(self, document: str) -> StoredDocument:
        """A document of its own for the caller. Raises InputFault `document_missing`, MachineFault `damaged`."""
        return documents.load(self._conn, document)

    def documents(self, ids: Sequence[str]) -> Iterator[StoredDocument]:
        """These documents in this order; unknown ids are left out."""
        return documents.load_many(self._conn, ids)

    def every_document(self, sls_id: str | None = None, form: str | None = None) -> Iterator[StoredDocument]:
        """Whole documents by SLS and family number, read in batches."""
        rest = iter(search.ids(self._conn, sls_id, form))
        while batch := list(islice(rest, _READ_BATCH)):
            yield from documents.load_many(self._conn, batch)

    def history(self, document: str) -> list[Entry]:
        """The journal of a document, first entry first."""
        return journal.history(self._conn, document)

    def conflicts(self, document: str) -> tuple[Conflict, ...]:
        """Where two devices wrote differently and nobody has chosen yet. Raises MachineFault `journal_broken`."""
        return merge(self.history(document)).conflicts

    def documents_in_conflict(self) -> list[str]:
        """Documents with such places, by SLS and family number."""
        return search.ids_in_conflict(self._conn)

    def verify_document(self, document: str) -> None:
        """Check that the journal is unbroken and makes exactly the document stored.

        Raises MachineFault `journal_broken` or `document_differs`.
        """
        stored = self.document(document)
        try:
            merged = merge(self.history(document))
        except InputFault as fault:
            raise MachineFault("journal_broken", **fault.params) from fault
        made = (merged.tip, merged.state, len(merged.conflicts))
        if made != (stored.tip, stored.state, stored.conflicts):
            raise MachineFault("document_differs", document=document)

    @property
    def lists(self) -> Lists:
        """Lists, counts and look-ups over all documents."""
        return Lists(self._conn)

    @property
    def exchange(self) -> ExchangeTables:
        """What was exchanged with whom."""
        return ExchangeTables(self._conn, self.together)

    @property
    def work_log(self) -> WorkLog:
        """Who keyed what when."""
        return WorkLog(self._conn, self.together)

    @property
    def snapshots(self) -> Snapshots:
        """How far each SLS is, and how it was day by day."""
        return Snapshots(self._conn, self.together)

    @property
    def problems(self) -> ProblemTable:
        """Faults of the program that were filed here."""
        return ProblemTable(self._conn, self.together)

    def backup(self, target: Path) -> None:
        """Copy the whole file, as it is now, to a free path. Raises InputFault `file_exists`, MachineFault."""
        with opening(target):
            if target.exists():
                raise InputFault("file_exists", file=target.name)
            backup.backup(self._conn, target)

    def _stored(self, document: str) -> StoredDocument:
        """The document kept for commits, the ones used last at the end."""
        stored = self._kept.pop(document, None) or documents.load(self._conn, document)
        self._kept[document] = stored
        if len(self._kept) > _KEPT_OPEN:
            self._forget(next(iter(self._kept)))
        return stored

    def _forget(self, document: str) -> None:
        self._kept.pop(document, None)
        self._disputed.pop(document, None)

    def _may_settle(self, stored: StoredDocument, entries: Sequence[Entry]) -> bool:
        """Whether a commit may change which conflicts are open: at such a place, or a row goes or comes back."""
        if not stored.conflicts:
            return any(entry.op == "row_add" and entry.undoes for entry in entries)
        rows = {(each.row, each.question) for each in self._open_conflicts(stored.id)}
        return any(not e.question or {(e.row, e.question), (e.row, "")} & rows for e in entries)

    def _open_conflicts(self, document: str, more: Sequence[Entry] = ()) -> tuple[Conflict, ...]:
        """Conflicts of a document that is kept; `more` are entries about to be written."""
        if more or document not in self._disputed:
            self._disputed[document] = merge([*self.history(document), *more]).conflicts
        return self._disputed[document]

    def _put(self, table: Table, values: Sequence[object]) -> None:
        rows = [{column.name: getattr(each, column.name) for column in table.columns} for each in values]
        if rows:
            with self.together():
                self._conn.execute(schema.upsert(table), rows)

    def _remember(self, key: str, value: str) -> None:
        self._conn.execute(_REMEMBER, {"key": key, "value": value})


_REMEMBER = schema.upsert(schema.keadaan)
