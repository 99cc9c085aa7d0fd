"""What an attack starts from: the office, laptops and wire of the other tests, on SQLite alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from field_fixtures import enrolled, laptop, office
from store_rig import Bureau, bureau_of

from regsosek_desk.storage.endpoint.store import EndpointStore

__all__ = ["bureau", "enrolled", "laptop", "office"]


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'server.sqlite'}")
    yield bureau_of(store, tmp_path)
    store.close()
