"""The folder of an endpoint: its keys, its spool, and its database unless that lies elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import KEY_FILE, is_training, load_identity
from regsosek_desk.storage.endpoint.store import EndpointStore

_DATABASE = "data.sqlite"
_SPOOL = "spool"


@dataclass(frozen=True, slots=True)
class Office:
    """Where an office's endpoint lies."""

    folder: Path
    database: str = ""
    """URL of the database; "" for an SQLite file in the folder."""

    @property
    def url(self) -> str:
        return self.database or f"sqlite:///{self.folder / _DATABASE}"

    @property
    def is_set_up(self) -> bool:
        return (self.folder / KEY_FILE).exists()

    @property
    def is_training(self) -> bool:
        return is_training(self.folder)

    def store(self) -> EndpointStore:
        """Its database, tables brought up to date. Raises what `EndpointStore.open` raises."""
        return EndpointStore.open(self.url)

    def open(self) -> Endpoint:
        """Raises what `load_identity` and `EndpointStore.open` raise."""
        identity = load_identity(self.folder)
        return Endpoint(self.store(), identity, self.folder / _SPOOL)
