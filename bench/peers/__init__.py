"""The same questionnaire and family in other engines, beside ours. Needs java, node and the packages' registries."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyxform
from platformdirs import user_cache_path
from pyxform.xls2xform import convert

from bench import engine
from bench.family import ROSTER, family
from bench.peers.survey_json import survey_of
from bench.table import quantile, timed
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.expr.tree import answers_in
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.xlsform import export_xlsform
from regsosek_desk.storage.formfiles import form_dir, load_folder, load_form

MEMBERS = 10
Times = dict[str, list[float]]
_HERE = Path(__file__).parent
_KINDS = {"number": "number", "select_sum": "number", "select_one": "select", "flag": "select", "date": "date"}
_MEASURES = {
    "load": "load the definition, an empty document",
    "add": "add a member",
    "answer": "one answer",
    "age": "change an age",
    "validate": "validate everything",
}
_NOTES = """\
What isn't alike:
- Ours runs all checks of the form after each answer: errors, warnings and notices. The others are given only what an
  XLSForm can say, see above; JavaRosa and SurveyJS check a question's own constraint when it is answered and the rest
  when everything is validated.
- ODK's web engine keeps validity current: 'one answer' reads the question's own violation, 'change an age' those of the
  whole form, 'validate everything' is a change of 205 (all `required` read it) with reading the whole.
- Ours loads from YAML, parses, lints and compiles; the others read a definition that pyxform or we compiled before.
- 'change an age' goes to 3 and back; {dependants} questions of the member depend on it."""


def show(folder: Path) -> None:
    """Run every peer that can run here, and print medians and p95 beside ours with ratios."""
    program = load_form(FAMILY_FORM)
    print(f"\nPeers: the same K with {MEMBERS} members, median / p95 in ms, and how many times ours")
    _write_inputs(program, folder)
    results: dict[str, Times] = {"ours": _ours(folder)}
    for name, run in (("JavaRosa", _javarosa), ("ODK xforms-engine", _getodk), ("SurveyJS", _surveyjs)):
        try:
            results[name] = run(folder)
        except _Skipped as reason:
            print(f"{name}: skipped, {reason}")
    _print(results)
    print(_NOTES.format(dependants=_dependants(program)))


class _Skipped(Exception):
    pass


def _dependants(program: FormProgram) -> int:
    cells = program.bound.cells_of(ROSTER)
    return sum(engine.AGE in {answer.name for answer in answers_in(cell.relevant)} for cell in cells)


# --- what they are given --------------------------------------------------------------------------


def _write_inputs(program: FormProgram, folder: Path) -> None:
    book = folder / "form.xlsx"
    done = export_xlsform(program, book)
    (folder / "form.xml").write_text(convert(str(book), validate=False).xform, "utf-8")
    survey, said = survey_of(program.bound)
    (folder / "survey.json").write_text(json.dumps(survey), "utf-8")
    lines = [_line(program, 0, q, text) for q, text in _answers(family(MEMBERS))]
    for number, row in enumerate(family(MEMBERS)[ROSTER], 1):
        lines += [_line(program, number, q, text) for q, text in row.items()]
    (folder / "answers.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    total = sum(check.rule.enabled for check in program.checks)
    print(f"checks: ours {total}; in the XLSForm {done.checks} ({_left_out(done.left_out)}); in SurveyJS {said.checks}")


def _left_out(left_out: dict[str, int]) -> str:
    return "left out: " + ", ".join(f"{count} {reason}" for reason, count in left_out.items())


def _answers(whole: dict[str, Any]) -> list[tuple[str, str]]:
    return [(question, text) for question, text in whole.items() if isinstance(text, str)]


def _line(program: FormProgram, row: int, question: str, text: str) -> str:
    kind = program.bound.cells[(ROSTER if row else None, question)].question.type
    value = str(int(text)) if kind in ("number", "select_sum") else text
    return "\t".join([str(row), question, _KINDS.get(kind, "text"), value])


# --- running them ---------------------------------------------------------------------------------


def _ours(folder: Path) -> Times:
    place = form_dir(FAMILY_FORM)
    document = engine.instance(MEMBERS)
    return {
        "load": timed(lambda: load_folder(place), 5),
        "add": engine.add_member(document),
        "answer": engine.one_answer(document),
        "age": engine.age(document),
        "validate": engine.full_check(document),
    }


def _javarosa(folder: Path) -> Times:
    java = _program("java")
    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    if not jar.exists():
        raise _Skipped("pyxform came without ODK_Validate.jar")
    return _run([java, "-cp", str(jar), str(_HERE / "JavaRosaBench.java"), str(folder)], folder)


def _getodk(folder: Path) -> Times:
    return _node("getodk.mjs", folder)


def _surveyjs(folder: Path) -> Times:
    return _node("survey.mjs", folder)


def _node(script: str, folder: Path) -> Times:
    node, packages = _program("node"), _packages()
    for name in ("common.mjs", script):
        shutil.copy(_HERE / name, packages / name)
    return _run([node, str(packages / script), str(folder)], packages)


def _packages() -> Path:
    """The folder, outside the project, into which npm puts the packages; filled on first use."""
    npm = _program("npm")
    folder = user_cache_path("regsosek-desk-bench", appauthor=False)
    wanted = (_HERE / "package.json").read_text("utf-8")
    if (folder / "node_modules" / ".complete").exists() and (folder / "package.json").read_text("utf-8") == wanted:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(wanted, "utf-8")
    quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run([npm, "install", *quiet], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise _Skipped(f"the packages could not be fetched ({_last_line(done.stderr)})")
    (folder / "node_modules" / ".complete").touch()
    return folder


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise _Skipped(f"{name} is not installed")
    return found


def _run(command: list[str], folder: Path) -> Times:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise _Skipped(f"it failed ({_last_line(done.stderr)})")
    found: Times = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "Error:" in line or "Exception:" in line or "Error]" in line]
    return (told or lines or ["no message"])[0][:300]


# --- printing -------------------------------------------------------------------------------------


def _print(results: dict[str, Times]) -> None:
    print("".join(["".ljust(42), *(name.rjust(28) for name in results)]))
    for measure, what in _MEASURES.items():
        cells = [_cell(times, results["ours"], measure) for times in results.values()]
        print("".join([what.ljust(42), *(cell.rjust(28) for cell in cells)]))


def _cell(times: Times, ours: Times, measure: str) -> str:
    middle, high = quantile(times[measure], 0.5), quantile(times[measure], 0.95)
    ratio = "" if times is ours else f"  ×{middle / quantile(ours[measure], 0.5):.3g}"
    return f"{middle:.3g} / {high:.3g}{ratio}"
