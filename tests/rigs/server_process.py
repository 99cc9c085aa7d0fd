"""The real `regsosek-desk server` as a process of its own, which a test may kill and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

READY = "/health"
"""What the line holds that says the server is ready."""
_GRACE = 40
"""Seconds that a server may take to end."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """A server on an office's folder (None: wherever it looks by itself), on the same port each time."""

    def __init__(
        self,
        folder: Path | None,
        *more: str,
        before: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        scheme: str = "http",
    ) -> None:
        self.port = free_port()
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        place = ["--port", str(self.port), *(["--folder", str(folder)] if folder else [])]
        self._command = [*before, sys.executable, "-m", "regsosek_desk", "server", *place, *more]
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[str] | None = None
        self.said = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Comes back when the server has said that it is ready."""
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._env,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.said = ""
        self.read_until(READY)

    def read_until(self, mark: str) -> None:
        """Read what the server says up to a line with this mark in it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if mark in line:
                return
        raise AssertionError(self.said)

    def wait_until_well(self) -> None:
        """Several workers need a moment after the first has said that all are coming."""
        with requests.Session() as session:
            session.mount("http://", HTTPAdapter(max_retries=Retry(50, backoff_factor=0.05, backoff_max=0.5)))
            assert session.get(f"{self.address}/health", timeout=_GRACE).ok

    def kill(self) -> None:
        """As `kill -9`: nothing more is written, said or closed."""
        process, self._process = self._process, None
        if process:
            _kill_with_workers(process)
            process.communicate()

    def end(self) -> int:
        """As Ctrl+C; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=_GRACE)
        self.said += rest
        status = self.process.returncode
        self._process = None
        return status


def _kill_with_workers(process: subprocess.Popen[str]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
