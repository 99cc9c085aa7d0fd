"""The project's own checks are part of its tests: style, types, and imports that point inward."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_CHECKS = {
    "ruff": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
}


@pytest.mark.parametrize("name", _CHECKS)
def test_the_code_passes(name: str) -> None:
    done = subprocess.run([sys.executable, *_CHECKS[name]], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_question_stands_in_python() -> None:
    """Questions are data: no id such as the printed numbers make stands in the program's own code."""
    import re

    asked = re.compile(r"\br[1-5]\d\d[a-z]?\d?\b")
    code = [p for p in (_ROOT / "src").rglob("*.py") if asked.search(_without_docs(p.read_text("utf-8")))]
    assert code == []


def _without_docs(text: str) -> str:
    """Docstrings and comments may give examples."""
    import io
    import tokenize

    kept: list[str] = []
    previous = tokenize.INDENT
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        doc = token.type == tokenize.STRING and previous in (tokenize.INDENT, tokenize.NEWLINE, tokenize.NL)
        if token.type != tokenize.COMMENT and not doc:
            kept.append(token.string)
        if token.type not in (tokenize.COMMENT,):
            previous = token.type
    return " ".join(kept)
