"""The sheets that can be printed: what each is about, how it is made, what its file is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.print import bundles, lists
from regsosek_desk.services.print.bundles import Handing
from regsosek_desk.services.print.desk import Desk, Watch, nobody
from regsosek_desk.services.print.questionnaires import blank_form, filled_forms
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.texts import t

_IN_NO_NAME = re.compile(r"[^\w. -]")
"""What a number that somebody else wrote must not bring into the name of a file."""

About = Literal["family", "sls", "one_sls", "handing", "box"]
"""Families of some SLS, some SLS, a single SLS, a handing over, some boxes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to have on paper."""

    sls_ids: Sequence[str] = ()
    families: Sequence[str] = ()
    """Ids of documents."""
    handing: Handing | None = None
    boxes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SheetKind:
    """`text` is the key of its name, `file` what its file is called by."""

    text: str
    file: str
    about: About
    make: Callable[[Desk, Wish, Watch], bytes]


def _families(desk: Desk, wish: Wish, watch: Watch) -> bytes:
    return filled_forms(desk, wish.families, watch)


def _vk_lists(desk: Desk, wish: Wish, watch: Watch) -> bytes:
    found = desk.run(lambda file: {row.sls_id: row.id for row in file.lists.documents(form=LIST_FORM)})
    return filled_forms(desk, [found[own] for own in wish.sls_ids if own in found], watch)


def _blank(form: str) -> Callable[[Desk, Wish, Watch], bytes]:
    return lambda desk, wish, _: blank_form(desk, form, wish.sls_ids[0])


def _of_sls(sheet: Callable[[Desk, Sequence[str], Watch], bytes]) -> Callable[[Desk, Wish, Watch], bytes]:
    return lambda desk, wish, watch: sheet(desk, wish.sls_ids, watch)


def _handing(desk: Desk, wish: Wish, _: Watch) -> bytes:
    assert wish.handing is not None
    return bundles.handover_sheet(desk, wish.handing)


def _labels(desk: Desk, wish: Wish, _: Watch) -> bytes:
    return bundles.bundle_labels(desk, wish.sls_ids)


def _boxes(desk: Desk, wish: Wish, _: Watch) -> bytes:
    inside = bundles.boxes_of(desk)
    return bundles.box_labels(desk, {box: inside[box] for box in wish.boxes if box in inside})


FILLED = SheetKind("print.sheet.k", "K", "family", _families)
KINDS: tuple[SheetKind, ...] = (
    FILLED,
    SheetKind("print.sheet.vk1", "VK1", "sls", _vk_lists),
    SheetKind("print.sheet.mistakes", "Daftar-kesalahan", "sls", _of_sls(lists.mistake_list)),
    SheetKind("print.sheet.checks", "Laporan-pemeriksaan", "sls", _of_sls(lists.check_report)),
    SheetKind("print.sheet.recap", "Rekap-VK", "sls", _of_sls(lists.recap)),
    SheetKind("print.sheet.bast", "BAST", "handing", _handing),
    SheetKind("print.sheet.bundles", "Label-bundel", "sls", _labels),
    SheetKind("print.sheet.boxes", "Label-kotak", "box", _boxes),
    SheetKind("print.sheet.k_blank", "K-kosong", "one_sls", _blank(FAMILY_FORM)),
    SheetKind("print.sheet.vk1_blank", "VK1-kosong", "one_sls", _blank(LIST_FORM)),
)
"""In the order in which they are offered."""


def make(desk: Desk, kind: SheetKind, wish: Wish, watch: Watch = nobody) -> bytes:
    """The sheet as a PDF. Raises InputFault, MachineFault, what `watch` raises; ValueError for an empty wish."""
    return kind.make(desk, wish, watch)


def file_name(desk: Desk, kind: SheetKind, wish: Wish) -> str:
    """What the PDF is saved as: sheet, area, day; no name of a person."""
    return f"{kind.file}_{_IN_NO_NAME.sub('', _about(desk, wish))}_{desk.origin.printed:%Y-%m-%d}.pdf"


def _about(desk: Desk, wish: Wish) -> str:
    if wish.handing:
        return f"{wish.handing.on}_{min(wish.handing.moves)}"
    if wish.boxes:
        return wish.boxes[0] if len(wish.boxes) == 1 else t("print.file_boxes", count=len(wish.boxes))
    if len(wish.families) == 1:
        stored = desk.run(lambda file: file.document(wish.families[0]))
        return f"{stored.sls_id}-{stored.summary.family_number}"
    return wish.sls_ids[0] if len(wish.sls_ids) == 1 else t("print.file_sls", count=len(wish.sls_ids))


def save(pdf: bytes, path: Path) -> None:
    """Write it whole or not at all. Raises MachineFault as `whole_files`."""
    with whole_files(path.parent) as folder:
        (folder / path.name).write_bytes(pdf)
