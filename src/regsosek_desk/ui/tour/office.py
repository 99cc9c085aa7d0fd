"""The offices of mode latihan, each in a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import MARK_FILE, init_identity
from regsosek_desk.services.server_child import ServerChild
from regsosek_desk.texts import t
from regsosek_desk.ui.door.link import MARK

OpenOffice = Callable[[Path], Endpoint]
"""Opens the endpoint in a folder, as the office's own window does."""


class TrainingOffice(ServerChild):
    """Its folder is made anew; it stays at one address, also after it has been away."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        super().__init__("--latihan", "--folder", str(folder))

    def start(self) -> str:
        """Comes back when it answers; gives an enrolment link. Raises LookupError when it ends before."""
        mark = f"{MARK}|"
        return next(word for word in self.start_until(mark).split() if word.startswith(mark))


class TeamOffice(TrainingOffice):
    """An office with keys and no lists yet; `endpoint` is what its window works on."""

    def __init__(self, folder: Path, open_office: OpenOffice, kab: str) -> None:
        super().__init__(folder)
        init_identity(folder, t("server.training_name"), kab)
        (folder / MARK_FILE).write_text(t("server.mark") + "\n", "utf-8")
        self._open = open_office
        self._folder = folder

    def endpoint(self) -> Endpoint:
        return self._open(self._folder)

    def invite(self, petugas: str) -> str:
        """An enrolment link for a petugas of its list."""
        endpoint = self.endpoint()
        try:
            return endpoint.new_code(petugas, url=self.address).link
        finally:
            endpoint.close()

    def viewing_code(self) -> str:
        """What opens its page of progress."""
        endpoint = self.endpoint()
        try:
            return endpoint.viewing.code()
        finally:
            endpoint.close()
