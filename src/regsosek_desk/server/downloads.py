"""Downloads that break off and go on: the envelope last sealed for a device waits in the spool.

Sealing the same changes again would give other bytes, so a rest (`Range` with `If-Range`) can only come from the
envelope that was kept. When there is none any more, everything is sent anew.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from fastapi import Response

Sealed = tuple[bytes, str] | None
"""An envelope and the cursor that stands behind it; None when nothing is new."""


def ranged(data: bytes, headers: Mapping[str, str], more: Mapping[str, str] | None = None) -> Response:
    """All of it (200), or from where `Range: bytes=n-` says (206) when `If-Range` names these bytes."""
    tag = _tag(data)
    start = _range_start(headers.get("range", "")) if headers.get("if-range") == tag else 0
    own = {"ETag": tag, "Accept-Ranges": "bytes", **(more or {})}
    if not 0 < start < len(data):
        return Response(data, 200, own, "application/octet-stream")
    own["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
    return Response(data[start:], 206, own, "application/octet-stream")


class Downloads:
    """Keeps one envelope per device below the spool folder."""

    def __init__(self, spool: Path) -> None:
        self._folder = spool / "turun"

    def answer(self, device: str, headers: Mapping[str, str], seal: Callable[[], Sealed]) -> Response:
        """204, or as `ranged` the kept envelope when the rest of that is asked for, else a new one."""
        found = self._kept(device, headers.get("if-range", "")) or seal()
        if found is None:
            return Response(status_code=204)
        self._keep(device, *found)
        return ranged(found[0], headers, {"X-Next-Cursor": found[1]})

    def _keep(self, device: str, data: bytes, cursor: str) -> None:
        path = self._path(device)
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with suppress(OSError):  # without room it is sent all the same, it only can't be continued
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(cursor.encode() + b"\n" + data)
            os.replace(part, path)

    def _kept(self, device: str, tag: str) -> Sealed:
        if not tag:
            return None
        try:
            cursor, _, data = self._path(device).read_bytes().partition(b"\n")
        except OSError:
            return None
        return (data, cursor.decode()) if _tag(data) == tag else None

    def _path(self, device: str) -> Path:
        return self._folder / f"{device}.amplop"


def _tag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def _range_start(header: str) -> int:
    """n of `bytes=n-`; 0 for any other range."""
    start = header.removeprefix("bytes=").removesuffix("-")
    return int(start) if header.startswith("bytes=") and start.isascii() and start.isdecimal() else 0
