"""An office whose endpoint answers over HTTP in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_rig import served
from office_rig import OfficeFolder, Served, office_of
from store_rig import Bureau, Postgres, bureau_of, start_postgres

from regsosek_desk.server.app import create_app
from regsosek_desk.storage.endpoint.store import EndpointStore


@pytest.fixture
def office(tmp_path: Path) -> OfficeFolder:
    return office_of(tmp_path)


@pytest.fixture
def on_air(office: OfficeFolder) -> Iterator[Served]:
    endpoint = office.office.open()
    with served(create_app(endpoint)) as address:
        yield Served(office, endpoint, address)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = start_postgres()
    yield server
    if server.own:
        server.own.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'server.sqlite'}"
        return
    with request.getfixturevalue("postgres").schema() as url:
        yield url


@pytest.fixture
def store(database: str) -> Iterator[EndpointStore]:
    opened = EndpointStore.open(database)
    yield opened
    opened.close()


@pytest.fixture
def bureau(store: EndpointStore, tmp_path: Path) -> Bureau:
    return bureau_of(store, tmp_path)
