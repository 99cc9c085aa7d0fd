"""An office with two PPL and their PML, and laptops that are enrolled and have their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from field import NAMES, Laptop, Office, copied


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

    def give(name: str) -> Laptop:
        return opened.setdefault(name, Laptop(office.folder.parent / f"{name}.regsosek", office))

    yield give
    for each in opened.values():
        each.close()
