"""The office of mode latihan, in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from regsosek_desk.sync.discover import free_port
from regsosek_desk.ui.door.link import MARK
from regsosek_desk.ui.exchange.relay import own_command


class TrainingOffice:
    """Its folder is made anew; it stays at one address, also after it has been away."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> str:
        """Comes back when it answers; gives an enrolment link. Raises LookupError when it ends before."""
        place = ("--latihan", "--folder", str(self._folder), "--port", str(self._port))
        program, arguments = own_command("server", *place)
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        assert self._process.stdout is not None
        words = (word for line in self._process.stdout for word in line.split())
        found = next((word for word in words if word.startswith(f"{MARK}|")), "")
        if not found:
            raise LookupError(self._folder)
        return found

    def kill(self) -> None:
        """End it as a power failure would."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()
