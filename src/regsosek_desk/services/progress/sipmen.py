"""Lists with the columns that SIPMEN and the province ask for, from control books, VK and conditions: typed once.

The headings are those of the lists that offices exchange (field-work.md §8). Codes are text, days dd/mm/yyyy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.kendali import PAPERS, Count, Kendali, Movement, Party, Step
from regsosek_desk.services.documents import LIST_FORM, form_of
from regsosek_desk.services.progress.conditions import conditions
from regsosek_desk.services.team.books import read_books
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.sheets import write_both
from regsosek_desk.storage.workfile import WorkFile

Kind = Literal[
    "penerimaan", "batching", "ipds", "penyimpanan", "pengambilan", "pengembalian", "distribusi", "rekapvk", "kondisi",
    "arus", "operator",
]  # fmt: skip
Cell = str | int
Line = Sequence[Cell]
_FIELD = (None, Party.PPL, Party.PML, Party.KOSEKA)
"""From whom the receiving office takes a bundle for the first time."""


@dataclass(frozen=True)
class Source:
    """What the lists are made of."""

    places: Mapping[str, Sls]
    names: Mapping[str, str]
    """Code of a petugas → name."""
    books: Mapping[str, Kendali]
    conditions: Mapping[str, Condition]
    recaps: Mapping[str, Mapping[str, str]]
    """SLS → column of Rekap VK → answer, for those whose VK is here."""

    def name(self, code: str) -> str:
        return self.names.get(code, "") or code

    @cached_property
    def moves(self) -> list[tuple[Sls, Movement]]:
        """Every movement of the SLS that are known, by SLS and in the order in which they were written."""
        books = [(self.places[key], book) for key, book in sorted(self.books.items()) if key in self.places]
        return [(sls, move) for sls, book in books for move in book.movements]

    def taken(self, receiver: Party) -> dict[Sls, Movement]:
        """SLS → the last time it took the bundle on its way there; coming back from the operator is another matter."""
        return {
            sls: move
            for sls, move in self.moves
            if move.step is Step.TAKEN and move.receiver is receiver and move.sender is not Party.OPERATOR
        }

    @cached_property
    def boxes(self) -> dict[Sls, str]:
        """SLS → the box or batch that its bundle was put into, that of the storage not counted."""
        return {sls: move.box for sls, move in self.moves if move.box and move.receiver is not Party.STORAGE}


@dataclass(frozen=True, slots=True)
class Written:
    """A list as files; `rows` without its heading."""

    kind: Kind
    rows: int
    files: tuple[Path, ...]


def export_lists(file: WorkFile, kinds: Iterable[Kind], folder: Path, today: date) -> list[Written]:
    """Write these lists as xlsx and csv. Raises MachineFault as `whole_files` does."""
    source, kab = source_of(file), file.meta.get("kab", "")
    kab = kab or next(iter(sls.id[:4] for sls in file.sls_list()), "")
    written = []
    with whole_files(folder) as part:
        for kind in kinds:
            rows = lines(source, kind)
            stem = f"sipmen_{kind}_{kab}_{today.isoformat()}"
            paths = tuple(folder / name for name in write_both(part, stem, kind, rows))
            written.append(Written(kind, len(rows) - 1, paths))
    return written


def lines(source: Source, kind: Kind) -> list[Line]:
    """The heading of a list and its rows."""
    heading, rows = _LISTS[kind]
    return [heading, *rows(source)]


def source_of(file: WorkFile) -> Source:
    """Raises MachineFault."""
    return Source(
        places={sls.id: sls for sls in file.sls_list() if not sls.withdrawn},
        names=file.petugas_names(),
        books=read_books(file),
        conditions={each.sls_id: each for each in conditions(file)},
        recaps={stored.sls_id: _recap(stored.state.answers, form_of(stored).bound.form.recap) for stored in
                file.every_document(form=LIST_FORM)},
    )  # fmt: skip


def _recap(answers: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    return {column: answers.get(question, "") for column, question in columns.items()}


def _day(iso: str) -> str:
    """dd/mm/yyyy, as SIPMEN reads days."""
    return "/".join(reversed(iso[:10].split("-"))) if iso else ""


def _counted(number: int | None) -> Cell:
    return "" if number is None else number


# --- receiving, boxes ---------------------------------------------------------------------------------


def _received(source: Source) -> Iterator[Line]:
    last = {sls: move for sls, move in source.moves if _is_receiving(move)}
    for sls, move in last.items():
        for paper in PAPERS:
            count = move.counts.get(paper, Count(None, None))
            yield (sls.id, sls.name, source.name(move.receiver_code), _day(move.on), paper.upper(),
                   _counted(count.received), _counted(count.used))  # fmt: skip


def _is_receiving(move: Movement) -> bool:
    return move.step is Step.TAKEN and move.receiver is Party.TU and move.sender in _FIELD


def _batched(source: Source) -> Iterator[Line]:
    yield from ((sls.id, box) for sls, box in source.boxes.items())


def _stored(source: Source) -> Iterator[Line]:
    yield from ((sls.id, move.box) for sls, move in source.taken(Party.STORAGE).items())


def _to_ipds(source: Source) -> Iterator[Line]:
    moves = source.taken(Party.IPDS).items()
    yield from dict.fromkeys(
        (source.name(move.receiver_code), source.boxes[sls]) for sls, move in moves if sls in source.boxes
    )


def _fetched(source: Source) -> Iterator[Line]:
    moves = source.taken(Party.OPERATOR).items()
    yield from dict.fromkeys(
        (source.boxes.get(sls, ""), source.name(move.receiver_code), _day(move.on)) for sls, move in moves
    )


def _returned(source: Source) -> Iterator[Line]:
    back = {sls: move for sls, move in source.moves if move.step is Step.TAKEN and move.sender is Party.OPERATOR}
    for sls, move in back.items():
        found = source.conditions.get(sls.id, Condition(sls.id))
        xk = move.counts.get("xk", Count(None, None))
        yield (sls.id, _day(move.on), found.clean, found.keyed, found.warning, found.error, _counted(xk.used))


def _distributed(source: Source) -> Iterator[Line]:
    """Blanks that the office handed out, one row for each letter and receiver."""
    groups: dict[tuple[str, str, str], list[tuple[Sls, Movement]]] = {}
    for sls, move in source.moves:
        if move.step is Step.HANDED and move.sender is Party.TU and move.receiver in _FIELD:
            groups.setdefault((move.bast, move.on, move.receiver_code), []).append((sls, move))
    for (bast, on, code), some in groups.items():
        sls, first = some[0]
        officers = [len({getattr(each, name) for each, _ in some} - {""}) for name in ("ppl_code", "pml_code")]
        sums = [sum(move.counts.get(paper, Count(0, 0)).received or 0 for _, move in some) for paper in _HANDED_OUT]
        yield (source.name(first.sender_code), "", code, bast, _day(on), sls.kab_name, sls.kec_name, source.name(code),
               *officers, 1, "", *sums)  # fmt: skip


_HANDED_OUT = ("k", "vk1", "vk2", "ws", "psls", "xk", "banr")


# --- what was found, what was keyed -------------------------------------------------------------------


def _recaps(source: Source) -> Iterator[Line]:
    for sls_id, recap in sorted(source.recaps.items()):
        if sls_id in source.places:
            yield sls_id, *(recap.get(column, "") for column in _RECAP)


_RECAP = (
    "idsubsls_baru", "nmsls_baru", "status", "flag_tidak_ditemukan", "jumlah_keluarga_verifikasi", "sangat_miskin",
    "miskin", "tidak_miskin", "nonrespon",
)  # fmt: skip


def _conditions(source: Source) -> Iterator[Line]:
    for sls_id, found in sorted(source.conditions.items()):
        sls = source.places[sls_id]
        total = found.blank + found.keyed
        counts = (found.blank, found.clean, found.warning, found.error, total, found.vk)
        yield sls.prov, sls.kab, sls.kec, sls.desa, sls.sls, sls.sub, sls.name, *counts


def _flow(source: Source) -> Iterator[Line]:
    days: dict[Sls, dict[str, str]] = {}
    for sls, move in source.moves:
        here = days.setdefault(sls, {})
        if move.step is not Step.TAKEN:
            continue
        if move.receiver is Party.IPDS and move.sender is not Party.OPERATOR:
            here["ipds"] = _day(move.on)
        elif move.receiver is Party.OPERATOR:
            here |= {"taken": _day(move.on), "operator": source.name(move.receiver_code), "back": ""}
        elif move.receiver is Party.TU and not _is_receiving(move):
            here["back"] = _day(move.on)
        here["note"] = move.reason or move.wave or here.get("note", "")
    for sls, here in days.items():
        yield sls.id, *(here.get(name, "") for name in ("ipds", "taken", "operator", "back", "note"))


def _operators(source: Source) -> Iterator[Line]:
    """What is keyed of the SLS that each operator has taken. Special families (XK) are not keyed here."""
    sums: dict[str, Counter[str]] = {}
    for found in source.conditions.values():
        if found.claimed_by:
            sums.setdefault(found.claimed_by, Counter()).update(
                clean=found.clean, warning=found.warning, error=found.error
            )
    for code, sum_of in sorted(sums.items()):
        counts = [sum_of[status] for status in ("clean", "warning", "error")]
        yield "", code, source.name(code), *counts, sum(counts), 0, 0, 0, 0, sum(counts)


_LISTS: dict[Kind, tuple[Line, Callable[[Source], Iterator[Line]]]] = {
    "penerimaan": (
        ("Kode Wilayah", "SLS", "Nama Petugas Penerimaan", "Tanggal", "Jenis Dokumen", "Jumlah Diterima",
         "Jumlah Terpakai"), _received),
    "batching": (("id_sls", "id_batch"), _batched),
    "ipds": (("petugas", "id_batch"), _to_ipds),
    "penyimpanan": (("id_sls", "id_batch"), _stored),
    "pengambilan": (("id_batch", "nama_petugas", "tanggal_ambil"), _fetched),
    "pengembalian": (("id_sls", "tanggal_kembali", "clean_k", "dok_k", "warning_k", "error_k", "dok_xk"), _returned),
    "distribusi": (
        ("sender", "NIP", "no_koseka", "no_bast", "date", "kab", "kec", "koseka", "jumlah_ppl", "jumlah_pml",
         "jumlah_koseka", "pedoman", *_HANDED_OUT), _distributed),
    "rekapvk": (("idsubsls", *_RECAP), _recaps),
    "kondisi": (
        ("prov", "kab", "kec", "desa", "SLS", "sub-SLS", "nama", "Blank", "Clean", "Warning", "Error", "Total", "VK"),
        _conditions),
    "arus": (("k_wil", "diterima_ipds", "diterima_mitra", "mitra", "kembali_tu", "keterangan"), _flow),
    "operator": (
        ("Email", "Username", "NamaOp", "DokCleanK", "DokWarningK", "DokErrorK", "Total_K", "DokCleanXK",
         "DokWarningXK", "DokErrorXK", "Total_XK", "Total_K_XK"), _operators),
}  # fmt: skip
KINDS: tuple[Kind, ...] = tuple(_LISTS)
