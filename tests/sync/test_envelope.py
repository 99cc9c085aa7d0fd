"""An envelope comes open for whom it was sealed, whole and unchanged, or says which of these it isn't."""

from __future__ import annotations

import hashlib
import json
import struct
import tracemalloc
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from parties import AT, LAPTOP, NAME, OF_LAPTOP, OF_SERVER, ROOT_KEY, SERVER, certified, keyed

from regsosek_desk.core.domain.journal import canonical
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.errors import DeskError, InputFault, PeerFault
from regsosek_desk.sync import envelope
from regsosek_desk.sync.compression import compress
from regsosek_desk.sync.envelope import Content, Header, open_envelope, read_header, seal
from regsosek_desk.sync.keys import DeviceKeys, encrypt, from_b64
from regsosek_desk.sync.packing import pack_bundles

FAMILIES = (keyed(20), keyed(8))
SECTIONS = {"package": {"sls": ["3321010001000100"]}, "receipts": []}
CONTENT = Content("batch", FAMILIES, SECTIONS)


def sealed(content: Content = CONTENT, keys: DeviceKeys = LAPTOP, **more: Any) -> bytes:
    told = {"certificate": OF_LAPTOP, "recipients": [OF_SERVER], "id": "b-1", "number": 3, "created": AT, **more}
    return seal(content, keys, **told)


ENVELOPE = sealed()
FRONT = 26


def opened(data: bytes, keys: DeviceKeys = SERVER) -> tuple[Header, Content]:
    return open_envelope(data, keys, ROOT_KEY)


def code_of(data: bytes, keys: DeviceKeys = SERVER, root_key: str = ROOT_KEY) -> str:
    """Code of the fault that opening gives; "" when it comes open."""
    try:
        open_envelope(data, keys, root_key)
    except DeskError as fault:
        return fault.code
    return ""


# --- open it comes ----------------------------------------------------------------------------------


def test_what_was_sealed_comes_out() -> None:
    header, content = opened(ENVELOPE)
    assert content == CONTENT
    assert (header.id, header.kind, header.number, header.created) == ("b-1", "batch", 3, AT)
    assert (header.certificate, header.recipients) == (OF_LAPTOP, (SERVER.device,))
    assert (header.documents, header.entries) == (2, sum(len(family.entries) for family in FAMILIES))
    assert header.size == len(ENVELOPE)


def test_an_envelope_may_hold_lists_alone_or_nothing() -> None:
    for content in (Content("changes", (), {"ä": [1, None, 0.5]}), Content("batch")):
        assert opened(sealed(content))[1] == content


def test_each_recipient_can_open_the_same_bytes() -> None:
    pml = DeviceKeys.generate()
    data = sealed(recipients=[OF_SERVER, certified(pml, "0230", "Budi", "PML")])
    assert opened(data, pml) == opened(data, SERVER)


def test_anyone_can_read_the_header_and_no_name_is_in_it() -> None:
    header = read_header(ENVELOPE, ROOT_KEY)
    assert (header.certificate.petugas, header.certificate.name, header.documents) == ("02301", "", 2)
    for personal in (NAME, "Sri", "SUPARNO"):
        assert personal.encode() not in ENVELOPE


def test_envelopes_of_every_format_that_was_ever_sent_come_open() -> None:
    files = sorted((Path(__file__).parent / "samples").glob("*.rgsk"))
    assert files
    for file in files:
        told = json.loads(file.with_suffix(".json").read_text("utf-8"))
        _, content = open_envelope(file.read_bytes(), DeviceKeys.from_text(told["keys"]), told["root_key"])
        assert [each.heads for each in content.bundles] == told["heads"]
        assert [merge(each.entries).tip.hash for each in content.bundles[1:]] == told["heads"][1:]


# --- who may not ------------------------------------------------------------------------------------


def test_a_wrong_key_does_not_open() -> None:
    assert code_of(ENVELOPE, LAPTOP) == code_of(ENVELOPE, DeviceKeys.generate()) == "envelope_not_for_us"


def test_a_header_that_names_us_does_not_help_where_the_body_is_for_another() -> None:
    assert code_of(forged({"recipients": [LAPTOP.device]}), LAPTOP) == "envelope_not_for_us"


def test_an_envelope_of_another_office_is_not_taken() -> None:
    stranger = certified(LAPTOP, "02301", NAME, "PPL", root=DeviceKeys.generate())
    for data, root_key in ((ENVELOPE, LAPTOP.sign_key), (sealed(certificate=stranger), ROOT_KEY)):
        assert code_of(data, root_key=root_key) == "certificate_invalid"
        with pytest.raises(PeerFault, match="certificate_invalid"):
            read_header(data, root_key)


def test_the_name_inside_must_be_the_certified_one() -> None:
    assert code_of(forged(payload=payload(name="Somebody Else"))) == "certificate_invalid"
    assert code_of(forged(payload=payload(name=NAME))) == ""


# --- what happens on the way ------------------------------------------------------------------------


def test_every_missing_tail_is_called_cut() -> None:
    for end in range(len(ENVELOPE)):
        assert code_of(ENVELOPE[:end]) == "envelope_cut", end


def test_every_changed_byte_is_noticed() -> None:
    for place in range(len(ENVELOPE)):
        changed = bytearray(ENVELOPE)
        changed[place] ^= 1 << place % 8
        assert code_of(bytes(changed)) == ("not_an_envelope" if place < 8 else "envelope_changed"), place


def test_bytes_behind_the_end_are_noticed() -> None:
    assert code_of(ENVELOPE + b"\n") == "envelope_changed"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"SQLite format 3\x00", b"\x89PNG\r\n\x1a\n", b"x" * 9999])
