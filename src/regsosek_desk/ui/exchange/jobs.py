"""What an exchange can do, each in the thread of the exchange; the heavy parts are loaded with the first one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from regsosek_desk.services.session import Session
from regsosek_desk.ui.exchange.breath import Breath

if TYPE_CHECKING:
    from regsosek_desk.services.exchange.laptop import OnProgress, Outcome
    from regsosek_desk.sync.client import HttpLink


@dataclass(frozen=True, slots=True)
class Means:
    """What a job gets to work with; once `stop` is set it ends at the next safe place, what was done stays done."""

    progress: OnProgress
    stop: threading.Event
    breath: Breath

    def wait(self, seconds: float) -> None:
        """Let so much time pass, unless the job is to stop."""
        self.stop.wait(seconds)


def make_ready() -> None:
    """Load what an exchange needs, which takes its time, before somebody keys."""
    from regsosek_desk.services.exchange import links, receive, run  # noqa: F401


class Jobs:
    """All of them on one work file. Each raises the DeskError that ends it."""

    def __init__(self, session: Session, means: Means) -> None:
        self._session = session
        self._run = means.breath.giving_way(session.run)
        self._means = means
        self._links: dict[str, HttpLink] = {}
        """By address; a link remembers a download that broke off."""

    def with_office(self) -> Outcome:
        """Receive from the office's endpoint and send what waits."""
        from regsosek_desk.services.exchange.links import office_address

        return self.with_peer(office_address(self._run), self._session.meta["server"])

    def with_peer(self, address: str, device: str) -> Outcome:
        """The same with whoever is at this address; `device` is who has to answer."""
        from regsosek_desk.services.exchange.run import Exchange

        link, means = self._link(address), self._means
        exchange = Exchange(self._run, link, device=device, on_desk=self._session.on_desk, pause=means.breath.pause)
        return exchange.run(means.progress, means.stop.is_set)

    def collect(self, address: str) -> Outcome:
        """Bring in what other laptops have given to our own relay at this address."""
        from regsosek_desk.services.exchange.relay import collect

        means = self._means
        return collect(
            self._run, self._link(address), means.progress, means.stop.is_set,
            on_desk=self._session.on_desk, pause=means.breath.pause,
        )  # fmt: skip

    def save(self, folder: Path) -> list[Path]:
        """Write what waits to a stick."""
        from regsosek_desk.services.exchange.stick import save_to_stick

        return save_to_stick(self._run, folder, self._means.breath.pause)

    def take(self, path: Path) -> Outcome:
        """Take a file from a stick."""
        from regsosek_desk.services.exchange.stick import take_from_stick

        means = self._means
        return take_from_stick(self._run, path, means.progress, on_desk=self._session.on_desk, pause=means.breath.pause)

    def take_up(self) -> Outcome:
        """Bring in what came for documents that were open and are closed by now."""
        from regsosek_desk.services.exchange.receive import take_up

        return take_up(self._run, self._session.on_desk, self._means.breath.pause)

    def close(self) -> None:
        """Close the connections; no job may be running."""
        for link in self._links.values():
            link.close()

    def _link(self, address: str) -> HttpLink:
        from regsosek_desk.services.exchange.links import link_to

        if address not in self._links:
            self._links[address] = link_to(self._run, address, self._means.wait)
        return self._links[address]
