"""The server of this program as a child process: on the same port each time, to be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from regsosek_desk.settings import own_command
from regsosek_desk.sync.discover import free_port


class ServerChild:
    """`said` is all that it has said since it was started."""

    def __init__(
        self, *arguments: str, before: Sequence[str] = (), env: Mapping[str, str] | None = None, scheme: str = "http"
    ) -> None:
        """`arguments` beside the port; `before` is a command that runs it, `env` what is added to our environment."""
        self.port = free_port()
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        program, own = own_command("server", "--port", str(self.port), *arguments)
        self._command = [*before, program, *own]
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[str] | None = None
        self.said = ""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def __enter__(self) -> Self:
        return self

    @property
    def process(self) -> subprocess.Popen[str]:
        """Of a server that was started."""
        assert self._process is not None
        return self._process

    def start_until(self, mark: str) -> str:
        """Start it; comes back with the first line that has this mark in it. Raises LookupError when it ends before."""
        self._process = subprocess.Popen(  # noqa: S603  our own program
            self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._env,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.said = ""
        return self.read_until(mark)

    def read_until(self, mark: str) -> str:
        """The next line with this mark in it. Raises LookupError when there is none."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if mark in line:
                return line
        raise LookupError(self.said)

    def kill(self) -> None:
        """As a power failure would, its workers too: nothing more is written, said or closed."""
        process, self._process = self._process, None
        if process is None:
            return
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()
