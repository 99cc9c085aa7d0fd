"""The real `regsosek-desk server` as a process of its own, which a test may kill and start again."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from regsosek_desk.services.server_child import ServerChild

READY = "/health"
"""What the line holds that says the server is ready."""
_GRACE = 40
"""Seconds that a server may take to end."""


class ServerProcess(ServerChild):
    """A server on an office's folder (None: wherever it looks by itself), started when it is entered."""

    def __init__(
        self,
        folder: Path | None,
        *more: str,
        before: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        scheme: str = "http",
    ) -> None:
        place = ["--folder", str(folder)] if folder else []
        super().__init__(*place, *more, before=before, env=env, scheme=scheme)

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Comes back when the server has said that it is ready."""
        self.start_until(READY)

    def wait_until_well(self) -> None:
        """Several workers need a moment after the first has said that all are coming."""
        with requests.Session() as session:
            session.mount("http://", HTTPAdapter(max_retries=Retry(50, backoff_factor=0.05, backoff_max=0.5)))
            assert session.get(f"{self.address}/health", timeout=_GRACE).ok

    def end(self) -> int:
        """As Ctrl+C; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=_GRACE)
        self.said += rest
        status = self.process.returncode
        self._process = None
        return status
