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
    "search",
    "workfile",
)
FILES = (*(SOURCE / "core/domain").glob("*.py"), *(SOURCE / f"storage/{name}.py" for name in WORK_FILE))
PARTS = ("happened", "safe", "action")


def raised() -> set[str]:
    found = {code for file in FILES if file.name != "formfiles.py" for code in RAISED.findall(file.read_text("utf-8"))}
    return found | set(faults._SQLITE.values()) | set(faults._SYSTEM.values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_has_a_message(language: str) -> None:
    path = settings.data_root() / "resources" / "messages" / language / "workfile.toml"
    messages = tomllib.loads(path.read_text("utf-8"))["errors"]
    assert raised() <= set(messages)
    for code in raised():
        assert tuple(messages[code]) == PARTS
        fields = {field for part in PARTS for _, field, *_ in Formatter().parse(messages[code][part]) if field}
        assert fields <= {"file", "seq", "op", "document"}, code
