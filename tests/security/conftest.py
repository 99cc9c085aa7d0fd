"""What an attack starts from: the office, laptops and wire of the other tests, on SQLite alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from field import NAMES, Laptop, Office, copied
from store_rig import Bureau, bureau_of

from regsosek_desk.storage.endpoint.store import EndpointStore


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'server.sqlite'}")
    yield bureau_of(store, tmp_path)
    store.close()


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office and four laptops that have their lists; to be copied, not used."""
    folder = tmp_path_factory.mktemp("kantor")
    office = Office.make(folder / "office")
    for name, petugas in NAMES.items():
        laptop = office.enrol(petugas, folder / f"{name}.regsosek")
        laptop.exchange()
        laptop.close()
    office.close()
    return folder


@pytest.fixture
def office(enrolled: Path, tmp_path: Path) -> Iterator[Office]:
    office = Office(copied(enrolled, tmp_path / "kantor") / "office")
    yield office
    office.close()


@pytest.fixture
def laptop(office: Office) -> Iterator[Callable[[str], Laptop]]:
    """Gives the laptop of that name, the same one each time."""
    opened: dict[str, Laptop] = {}
    yield lambda name: opened.setdefault(name, Laptop(office.folder.parent / f"{name}.regsosek", office))
    for each in opened.values():
        each.close()
