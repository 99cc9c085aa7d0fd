"""An office, a laptop and a server with keys and certificates, and bundles to put into envelopes."""

from __future__ import annotations

from collections.abc import Sequence

from regsosek_desk.core.domain.exchange import Bundle, Certificate
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, fill, tip_of
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import issue_certificate

AT = "2022-10-20T03:04:05.678Z"
ROOT, LAPTOP, SERVER = DeviceKeys.generate(), DeviceKeys.generate(), DeviceKeys.generate()
ROOT_KEY = ROOT.sign_key
NAME = "Sri Wahyuningsih | 100 %"


def certified(keys: DeviceKeys, petugas: str, name: str, role: str, root: DeviceKeys = ROOT) -> Certificate:
    who = {"petugas": petugas, "name": name, "role": role}
    return issue_certificate(root, sign_key=keys.sign_key, recipient=keys.recipient, kab="3321", issued=AT, **who)


OF_LAPTOP = certified(LAPTOP, "02301", NAME, "PPL")
OF_SERVER = certified(SERVER, "", "BPS Demak", "server")


def bundle(entries: Sequence[Entry], document: str = "", heads: str | None = None) -> Bundle:
    own = tip_of(entries, START).hash if heads is None else heads
    return Bundle(
        document, "regsosek22-k", "3321010001000100", "line", "1", "f00d", "clean", 0, 1, 2, own, tuple(entries)
    )


def keyed(answers: int = 30, document: str = "") -> Bundle:
    """A family with one member, a field at a time."""
    document, row = document or uuid7(), uuid7()
    commands = [
        [fill({"r101": "33", "r108": "SUPARNO"})],
        [Draft("row_add", row=row, roster="anggota", new="0"), Draft("set", row=row, question="r401", new="01")],
        *([Draft("set", row=row, question=f"r{4}{number:02}", new=str(number % 5))] for number in range(2, answers)),
        [Draft("set", question="r108", old="SUPARNO", new="SUPARNA")],
    ]
    entries: list[Entry] = []
    for second, drafts in enumerate(commands):
        at = f"2022-10-20T03:{second // 60:02}:{second % 60:02}.{second:03}Z"
        entries += chain(document, tip_of(entries, START), drafts, Stamp("02301", LAPTOP.device, at, 420))
    return bundle(entries, document)
