"""Parsed YAML files → one frozen `Form`, with code lists resolved and widths worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from regsosek_desk.core.formdef.faults import FormFault, FormFaults, Path
from regsosek_desk.core.formdef.models import (
    DATE_WIDTH,
    PERSON_NAME_WIDTH,
    Form,
    Question,
    Rule,
    Section,
)

Files = Mapping[str, Any]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Origin:
    """Where a rule stands: file and index in it."""

    file: str
    index: int


@dataclass(frozen=True)
class BuiltForm:
    form: Form
    rule_origins: tuple[Origin, ...]


def build_form(files: Files) -> BuiltForm:
    """`files` maps file name to its parsed content. Raises FormFaults naming every fault found."""
    builder = _Builder(files)
    built = builder.build()
    if builder.faults or built is None:
        raise FormFaults(builder.faults)
    return built


class _Builder:
    def __init__(self, files: Files) -> None:
        self.files = files
        self.faults: list[FormFault] = []
        self.choices = self._choice_lists()

    def build(self) -> BuiltForm | None:
        head = self._mapping("form.yaml")
        sections = [s for name in self._names(head) if (s := self._section(f"{name}.yaml")) is not None]
        rules, origins = self._rules()
        self._unique_ids(sections, rules, origins)
        data = {**head, "sections": tuple(sections), "rules": tuple(rules)}
        data["proposals"] = self._proposals()
        if isinstance(settings := head.get("settings"), dict):
            data["settings"] = {k: _setting(v) for k, v in settings.items()}
        form = self._validated(Form, data, "form.yaml", ())
        return None if form is None else BuiltForm(form, tuple(origins))

    def _mapping(self, file: str) -> dict[str, Any]:
        content = self.files.get(file)
        if not isinstance(content, dict):
            self.fault("not_a_mapping" if file in self.files else "file_missing", file)
            return {}
        return content

    def _names(self, head: dict[str, Any]) -> list[str]:
        names = head.get("sections")
        if isinstance(names, list) and all(isinstance(n, str) for n in names):
            return names
        self.fault("no_sections", "form.yaml", ("sections",))
        return []

    def _choice_lists(self) -> dict[str, dict[str, str]]:
        lists = self.files.get("choices.yaml") or {}
        found: dict[str, dict[str, str]] = {}
        for name, entries in lists.items() if isinstance(lists, dict) else [("", None)]:
            if isinstance(entries, dict):
                found[name] = {str(code): str(label) for code, label in entries.items()}
            else:
                self.fault("not_a_mapping", "choices.yaml", (name,) if name else ())
        return found

    def _proposals(self) -> dict[str, str]:
        content = self.files.get("proposals.yaml") or {}
        if not isinstance(content, dict):
            self.fault("not_a_mapping", "proposals.yaml")
            return {}
        for words, code in content.items():
            if not isinstance(code, str):
                self.fault("not_text", "proposals.yaml", (words,), name=str(words))
        return {str(words): str(code) for words, code in content.items()}

    def _section(self, file: str) -> Section | None:
        data = self._mapping(file)
        if not data:
            return None
        section = self._validated(Section, data, file, ())
        if section is None:
            return None
        questions = tuple(self._resolved(q, file, i) for i, q in enumerate(section.questions))
        return section.model_copy(update={"questions": questions})

    def _resolved(self, question: Question, file: str, index: int) -> Question:
        """The question with its choices looked up, codes padded and width known."""
        choices = self._choices_of(question, file, index)
        width = question.width or _natural_width(question, choices)
        if not width:
            self.fault("no_width", file, ("questions", index), id=question.id)
        padded = {code.zfill(width) if question.pad else code: label for code, label in choices.items()}
        return question.model_copy(update={"choices": padded, "width": width})

    def _choices_of(self, question: Question, file: str, index: int) -> dict[str, str]:
        choices = question.choices
        if isinstance(choices, str):
            if choices not in self.choices:
                self.fault("unknown_choices", file, ("questions", index, "choices"), name=choices)
            choices = self.choices.get(choices, {"0": ""})
        if choices is None and question.type in ("select_one", "select_sum"):
            self.fault("no_choices", file, ("questions", index), id=question.id)
        merged = {**(choices or {}), **question.extra_choices}
        if any(not code.isdigit() for code in merged):
            self.fault("code_not_digits", file, ("questions", index, "choices"), id=question.id)
        if question.alone is not None and question.alone not in merged:
            self.fault("alone_unknown", file, ("questions", index, "alone"), id=question.id, value=question.alone)
        return merged

    def _rules(self) -> tuple[list[Rule], list[Origin]]:
        rules: list[Rule] = []
        origins: list[Origin] = []
        for file in sorted(name for name in self.files if name.startswith("rules")):
            for index, entry in enumerate(self._entries(file)):
                rule = self._validated(Rule, _with_checks(entry), file, (index,))
                if rule is not None:
                    rules.append(rule)
                    origins.append(Origin(file, index))
        return rules, origins

    def _entries(self, file: str) -> list[Any]:
        entries = self.files[file] or []
        if isinstance(entries, list):
            return entries
        self.fault("not_a_list_of_rules", file)
        return []

    def _unique_ids(self, sections: list[Section], rules: list[Rule], origins: list[Origin]) -> None:
        for section in sections:
            file = f"{section.section}.yaml"
            for index, question in enumerate(section.questions):
                if self._seen_twice(question.id, sections):
                    self.fault("question_twice", file, ("questions", index), id=question.id)
        seen: set[str] = set()
        for rule, origin in zip(rules, origins, strict=True):
            if rule.rule in seen:
                self.fault("rule_twice", origin.file, (origin.index, "rule"), id=rule.rule)
            seen.add(rule.rule)

    def _seen_twice(self, name: str, sections: list[Section]) -> bool:
        return sum(q.id == name for s in sections for q in s.questions) > 1 and not self._parallel(name, sections)

    def _parallel(self, name: str, sections: list[Section]) -> bool:
        """Two rosters of one shape (V.A and V.B) may use the same ids; within a record they may not."""
        owners = [s.roster for s in sections for q in s.questions if q.id == name]
        return None not in owners and len(set(owners)) == len(owners)

    def _validated(self, model: type[M], data: Any, file: str, at: tuple[str | int, ...]) -> M | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for code, path, params in _value_faults(error.errors(include_url=False), data):
                self.fault(code, file, (*at, *path), **params)
            return None

    def fault(self, code: str, file: str, path: tuple[str | int, ...] = (), **params: str) -> None:
        self.faults.append(FormFault(code, file, path, params))


_KINDS = {
    "missing": "key_missing",
    "extra_forbidden": "key_unknown",
    "string_type": "not_text",
    "int_parsing": "not_number",
    "int_type": "not_number",
    "int_from_float": "not_number",
    "bool_parsing": "not_yes_no",
    "bool_type": "not_yes_no",
    "literal_error": "not_one_of",
    "string_pattern_mismatch": "bad_name",
    "model_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
}


def _value_faults(details: Sequence[Any], data: Any) -> Iterator[tuple[str, Path, dict[str, str]]]:
    """Code, path and parameters of what Pydantic found; what several types refuse alike is one fault."""
    kinds: dict[Path, list[Any]] = {}
    for detail in details:
        path = _existing(detail["loc"], data)
        step = detail["loc"][len(path) : len(path) + 1]
        kinds.setdefault((*path, *step) if detail["type"] == "missing" else path, []).append(detail)
    for path, found in kinds.items():
        code = _KINDS.get(found[0]["type"], "bad_value") if len(found) == 1 else "bad_value"
        options = str(found[0].get("ctx", {}).get("expected", ""))
        yield code, path, {"name": str(path[-1]) if path else "", "options": options}


def _existing(path: Path, data: Any) -> Path:
    """The part of the path that leads somewhere in the data."""
    for length, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return path[:length]
    return path


def _with_checks(entry: Any) -> Any:
    """A rule with one check may carry `when`, `says`, `do` itself."""
    if not isinstance(entry, dict) or "checks" in entry or "when" not in entry:
        return entry
    inner = {k: entry[k] for k in ("when", "says", "do", "rincian") if k in entry}
    return {**{k: v for k, v in entry.items() if k not in inner}, "checks": [inner]}


def _setting(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _natural_width(question: Question, choices: dict[str, str]) -> int:
    """Boxes on paper when the file doesn't say: as many as the largest value needs."""
    if question.type == "date":
        return DATE_WIDTH
    if question.type == "flag":
        return 1
    if question.type == "text":
        return PERSON_NAME_WIDTH
    if question.type == "note":
        return 1000
    return max(map(len, _values(question, choices)), default=0)


def _values(question: Question, choices: dict[str, str]) -> Iterator[str]:
    yield from choices
    if question.type == "select_sum":
        yield str(sum(int(c) for c in choices if c != question.alone and c.isdigit()))
    if question.max is not None:
        yield str(question.max)