def test_another_file_is_not_an_envelope(data: bytes) -> None:
    assert code_of(data) == "not_an_envelope"


def test_a_copy_made_as_text_is_noticed() -> None:
    assert code_of(ENVELOPE.replace(b"\r\n", b"\n")) == "not_an_envelope"


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: ENVELOPE[:FRONT] + tail))
def test_any_bytes_give_a_coded_fault(data: bytes) -> None:
    assert code_of(data)


@given(st.lists(st.tuples(st.integers(0, len(ENVELOPE) - 1), st.binary(max_size=3)), min_size=1, max_size=3))
def test_bytes_cut_out_and_put_in_give_a_coded_fault(changes: list[tuple[int, bytes]]) -> None:
    data = ENVELOPE
    for place, other in changes:
        data = data[:place] + other + data[place + 2 :]
    assert (code_of(data) == "") == (data == ENVELOPE)


# --- what a sender may have made wrong --------------------------------------------------------------


def payload(name: str = NAME, sections: object = SECTIONS, bundles: bytes = pack_bundles(FAMILIES)) -> bytes:
    told = canonical({"name": name, "sections": sections}).encode()
    return struct.pack(">I", len(told)) + told + bundles


def forged(
    told: dict[str, Any] | None = None,
    payload: bytes = payload(),
    plain_size: int | None = None,
    version: int = 1,
    body: bytes | None = None,
) -> bytes:
    """An envelope that its sender signed with all that is wrong in it."""
    honest = read_header(ENVELOPE, ROOT_KEY)
    header = {name: getattr(honest, name) for name in Header.__slots__ if name != "size"} | {
        "certificate": {name: getattr(honest.certificate, name) for name in type(honest.certificate).__slots__},
        "content_hash": hashlib.sha256(payload).hexdigest(),
        "plain_size": len(payload) if plain_size is None else plain_size,
        **(told or {}),
    }
    text = canonical(header).encode()
    body = encrypt(compress(payload) if body is None else body, [SERVER.recipient])
    prelude = struct.pack(">8sHIQ", envelope.MAGIC, version, len(text), len(body))
    front = prelude + struct.pack(">I", zlib.crc32(prelude)) + text + body
    return front + from_b64(LAPTOP.sign(front))


def test_the_forger_of_these_tests_can_be_honest() -> None:
    header, content = opened(forged())
    assert (replace(header, size=len(ENVELOPE)), content) == opened(ENVELOPE)


@pytest.mark.parametrize(
    "told",
    [{"documents": 1}, {"entries": 5}, {"documents": 0, "entries": 0}, {"content_hash": "0" * 64}],
    ids=str,
)
def test_a_header_that_lies_is_found_out(told: dict[str, Any]) -> None:
    assert code_of(forged(told)) == "envelope_malformed"


@pytest.mark.parametrize(
    "told",
    [{"number": -1}, {"number": True}, {"number": "3"}, {"kind": "else"}, {"id": None}, {"recipients": 3},
     {"recipients": [3]}, {"certificate": {}}, {"created": ["x"]}],
    ids=str,
)  # fmt: skip
def test_a_header_of_another_shape_is_refused(told: dict[str, Any]) -> None:
    assert code_of(forged(told)) == "envelope_changed"


def test_a_newer_version_or_dictionary_asks_for_a_newer_program() -> None:
    assert code_of(forged(version=2)) == code_of(forged({"dictionary": "kamus-2"})) == "envelope_newer"


@pytest.mark.parametrize(
    "inside",
    [b"", b"\x00\x00", b"\x00\x00\xff\xff{}", payload(sections=[]), payload(bundles=b""), payload(bundles=b"\x00" * 40),
     payload().replace(b'"name"', b'"nome"'), payload().replace(b'{"name"', b'{ "nam"')],
)  # fmt: skip
def test_a_payload_of_another_shape_is_refused(inside: bytes) -> None:
    assert code_of(forged(payload=inside)) == "envelope_malformed"


@given(st.binary(max_size=120))
def test_any_signed_payload_gives_a_coded_fault(inside: bytes) -> None:
    assert code_of(forged(payload=inside)) == code_of(forged(body=inside)) == "envelope_malformed"


def test_sections_nested_without_end_are_refused() -> None:
    told = b'{"name":"x","sections":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert code_of(forged(payload=struct.pack(">I", len(told)) + told)) == "envelope_malformed"


# --- what is too large ------------------------------------------------------------------------------


def test_an_envelope_that_says_it_is_too_large_is_not_even_opened() -> None:
    assert code_of(forged(plain_size=(32 << 20) + 1)) == "envelope_too_large"
    assert code_of(forged(plain_size=32 << 20)) == "envelope_malformed"


def test_a_bomb_is_defused_before_it_takes_memory() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(512 << 20))
    data = forged(body=bomb)
    assert len(data) < 1 << 20
    tracemalloc.start()
    try:
        assert code_of(data) == "envelope_too_large"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_more_than_an_envelope_may_hold_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    size = read_header(ENVELOPE, ROOT_KEY).plain_size
    monkeypatch.setattr(envelope, "MOST_PLAIN", size)
    assert code_of(sealed()) == ""
    monkeypatch.setattr(envelope, "MOST_PLAIN", size - 1)
    with pytest.raises(InputFault, match="envelope_too_large"):
        sealed()


def test_more_entries_than_an_envelope_may_hold_are_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "MOST_ENTRIES", sum(len(family.entries) for family in FAMILIES) - 1)
    with pytest.raises(InputFault, match="envelope_too_large"):
        sealed()
