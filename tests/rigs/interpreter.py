"""A small form, and an interpreter of its expressions that shares no line with the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from regsosek_desk.core.engine.instance import FormInstance
from regsosek_desk.core.engine.program import FormProgram, compile_form
from regsosek_desk.core.formdef.bind import bind
from regsosek_desk.core.formdef.build import build_form

FAMILY_QUESTIONS, ROW_QUESTIONS = ("a", "b", "c"), ("x", "y", "z")
ANSWERS = ("0", "1", "2", "3", "7", "12", "4x", "", None)

Answers = Mapping[str, str | None]
Tree = tuple[Any, ...]
Truth = bool | None


def question(name: str) -> dict[str, Any]:
    return {"id": name, "number": name, "label": name, "type": "number", "width": 2, "pad": False}


def program(rule: str = "a == 1", at: str = "a") -> FormProgram:
    """Three numbers of the family, three of each row, and one rule."""
    return compile_form(
        bind(
            build_form(
                {
                    "form.yaml": {
                        "form": "t",
                        "version": "1",
                        "code": "T",
                        "title": "T",
                        "sections": ["family", "rows"],
                        "rosters": {"rows": {"label": "R", "name": "x"}},
                        "groups": {"all_of_them": list(FAMILY_QUESTIONS)},
                        "settings": {"some": [1, 3], "none": []},
                    },
                    "family.yaml": {
                        "section": "family",
                        "title": "F",
                        "questions": [question(q) for q in FAMILY_QUESTIONS],
                    },
                    "rows.yaml": {
                        "section": "rows",
                        "title": "R",
                        "roster": "rows",
                        "questions": [question(q) for q in ROW_QUESTIONS],
                    },
                    "rules.yaml": [
                        {"rule": "R", "severity": "E", "at": at, "checks": [{"when": rule, "says": "s", "do": "d"}]}
                    ],
                }
            )
        )
    )


@cache
def plain() -> FormProgram:
    return program()


def document(of: FormProgram, family: Answers, rows: Sequence[Answers]) -> FormInstance:
    def filled(answers: Answers) -> dict[str, str]:
        return {q: a for q, a in answers.items() if a}

    return FormInstance(of, filled(family), {"rows": [(f"row{i}", filled(r)) for i, r in enumerate(rows)]})


# --- the interpreter ------------------------------------------------------------------------------


class Seen:
    """What an expression sees: the family, the rows, and the row it stands in (None for the family)."""

    def __init__(self, family: Answers, rows: Sequence[Answers], here: int | None) -> None:
        self.family, self.rows, self.here = family, rows, here

    def text(self, name: str) -> str | None:
        record = self.family if name in FAMILY_QUESTIONS or self.here is None else self.rows[self.here]
        return record.get(name) or None

    def at(self, row: int) -> Seen:
        return Seen(self.family, self.rows, row)

    def above(self) -> list[Seen]:
        assert self.here is not None
        return [self.at(row) for row in range(self.here)]

    def all_rows(self) -> list[Seen]:
        return [self.at(row) for row in range(len(self.rows))]


def value(tree: Tree, seen: Seen) -> int | None:
    kind, *parts = tree
    match kind:
        case "number":
            return int(parts[0])
        case "question":
            text = seen.text(parts[0])
            return int(text) if text and text.isdigit() else None
        case "+" | "-" | "*" | "min" | "max":
            left, right = (value(part, seen) for part in parts)
            return None if left is None or right is None else _ARITHMETIC[kind](left, right)
        case "count":
            return sum(truth(parts[0], row) is True for row in seen.all_rows())
        case "sum" | "highest":
            found = [n for row in seen.all_rows() if (n := value(parts[0], row)) is not None]
            return sum(found) if kind == "sum" else max(found, default=None)
        case "position":
            assert seen.here is not None
            return seen.here + 1
        case "previous":
            above = seen.above()
            return value(parts[0], above[-1]) if above else None
        case "max_before":
            return max((n for row in seen.above() if (n := value(parts[0], row)) is not None), default=None)
        case "seen_before":
            own = value(parts[0], seen)
            return None if own is None else sum(value(parts[0], row) == own for row in seen.above())
        case "count_before":
            return sum(truth(parts[0], row) is True for row in seen.above())
    raise AssertionError(tree)


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "min": min,
    "max": max,
}
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def truth(tree: Tree, seen: Seen) -> Truth:
    """Kleene's logic: None is unknown."""
    kind, *parts = tree
    match kind:
        case "not":
            found = truth(parts[0], seen)
            return None if found is None else not found
        case "and" | "or":
            found_all = [truth(part, seen) for part in parts]
            decides = kind == "or"
            return decides if decides in found_all else None if None in found_all else not decides
        case "compare":
            left, right = value(parts[1], seen), value(parts[2], seen)
            return None if left is None or right is None else COMPARE[parts[0]](left, right)
        case "in" | "not in":
            item = value(parts[0], seen)
            return None if item is None else (item in parts[1]) is (kind == "in")
        case "blank" | "filled":
            return (seen.text(parts[0]) is None) is (kind == "blank")
        case "digits":
            text = seen.text(parts[0])
            return None if text is None else text.isdigit()
        case "has":
            number = value(("question", parts[0]), seen)
            return None if number is None else bool(number & parts[1])
        case "any_in":
            return any(value(("question", q), seen) in parts[0] for q in FAMILY_QUESTIONS)
    raise AssertionError(tree)


def render(tree: Tree) -> str:
    """The tree as somebody would write it."""
    kind, *parts = tree
    match kind:
        case "number" | "question":
            return str(parts[0])
        case "+" | "-" | "*":
            return f"({render(parts[0])} {kind} {render(parts[1])})"
        case "min" | "max":
            return f"{kind}({render(parts[0])}, {render(parts[1])})"
        case "count" | "sum" | "highest":
            return f"{kind}(rows, {render(parts[0])})"
        case "position":
            return "position()"
        case "previous" | "max_before" | "seen_before" | "count_before":
            return f"{kind}({render(parts[0])})"
        case "not":
            return f"(not {render(parts[0])})"
        case "and" | "or":
            return "(" + f" {kind} ".join(render(part) for part in parts) + ")"
        case "compare":
            return f"{render(parts[1])} {parts[0]} {render(parts[2])}"
        case "in" | "not in":
            return f"{render(parts[0])} {kind} {_listed(parts[1])}"
        case "has":
            return f"has({parts[0]}, {parts[1]})"
        case "any_in":
            return f"any_in(all_of_them, {', '.join(map(str, parts[0]))})"
    return f"{kind}({parts[0]})"


def _listed(options: Sequence[int]) -> str:
    return {(1, 3): "some", (): "none"}.get(tuple(options), f"({', '.join(map(str, options))},)")
