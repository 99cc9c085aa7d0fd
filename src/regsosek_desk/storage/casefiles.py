"""Case files: one filled questionnaire as YAML (or JSON, which is YAML), as decisions.md §4 has them."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from regsosek_desk.core.errors import InputFault, MachineFault

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 20_000_000  # a family is about 10 kB; more is no case file
_DEEPEST = 20  # a case is four deep; the YAML library itself falls over some thousands
_NO_CHARACTERS = "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_ODD = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
"""Control characters but for tab and new line, half letters, and what Unicode calls no character."""


class _Loader(_SafeLoader):  # type: ignore[misc]
    """The safe loader, which also refuses a question that is answered twice: one answer would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen: set[object] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else id(key)
            if name in seen:
                raise yaml.constructor.ConstructorError(problem=str(name), problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Case:
    """Answers of one document, all of them text; `expect` only in cases made for tests."""

    form: str
    answers: dict[str, Any]
    expect: Mapping[str, Any] = field(default_factory=dict)


def read_case(path: Path) -> Case:
    """Read a case file.

    Raises InputFault `file_missing`, `case_unreadable` (no YAML, no text, a question twice), `case_shape` (no form
    or answers), `case_not_text` (an answer without quotes: its zeros may be lost), `case_odd_character`; MachineFault
    `disk_error`.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise InputFault("case_unreadable", file=path.name, detail="")
        content = _parsed(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise InputFault("file_missing", file=path.name) from None
    except (yaml.YAMLError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise InputFault("case_unreadable", file=path.name, detail=_first_line(error)) from None
    except OSError as error:
        raise MachineFault("disk_error", file=path.name, detail=error.strerror or "") from None
    return _case(path, content)


def _parsed(text: str) -> Any:
    """JSON by its own reader, which is quicker and knows how JSON writes letters beyond the first plane."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_each_once)
        except json.JSONDecodeError:
            pass  # YAML may begin so too
    _check_depth(text)
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader, in C


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key twice")
    return content


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.MarkedYAMLError(problem_mark=event.start_mark)  # type: ignore[arg-type]


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (baris {mark.line + 1})" if mark is not None else ""


def _case(path: Path, content: Any) -> Case:
    if not isinstance(content, dict) or not isinstance(content.get("form"), str) or "answers" not in content:
        raise InputFault("case_shape", file=path.name)
    answers = {} if content["answers"] is None else content["answers"]
    if not isinstance(answers, dict):
        raise InputFault("case_shape", file=path.name)
    return Case(content["form"], _checked(path, answers), content.get("expect") or {})


def _checked(path: Path, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as text; a list stands for a roster and holds rows of such answers. Blanks are left out."""
    found: dict[str, Any] = {}
    for question, value in answers.items():
        if isinstance(value, list):
            found[str(question)] = [_row(path, question, row) for row in value]
        elif isinstance(value, str) and _ODD.search(value):
            raise InputFault("case_odd_character", file=path.name, question=str(question))
        elif isinstance(value, str):
            found[str(question)] = value
        elif isinstance(value, dict):
            raise InputFault("case_shape", file=path.name)
        elif value is not None:
            raise InputFault("case_not_text", file=path.name, question=str(question))
    return found


def _row(path: Path, roster: str, row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    if not isinstance(row, dict) or any(isinstance(v, list | dict) for v in row.values()):
        raise InputFault("case_shape", file=path.name)
    return _checked(path, row)


def case_text(form: str, answers: Mapping[str, Any]) -> str:
    """A case as JSON text, questions in the order given."""
    return json.dumps({"form": form, "answers": answers}, ensure_ascii=False, indent=1) + "\n"
