"""What a sheet can be about: the lines of the second column of Cetak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from regsosek_desk.services.custody.handover import person
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.print.bundles import Handing, boxes_of, handings
from regsosek_desk.services.print.catalog import SheetKind, Wish
from regsosek_desk.services.print.desk import Desk
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t
from regsosek_desk.ui.models.addresses import TeamPlace


class Choice(NamedTuple):
    """A line, and what it stands for."""

    words: str
    wish: Wish


def choices(file: WorkFile, desk: Desk, kind: SheetKind, address: TeamPlace) -> list[Choice]:
    """What a sheet of this kind can be about, in the thread of the file."""
    if kind.about == "handing":
        return [Choice(_handing_words(each), Wish(handing=each)) for each in handings(desk)]
    if kind.about == "box":
        boxes = list(boxes_of(desk))
        single = [Choice(box, Wish(boxes=[box])) for box in boxes]
        return [Choice(t("print.all_boxes", count=len(boxes)), Wish(boxes=boxes)), *single] if single else []
    places = [Choice(_sls_words(desk, own), Wish([own])) for own in desk.sls]
    if kind.about == "one_sls":
        return places
    if kind.about == "sls":
        whole = [Choice(t("print.all_sls", count=len(places)), Wish(list(desk.sls)))] if len(places) > 1 else []
        return [*whole, *places]
    return _families(file, desk, address.sls_id)


def _families(file: WorkFile, desk: Desk, sls_id: str) -> list[Choice]:
    """All families of an SLS first, then each; without an SLS those of the whole file."""
    found = []
    for own in [sls_id] if sls_id else desk.sls:
        rows = file.lists.documents(own, form=FAMILY_FORM)
        words = t("print.all_families", count=len(rows), sls=desk.place(own).name or own)
        found += [Choice(words, Wish([own], [row.id for row in rows]))] if rows else []
        found += [Choice(f"{row.family_number}  {row.head_name}", Wish([own], [row.id])) for row in rows]
    return found


def _sls_words(desk: Desk, sls_id: str) -> str:
    sls = desk.place(sls_id)
    return ", ".join(part for part in (sls.name, sls.desa_name) if part) or sls_id


def _handing_words(each: Handing) -> str:
    giver = person(each.sender, each.sender_code) if each.sender else ""
    taker = person(each.receiver, each.receiver_code)
    return t("print.handing", on=each.on, giver=giver, taker=taker, count=len(each.moves), bast=each.bast)


def wanted(found: Sequence[Choice], address: TeamPlace) -> int:
    """The line that one came for."""
    for at, choice in enumerate(found):
        if address.selected and list(choice.wish.families) == [address.selected]:
            return at
    for at, choice in enumerate(found):
        if address.sls_id and list(choice.wish.sls_ids) == [address.sls_id] and not choice.wish.families:
            return at
    return next((at for at, choice in enumerate(found) if len(choice.wish.families) == 1), 0)
