"""Reads form folders from disk: YAML files in, compiled form or faults with file and line out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from regsosek_desk.core.engine.program import FormProgram, compile_form
from regsosek_desk.core.errors import InputFault
from regsosek_desk.core.formdef.bind import bind
from regsosek_desk.core.formdef.build import build_form
from regsosek_desk.core.formdef.faults import FormFault, FormFaults
from regsosek_desk.settings import data_root

_HEAD = "form.yaml"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_VALUE = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What the YAML library lets through for a value that can't be, such as the 45th of a month."""


@dataclass(frozen=True)
class LocatedFault:
    """A fault with the line (from 1) of the file where it stands; 0 when the file itself is at fault."""

    fault: FormFault
    line: int


def forms_dir() -> Path:
    return data_root() / "forms"


def versions(form_id: str, base: Path | None = None) -> list[str]:
    """Versions of a form that are there, the newest last; none for a name that is no form's."""
    base = base or forms_dir()
    if not any(form_id == folder.name for folder in base.glob("*")):
        return []
    folders = (p for p in (base / form_id).glob("*") if (p / "form.yaml").is_file())
    return [folder.name for folder in sorted(folders, key=_version_key)]


def form_dir(form_id: str, version: str | None = None, base: Path | None = None) -> Path:
    """Folder of a form: the given version, else the newest there is. Raises InputFault `form_unknown` when absent."""
    there = versions(form_id, base)
    if not there or (version and version not in there):
        raise InputFault("form_unknown", file="forms", form=f"{form_id} {version or ''}".strip())
    return (base or forms_dir()) / form_id / (version or there[-1])


def _version_key(path: Path) -> tuple[int, str]:
    return (int(path.name), "") if path.name.isdigit() else (0, path.name)


def load_form(form_id: str, version: str | None = None) -> FormProgram:
    """The compiled form that ships with the program, its newest version unless one is named.

    Raises InputFault `form_unknown`, and `form_faulty` with the number of its faults.
    """
    folder = form_dir(form_id, version)
    try:
        return _loaded(folder)
    except FormFaults as found:
        raise InputFault("form_faulty", form=form_id, count=len(found.faults)) from found


@lru_cache(maxsize=8)
def _loaded(folder: Path) -> FormProgram:
    return load_folder(folder)


def load_folder(folder: Path) -> FormProgram:
    """Compile the form in this folder; `same_as` another it is that one with another head. Raises FormFaults."""
    contents = {p.name: p.read_bytes() for p in _yaml_files(folder)}
    files = _parsed(contents)
    head = files.get(_HEAD)
    if isinstance(head, dict) and (other := head.pop("same_as", None)):
        there = {p.name: p.read_bytes() for p in _yaml_files(folder.parent.parent / str(other))}
        files = (base := _parsed(there)) | {_HEAD: {**base.get(_HEAD, {}), **head}}
        contents = {f"{other}/{name}": content for name, content in there.items()} | contents
    return compile_form(bind(build_form(files)), contents.values())


def _yaml_files(folder: Path) -> list[Path]:
    """Only real files: a device or a pipe has no end."""
    return sorted(p for p in folder.glob("*.yaml") if p.is_file())


def lint_folder(folder: Path) -> list[LocatedFault]:
    """All faults of a form folder with their lines; empty when it can be used."""
    found = list(_repeated_keys(folder))
    try:
        load_folder(folder)
    except FormFaults as faults:
        found += [LocatedFault(f, _line_of(folder, f)) for f in faults.faults]
    return found


def _repeated_keys(folder: Path) -> Iterator[LocatedFault]:
    """Keys written twice in one mapping: YAML keeps the last one and says nothing."""
    for file in _yaml_files(folder):
        try:
            node = yaml.compose(file.read_bytes(), Loader=_Loader)
        except (yaml.YAMLError, RecursionError):
            continue  # load_folder says it
        for key in _keys_twice(node):
            yield LocatedFault(FormFault("key_twice", file.name, (), {"name": key.value}), key.start_mark.line + 1)


def _keys_twice(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    todo, visited = [root], set()
    while todo:
        node = todo.pop()
        if not isinstance(node, yaml.CollectionNode) or id(node) in visited:  # an alias is its anchor again
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
            continue
        names = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        yield from (key for key, _ in node.value if isinstance(key, yaml.ScalarNode) and names[key.value] > 1)
        todo += [value for _, value in node.value]


def _parsed(contents: Mapping[str, bytes]) -> dict[str, Any]:
    faults: list[FormFault] = []
    files: dict[str, Any] = {}
    for name, content in contents.items():
        try:
            files[name] = _values(content)
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = str(mark.line + 1) if mark is not None else "0"
            detail = " ".join(str(getattr(error, "problem", "") or error).split())
            faults.append(FormFault("not_yaml", name, (), {"line": line, "detail": detail}))
    if faults:
        raise FormFaults(faults)
    return files


class _Locating(_Loader):  # type: ignore[misc]
    """The same loader, slower, which also says where the value stands that can't be."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except _NO_VALUE as error:
            raise yaml.constructor.ConstructorError(problem=str(error), problem_mark=node.start_mark) from error


def _values(content: bytes) -> Any:
    try:
        return yaml.load(content, Loader=_Loader)  # noqa: S506 - the safe loader, in C
    except _NO_VALUE:
        return yaml.load(content, Loader=_Locating)  # noqa: S506


def _line_of(folder: Path, fault: FormFault) -> int:
    if "line" in fault.params:
        return int(fault.params["line"])
    try:
        node = yaml.compose((folder / fault.file).read_bytes(), Loader=_Loader)
    except OSError:
        return 0
    return _walk_to(node, fault.path) if node is not None else 0


def _walk_to(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """Line of the deepest node of the path that exists; `checks 0` of a one-check rule is the rule itself."""
    line: int = node.start_mark.line + 1
    for step in path:
        child = _child(node, step)
        if child is None:
            continue
        node = child
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
