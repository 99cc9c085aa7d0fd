"""Few bytes that would become very much memory, and headers that would become names of files."""

from __future__ import annotations

import struct
import tracemalloc

import pytest
from parties import LAPTOP, OF_LAPTOP, OF_SERVER, ROOT_KEY, SERVER, keyed

from regsosek_desk.core.errors import InputFault
from regsosek_desk.sync import columns, envelope
from regsosek_desk.sync.envelope import Content, open_envelope, read_header, seal
from regsosek_desk.sync.packing import pack_bundles, unpack_bundles

_LENGTH = struct.Struct(">I")
_SIZE = 8 << 20


def chunk(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


NOTHING = chunk(b"") + chunk(b"[]")
MANY_TEXTS = (
    chunk(b"[]") + NOTHING + chunk(b"[[],[],[],[],[],[],[]]") + chunk(b"") + NOTHING * 2 + chunk(b"") + NOTHING
    + chunk(b"[]") + NOTHING * 4 + chunk(b"[]") + chunk(b"") + NOTHING
    + chunk(b"\xff") + chunk(b"[%d]" % (_SIZE // 2)) + chunk(b"\x03") + chunk(b"[]") + NOTHING
    + chunk(b"ab" * (_SIZE // 2))
)  # fmt: skip


@pytest.mark.parametrize(
    "bomb",
    [
        chunk(b"[]") + chunk(bytes(_SIZE)) + chunk(b"[]"),
        chunk(b"[" + b"[]," * _SIZE + b"[]]"),
        chunk(b"[" + b'"ab",' * _SIZE + b'""]'),
        MANY_TEXTS,
    ],
    ids=["numbers", "lists", "words", "texts"],
)
def test_columns_take_memory_in_proportion(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InputFault, match="envelope_malformed"):
            unpack_bundles(bomb)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(bomb)
    finally:
        tracemalloc.stop()


def test_what_a_reader_would_not_take_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    family = keyed()
    data = pack_bundles([family])
    for room in range(100, 2000, 50):
        monkeypatch.setattr(columns, "MOST_VALUES", room)
        try:
            assert pack_bundles([family]) == data
        except InputFault as fault:
            assert fault.code == "envelope_too_large"  # noqa: PT017
            with pytest.raises(InputFault, match="envelope_malformed"):
                unpack_bundles(data)
        else:
            assert unpack_bundles(data) == (family,)
            break
    else:
        raise AssertionError


def test_sections_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    content = Content("batch", (), {"x": [[]] * 100})
    data = seal(content, LAPTOP, OF_LAPTOP, [OF_SERVER], id="b", number=1, created="2022-10-20T01:02:03.000Z")
    assert open_envelope(data, SERVER, ROOT_KEY)[1] == content
    monkeypatch.setattr(envelope, "_MOST_TOLD", 100)
    with pytest.raises(InputFault, match="envelope_malformed"):
        open_envelope(data, SERVER, ROOT_KEY)


@pytest.mark.parametrize(
    "told",
    [
        {"id": "../../x"}, {"id": "a|5"}, {"id": ""}, {"id": "a" * 65},
        {"created": "../../../x"}, {"created": "2022-10-20"}, {"created": "..\\..\\..\\x"}, {"created": ""},
        {"number": 1 << 63},
    ],
)  # fmt: skip
def test_a_header_holds_nothing_that_leads_elsewhere(told: dict[str, object]) -> None:
    right = {"id": "b-1", "number": 1, "created": "2022-10-20T01:02:03.000Z"}
    made = seal(Content("batch"), LAPTOP, OF_LAPTOP, [OF_SERVER], **{**right, **told})  # type: ignore[arg-type]
    with pytest.raises(InputFault, match="envelope_changed"):
        read_header(made, ROOT_KEY)
    assert read_header(seal(Content("batch"), LAPTOP, OF_LAPTOP, [OF_SERVER], **right), ROOT_KEY)  # type: ignore[arg-type]
