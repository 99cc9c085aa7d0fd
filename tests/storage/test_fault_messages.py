"""Every code that the journal and the work file raise has its three-part message in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from regsosek_desk import settings
from regsosek_desk.storage import faults

SOURCE = Path(settings.__file__).parent
RAISED = re.compile(r'(?:Input|Machine)Fault\(\s*"(\w+)"')
WORK_FILE = (
    "backup",
    "connection",
    "documents",
    "faults",
    "journal",
    "lock",
    "migrate",
    "officelock",
    "pin",
    "search",
    "vault",
    "vaultfile",
    "workfile",
)
FILES = (*(SOURCE / "core/domain").glob("*.py"), *(SOURCE / f"storage/{name}.py" for name in WORK_FILE))
IN_PLACE = set(re.findall(r'InPlace\(.+?, "(\w+)"\)', (SOURCE / "storage/workfile.py").read_text("utf-8")))
PARTS = ("happened", "safe", "action")


def raised() -> set[str]:
    found = {code for file in FILES if file.name != "formfiles.py" for code in RAISED.findall(file.read_text("utf-8"))}
    return (
        found | set(faults._SQLITE.values()) | set(faults._SYSTEM.values()) | IN_PLACE | set(faults._OPENING.values())
    )


def test_the_codes_of_a_file_out_of_its_place_are_found() -> None:
    assert {"file_gone", "lock_gone"} == IN_PLACE


@pytest.mark.parametrize("language", ["id", "en"])
def test_before_a_file_is_open_nothing_is_on_the_screen(language: str) -> None:
    path = settings.data_root() / "resources" / "messages" / language / "workfile.toml"
    messages = tomllib.loads(path.read_text("utf-8"))["errors"]
    screen = re.compile("layar|screen")
    for before, opening in faults._OPENING.items():
        assert before == "disk_error" or screen.search(messages[before]["safe"])
        assert not any(screen.search(text) for text in messages[opening].values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_has_a_message(language: str) -> None:
    folder = settings.data_root() / "resources" / "messages" / language
    files = (tomllib.loads((folder / name).read_text("utf-8")) for name in ("workfile.toml", "vault.toml"))
    messages = {code: parts for file in files for code, parts in file["errors"].items()}
    assert raised() <= set(messages)
    for code in raised():
        assert tuple(messages[code]) == PARTS
        fields = {field for part in PARTS for _, field, *_ in Formatter().parse(messages[code][part]) if field}
        assert fields <= {"file", "seq", "op", "document", "seconds", "least"}, code
