"""Every sentence of the shell is there in both languages, with the same blanks to fill."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from regsosek_desk import ui
from regsosek_desk.settings import data_root

UI = Path(ui.__file__).parent
AREAS = ("shell", "dates", "beranda", "families", "prefs", "keys", "faults")
NAMED = re.compile(rf'"((?:{"|".join(AREAS)})\.\w+)"')


def sentences(language: str) -> dict[str, str]:
    path = data_root() / "resources" / "messages" / language / "screens.toml"
    tables = tomllib.loads(path.read_text("utf-8"))
    return {f"{table}.{name}": text for table, texts in tables.items() for name, text in texts.items()}


def blanks(text: str) -> set[str]:
    return {field for _, field, *_ in Formatter().parse(text) if field}


def test_both_languages_say_the_same() -> None:
    indonesian, english = sentences("id"), sentences("en")
    assert list(indonesian) == list(english)
    assert {key: blanks(text) for key, text in indonesian.items()} == {
        key: blanks(text) for key, text in english.items()
    }


@pytest.mark.parametrize("file", sorted(UI.rglob("*.py")), ids=lambda file: file.name)
def test_what_the_code_names_is_there(file: Path) -> None:
    assert set(NAMED.findall(file.read_text("utf-8"))) <= set(sentences("id"))
