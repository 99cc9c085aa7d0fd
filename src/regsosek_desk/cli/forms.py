"""`forms lint [DIR]` and `forms export --to xlsform`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from regsosek_desk.cli.streams import short
from regsosek_desk.storage.formfiles import LocatedFault, forms_dir, lint_folder
from regsosek_desk.texts import t


def run(options: argparse.Namespace) -> int:
    """Exit status 0 when nothing is wrong, 2 when a fault was reported."""
    return (
        _lint(Path(options.folder) if options.folder else forms_dir()) if options.action == "lint" else _export(options)
    )


def _lint(base: Path) -> int:
    folders = sorted(_form_folders(base))
    if not folders:
        print(t("lint.nothing", folder=base))
        return 2
    count = 0
    for folder in folders:
        faults = lint_folder(folder)
        count += len(faults)
        for fault in faults:
            print(_line(folder, fault))
        if not faults:
            print(t("lint.clean", folder=folder))
    return 2 if count else 0


def _form_folders(base: Path) -> Iterator[Path]:
    """The folder itself when it is a form, else all forms below it."""
    own = base / "form.yaml"
    yield from (file.parent for file in ([own] if own.is_file() else base.rglob("form.yaml")))


def _line(folder: Path, located: LocatedFault) -> str:
    """`file:line: code: what is wrong. Cure.`"""
    fault = located.fault
    code = f"lint.{fault.code}"
    params = {key: _shown(key, value) for key, value in fault.params.items() if key != "code"}
    near = t("lint.near", near=params["near"]) if params.get("near") else ""
    cure = t(f"{code}.cure", **params)
    return f"{folder / fault.file}:{located.line}: {fault.code}: {t(f'{code}.fault', **params)} {cure} {near}".rstrip()


def _shown(name: str, value: str) -> str:
    """Kinds of values by their names; what stands in the file cut short; what the program offers whole."""
    if name in ("found", "wanted"):
        return t(f"lint.word.{value}")
    return value if name in ("options", "usage") else short(value)


def _export(options: argparse.Namespace) -> int:
    from regsosek_desk.services.check import program_of
    from regsosek_desk.services.whole_files import whole_files
    from regsosek_desk.services.xlsform import export_xlsform

    out = Path(options.out)
    program = program_of(options.form, out.name)
    with whole_files(out.parent) as part:
        done = export_xlsform(program, part / out.name)
    print(t("cli.forms_exported", file=options.out))
    counts = {"questions": done.questions, "relevants": done.relevants, "required": done.required}
    print(t("xlsform.said", constraints=done.constraints, checks=done.checks, **counts))
    for reason, count in done.left_out.most_common():
        print(t(f"xlsform.left_out.{reason}", count=count))
    return 0
