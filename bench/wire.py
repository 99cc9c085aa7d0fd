"""What a PPL's 250 families weigh on the wire, beside the same answers as other programs would send them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from time import process_time
from typing import Any
from xml.sax.saxutils import escape

from bench.keyed import ROSTER, keyed_work, papers
from bench.table import Line
from regsosek_desk.core.domain.exchange import Bundle, Certificate
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import verify
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.sync.envelope import Content, open_envelope, seal
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import issue_certificate

_SIZES = (56, 123, 71)
"""Families per SLS: 250, what a PPL has."""
_AT = "2022-11-05T10:00:00.000Z"
_ROUNDS = 5


def lines() -> Iterator[Line]:
    work = list(keyed_work(7, _SIZES))
    bundles, families = tuple(bundle for bundle, _ in work), papers(work)
    office, keys = DeviceKeys.generate(), (DeviceKeys.generate(), DeviceKeys.generate())
    sender, receiver = (_certificate(office, each) for each in keys)
    data = seal(Content("batch", bundles), keys[0], sender, [receiver], id="bench", number=1, created=_AT)
    entries = sum(len(bundle.entries) for bundle in bundles)
    yield Line(
        f"a family in one envelope of {len(families)}, its VK line included",
        [len(data) / len(families)],
        unit="B",
        budget=1024,
        note=f"{entries / len(families):.0f} journal entries a family: every field with its time, id, hash and keyer",
    )
    yield from _as_openrosa(families)
    yield _opening(data, keys[1], office.sign_key, len(families))


def _as_openrosa(families: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    what = (
        "the same answers as OpenRosa XML",
        "the same, each submission gzipped",
        "the same, all in one gzip",
    )
    for each, size in zip(what, openrosa_sizes(families), strict=True):
        yield Line(each, [size / len(families)], unit="B")


def openrosa_sizes(families: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """Bytes of the last answers alone, no history, no VK list, nothing signed or encrypted: as XML, each gzipped, all
    in one gzip.
    """
    sent = [instance(number, answers).encode() for number, answers in enumerate(families)]
    return sum(map(len, sent)), sum(len(gzip.compress(one)) for one in sent), len(gzip.compress(b"".join(sent)))


def _opening(data: bytes, keys: DeviceKeys, root_key: str, families: int) -> Line:
    """What the server does with it before it touches its database."""

    def seconds() -> float:
        start = process_time()
        _, content = open_envelope(data, keys, root_key)
        for bundle in content.bundles:
            _verify(bundle)
        return process_time() - start

    values = [seconds() * 1000 / families for _ in range(_ROUNDS)]
    return Line("open the envelope and check each journal, a family, processor time", values)


def _verify(bundle: Bundle) -> None:
    if bundle.form == FAMILY_FORM:  # a list goes on where the server's own entries end
        assert verify(bundle.entries).hash == bundle.heads


def _certificate(office: DeviceKeys, keys: DeviceKeys) -> Certificate:
    return issue_certificate(office, sign_key=keys.sign_key, recipient=keys.recipient, petugas="02301",
                             name="Petugas", role="PPL", kab="3321", issued=_AT)  # fmt: skip


def instance(number: int, answers: Mapping[str, Any]) -> str:
    """The XML of one submission, no larger than need be: no groups of sections, no empty elements."""
    family = "".join(_element(question, answer) for question, answer in answers.items() if question != ROSTER)
    rows = ["".join(_element(*each) for each in row.items()) for row in answers[ROSTER]]
    members = "".join(f"<{ROSTER}>{row}</{ROSTER}>" for row in rows)
    own = derived_id("bench", str(number))
    return (
        f'<?xml version="1.0"?><data id="{FAMILY_FORM}" version="1" xmlns:orx="http://openrosa.org/xforms">'
        f"<start>{_AT}</start><end>{_AT}</end>{family}{members}"
        f"<orx:meta><orx:instanceID>uuid:{own}</orx:instanceID></orx:meta></data>"
    )


def _element(question: str, answer: str) -> str:
    return f"<{question}>{escape(answer)}</{question}>"
