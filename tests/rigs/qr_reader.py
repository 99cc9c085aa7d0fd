"""Reads a QR code back from the squares of a PDF page, to know what a scanner would type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypdf import PageObject
from qrcode.base import rs_blocks
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import mask_func

Modules = list[list[bool]]
_SQUARE = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re")
_FORMAT_MASK, _BYTES, _QUIET = 0x5412, 4, 4


def qr_text(page: PageObject) -> str:
    """The text of the only QR code of this page, which has no error."""
    return _text(_modules(page))


def drawn_qr_text(page: PageObject) -> str:
    """The same for a code that is kept in the file once and only called for by the page."""
    kept = [each.get_object().get_data() for each in page["/Resources"]["/XObject"].values()]  # type: ignore[index]
    [code] = [data for data in kept if (found := _squares(data)) and all(s[2] == s[3] for s in found)]
    return _text(_modules_in(code))


def _squares(data: bytes) -> list[tuple[float, ...]]:
    return [tuple(map(float, found)) for found in _SQUARE.findall(data)]


def _modules(page: PageObject) -> Modules:
    contents = page.get_contents()
    assert contents is not None
    return _modules_in(contents.get_data())


def _modules_in(data: bytes) -> Modules:
    squares = [square for square in _squares(data) if square[2] == square[3]]
    side = squares[0][2]
    left, top = min(s[0] for s in squares), max(s[1] for s in squares)
    dark = {(round((top - y) / side), round((x - left) / side)) for x, y, _, _ in squares}
    size = 1 + max(row for row, _ in dark)
    return [[(row, column) in dark for column in range(size)] for row in range(size)]


def _text(modules: Modules) -> str:
    size = len(modules)
    version = (size - 17) // 4
    assert size == 17 + 4 * version
    mask = _mask(modules)
    bits = "".join("01"[modules[r][c] ^ mask_func(mask)(r, c)] for r, c in _data_places(version, mask))
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    stream = "".join(f"{word:08b}" for word in _in_order(words, version))
    assert int(stream[:4], 2) == _BYTES
    wide = 8 if version < 10 else 16
    length = int(stream[4 : 4 + wide], 2)
    body = stream[4 + wide : 4 + wide + 8 * length]
    return bytes(int(body[at : at + 8], 2) for at in range(0, len(body), 8)).decode()


def _mask(modules: Modules) -> int:
    size = len(modules)
    rows = [*range(6), 7, 8, *range(size - 7, size)]
    found = sum(modules[row][8] << at for at, row in enumerate(rows)) ^ _FORMAT_MASK
    return int(found >> 10 & 7)


def _data_places(version: int, mask: int) -> Iterator[tuple[int, int]]:
    """Where data stand, in their order: up and down in pairs of columns, around all that is fixed."""
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M)  # type: ignore[type-var,unused-ignore]
    size = code.modules_count = 17 + 4 * version
    code.modules = [[None] * size for _ in range(size)]
    for row, column in ((0, 0), (size - 7, 0), (0, size - 7)):
        code.setup_position_probe_pattern(row, column)
    code.setup_position_adjust_pattern()
    code.setup_timing_pattern()
    code.setup_type_info(True, mask)
    if version >= 7:
        code.setup_type_number(True)
    upward = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if upward else range(size):
            for column in (right, right - 1):
                if code.modules[row][column] is None:
                    yield row, column
        upward = not upward


def _in_order(words: list[int], version: int) -> list[int]:
    """Data words of all blocks one after the other; on the paper they take turns."""
    counts = [block.data_count for block in rs_blocks(version, ERROR_CORRECT_M)]
    blocks: list[list[int]] = [[] for _ in counts]
    rest = iter(words)
    for at in range(max(counts)):
        for block, count in zip(blocks, counts, strict=True):
            if at < count:
                block.append(next(rest))
    return [word for block in blocks for word in block]
