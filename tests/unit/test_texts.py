"""Every sentence is there in both languages, is asked for by the code, and the code asks for no other."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from regsosek_desk import settings, texts
from regsosek_desk.core.domain.decisions import STAGES
from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.core.domain.kendali import PAPERS, Level, Party, Step
from regsosek_desk.core.domain.sample import Cause, Manner, Right
from regsosek_desk.core.expr.tree import Type
from regsosek_desk.core.formdef import build
from regsosek_desk.core.formdef.models import SEVERITIES, QuestionType
from regsosek_desk.services.checking.approvals import WHYS
from regsosek_desk.services.checking.checker import COMMON_NOTES
from regsosek_desk.services.checking.exceptions import KINDS as EXCEPTIONS
from regsosek_desk.services.checking.review import GROUPS
from regsosek_desk.services.completeness.gaps import Kind
from regsosek_desk.services.custody.handover import Against
from regsosek_desk.services.custody.scan import Deed
from regsosek_desk.services.exchange.laptop import Phase
from regsosek_desk.services.exchange.state import STATES
from regsosek_desk.services.import_cases import Outcome
from regsosek_desk.services.lists.kinds import KINDS as LISTS
from regsosek_desk.services.lists.kinds import definitions
from regsosek_desk.services.marks import SectionState
from regsosek_desk.services.progress.columns import COLUMNS as PROGRESS_COLUMNS
from regsosek_desk.services.progress.forecast import Verdict
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS
from regsosek_desk.services.progress.sipmen import KINDS as SIPMEN
from regsosek_desk.services.quality import listing, sample
from regsosek_desk.services.quality.work_table import BY
from regsosek_desk.services.team import entitled
from regsosek_desk.services.team.claims import STATES as CLAIM_STATES
from regsosek_desk.storage import faults
from regsosek_desk.storage.endpoint import database
from regsosek_desk.sync import http
from regsosek_desk.ui.custody.lines import COLUMNS as CUSTODY_COLUMNS
from regsosek_desk.ui.custody.lines import STATES as LINE_STATES
from regsosek_desk.ui.dialogs.confirm import REASONS
from regsosek_desk.ui.document.findings import KINDS
from regsosek_desk.ui.models.claims import COLUMNS as CLAIM_COLUMNS
from regsosek_desk.ui.models.completeness import COLUMNS as TIED
from regsosek_desk.ui.models.families import COLUMNS
from regsosek_desk.ui.models.preferences import CHOICES
from regsosek_desk.ui.screens import operator_log
from regsosek_desk.ui.screens.claims import FILTERS as CLAIM_FILTERS
from regsosek_desk.ui.screens.risk import SORTS as RISK_SORTS
from regsosek_desk.ui.widgets.status_filter import STAGES as STAGE_CHIPS

SOURCE = Path(settings.__file__).parent
MESSAGES = settings.data_root() / "resources" / "messages"
FILES = sorted({file.name for language in texts.LANGUAGES for file in (MESSAGES / language).glob("*.toml")})
DESK_ERRORS = ("DeskError", "InputFault", "MachineFault", "PeerFault")
FORM_FAULTS = ("ExpressionFault", "FormFault", "fault", "_fault")

# --- what the files hold ----------------------------------------------------------------------------


def sentences(language: str, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    texts._flatten(tomllib.loads((MESSAGES / language / name).read_text("utf-8")), "", found)
    return found


def blanks(text: str) -> list[str]:
    return sorted({field for _, field, *_ in Formatter().parse(text) if field is not None})


@cache
def keys() -> frozenset[str]:
    return frozenset(key for name in FILES for key in sentences("id", name))


def tables() -> tuple[str, ...]:
    """The fronts of all keys, dot included."""
    return tuple({f"{key.partition('.')[0]}." for key in keys()})


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_keys_and_blanks(name: str) -> None:
    indonesian, english = ({k: blanks(s) for k, s in sentences(code, name).items()} for code in texts.LANGUAGES)
    assert indonesian == english


@pytest.mark.parametrize("name", FILES)
def test_no_sentence_is_empty(name: str) -> None:
    assert not [key for code in texts.LANGUAGES for key, said in sentences(code, name).items() if not said.strip()]


def test_no_key_stands_in_two_files() -> None:
    assert sum(len(sentences("id", name)) for name in FILES) == len(keys())


# --- what the code asks for -------------------------------------------------------------------------


@cache
def nodes(under: str = "") -> tuple[ast.AST, ...]:
    base = SOURCE / under
    files = [base] if base.is_file() else sorted(base.rglob("*.py"))
    return tuple(node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))


def words(node: ast.AST) -> Iterator[str]:
    """Whole text literals below the node; the pieces of an f-string are none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from words(child)


def arguments(names: tuple[str, ...], under: str = "", at: int = 0) -> set[str]:
    """The texts that stand as that argument of calls to functions of these names."""
    calls = [node for node in nodes(under) if isinstance(node, ast.Call) and len(node.args) > at]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in names]
    return {word for call in named for word in words(call.args[at])}


def literals() -> set[str]:
    """Keys written out whole: given to t(), or shaped like a key and given to it by way of a name."""
    trees = [node for node in nodes() if isinstance(node, ast.Module)]
    found = {word for tree in trees for word in words(tree) if word.startswith(tables()) and " " not in word}
    return arguments(("t",)) | found


def templates() -> set[str]:
    """Keys put together in an f-string, `{}` where a part is filled in."""
    joined = [node.values for node in nodes() if isinstance(node, ast.JoinedStr)]
    found = {"".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in values) for values in joined}
    return {text for text in found if text.startswith(tables()) and " " not in text}


def lint_codes() -> set[str]:
    raised = arguments(FORM_FAULTS, "core") | arguments(FORM_FAULTS, "storage/formfiles.py")
    return raised | set(build._KINDS.values()) | {"bad_value"}


def error_codes() -> set[str]:
    kept = faults._SQLITE, faults._SYSTEM, faults._OPENING, database._SQLITE, database._POSTGRES
    raised = arguments(DESK_ERRORS) | arguments(("InPlace",), at=1) | http._SPOKEN
    return raised.union(*(codes.values() for codes in kept))


def refusals() -> set[str]:
    keyer = "services/keyer.py"
    given = {
        word
        for node in nodes(keyer)
        if isinstance(node, ast.keyword) and node.arg == "refused"
        for word in words(node.value)
    }
    again = arguments(("refused",), "services/quality/verify.py")
    return again | arguments(("refused",), keyer) | arguments(("_at",), keyer, at=1) | given


def given_as(name: str, under: str) -> set[str]:
    """The texts given by that keyword."""
    found = (node for node in nodes(under) if isinstance(node, ast.keyword) and node.arg == name)
    return {word for node in found for word in words(node.value)}


def list_refusals() -> set[str]:
    told = arguments(("refuse",), "services/lists", at=1) | arguments(("Problem",), "services/lists", at=3)
    return (told | given_as("fault", "services/lists")) - list_notes()


def list_notes() -> set[str]:
    noted = arguments(("note",), "services/lists", at=1)
    return noted | given_as("mended", "services/lists") - {""} | {"column_extra"}


def exchange_reasons() -> set[str]:
    told = arguments(("Refused",), "storage/absorb.py") | arguments(("Unfit",), "services/endpoint")
    told |= {entitled.FOREIGN, entitled.BEYOND_ROLE, entitled.BROKEN}
    return told | {"form_unknown", "form_faulty", "sls_withdrawn"}


def reasons_left_out() -> set[str]:
    return arguments(("Unsayable",), "services/xlsform") | {"severity", "ahead"}


FAMILIES: dict[str, Callable[[], set[str]]] = {
    "lint.{}": lambda: {f"{code}.{part}" for code in lint_codes() for part in ("fault", "cure")},
    "lint.word.{}": lambda: {"value", *get_args(Type)},
    "errors.{}": lambda: {
        f"{code}.{part}" for code in error_codes() | {"unexpected"} for part in ("happened", "safe", "action")
    },
    "keyer.{}": refusals,
    "xlsform.left_out.{}": reasons_left_out,
    "cli.import_{}": lambda: set(get_args(Outcome)),
    "custody.{}": lambda: {"received", "used"},
    "custody.column_{}": lambda: set(CUSTODY_COLUMNS),
    "custody.differs_{}": lambda: set(get_args(Against)),
    "custody.do_{}": lambda: set(Deed),
    "custody.field_{}": lambda: {"code", "on", "bast", "wave", "reason"},
    "custody.ledger_{}": lambda: {"on", "step", "way", "sheets", "box", "more"},
    "custody.paper_{}": lambda: set(PAPERS),
    "custody.state_{}": lambda: set(LINE_STATES),
    "custody.step_{}": lambda: {"boxed", *(step.name.lower() for step in Step)},
    "status.{}": lambda: set(STATUSES),
    "shell.status_{}": lambda: set(STATUSES),
    "beranda.good_{}": lambda: {"morning", "noon", "afternoon", "evening"},
    "families.column_{}": lambda: {column.name for column in COLUMNS},
    "families.filter_{}": lambda: {"all", *STATUSES},
    "families.sort_{}": lambda: {column.sort for column in COLUMNS if column.sort},
    "lists.problem.{}.what": lambda: list_refusals() | list_notes(),
    "lists.problem.{}.cure": list_refusals,
    "lists.kind.{}": lambda: set(LISTS),
    "lists.column.{}": lambda: {c.name for d in definitions().values() for c in d.columns if c.question is None},
    "exchange.reason.{}": exchange_reasons,
    "exchange_screen.{}": lambda: {
        "receipts", "to_mend", "proof", "proof_of_laptop", "did_send", "did_entrust",
        "chip_waiting", "chip_done", "chip_offline", "chip_fault",
    },
    "exchange_screen.state_{}": lambda: set(STATES),
    "exchange_screen.phase_{}": lambda: set(get_args(Phase)),
    "exchange_screen.did_{}": lambda: {"received", "conflicts", "deferred", "quarantined"},
    "prefs.{}": lambda: set(CHOICES),
    "prefs.{}_{}": lambda: {f"{name}_{value}" for name, values in CHOICES.items() for value in values},
    "dialogs.confirm.reason_{}": lambda: {str(number) for number in range(1, REASONS + 1)},
    "dialogs.end.{}": lambda: {"errors", "passed", "warnings", "blanks"},
    "dialogs.go.{}": lambda: {"unknown", "unknown_near"},
    "dialogs.help.severity_{}": lambda: set(SEVERITIES),
    "dialogs.help.{}": lambda: {"all_keys", "table_keys"},
    "dialogs.help.{}_list": lambda: {"all_keys", "table_keys"},
    "complete.gap.{}": lambda: set(Kind),
    "complete.cure.{}": lambda: set(Kind),
    "complete.column_{}": lambda: set(TIED),
    "document.field.{}": lambda: {"text", "digits", "date", "flag", "note"},
    "document.keys.{}": lambda: {
        "help", "codes", "ticks", "accept", "repeat", "why", "confirm", "next", "row", "open_k", "add_family",
    },
    "document.row.{}": lambda: {"columns", "table"},
    "document.say.{}": lambda: arguments(("_go_or_say",), at=1),
    "document.side.{}": lambda: set(KINDS),
    "document.side.keys_{}": lambda: {kind for kind in KINDS if kind != "confirmed"},
    "document.strip.{}": lambda: set(get_args(SectionState)),
    "document.vk.k_{}": lambda: {"missing", *STATUSES},
    "quality.refusal.{}": lambda: set(sample.REFUSALS),
    "quality.manner_{}": lambda: set(Manner),
    "quality.state_{}": lambda: set(listing.STATES),
    "quality.cause_{}": lambda: set(Cause),
    "quality.right_{}": lambda: set(Right),
    "quality.by_{}": lambda: {"first", "second", "question"},
    "quality.rates_about_{}": lambda: {"first", "second", "question"},
    "work.by_{}": lambda: set(BY),
    "work.column.{}": lambda: {*operator_log.OFFICIAL, *operator_log.SHORT, "day", "shift"},
    "progress.way.{}": lambda: set(WAYS),
    "progress.level.{}": lambda: {level for levels in WAYS.values() for level in levels},
    "progress.denominator.{}": lambda: set(DENOMINATORS),
    "progress.column.{}": lambda: {column.name for column in PROGRESS_COLUMNS} - {"name", "wanted"},
    "progress.verdict.{}": lambda: set(get_args(Verdict)),
    "progress.party.{}": lambda: {party.name.lower() for party in Party},
    "progress.sipmen.kind.{}": lambda: set(SIPMEN),
    "sheet.{}": lambda: set(get_args(SectionState)) - {"empty"},
    "claims.column_{}": lambda: set(CLAIM_COLUMNS),
    "claims.filter_{}": lambda: {"all", *filter(None, CLAIM_FILTERS)},
    "claims.gives_{}": lambda: set(CLAIM_STATES),
    "claims.tell_{}": lambda: set(CLAIM_STATES),
    "claims.who_{}": lambda: set(CLAIM_STATES),
    "refusal.{}": lambda: {"claim_first", "returned_to_ppl"},
    "refusal.stage_{}": lambda: {str(stage) for stage in STAGES} - {"open", "returned"},
    "roles.cards_{}": lambda: {"taken", "keyed", "here"},
    "roles.day.{}": lambda: {
        "left", "returned", "waiting", "accepted", "clean", "check", "rejected", "approved", "through",
        "bundles_coming", "bundles_here", "bundles_on", "free", "taken", "finished",
    },
    "roles.empty_{}": lambda: {"taken", "keyed", "here"},
    "roles.part_{}": lambda: set(STATUSES),
    "roles.party_{}": lambda: set(Party),
    "tour.{}": lambda: arguments(("_say",), "ui/tour"),
    "review.group_{}_{}": lambda: {f"{group}_{level.value}" for group in GROUPS for level in Level},
    "review.nothing_{}": lambda: set(GROUPS),
    "review.kind_{}": lambda: set(EXCEPTIONS),
    "review.stage_{}": lambda: set(STAGES),
    "review.not_now_{}": lambda: set(STAGES),
    "review.filter_{}": lambda: set(STAGE_CHIPS),
    "review.gap_{}": lambda: set(WHYS),
    "review.said_yes_{}": lambda: {level.value for level in Level},
    "review.said_no_{}": lambda: {level.value for level in Level},
    "review.confirmed_by_{}": lambda: {level.value for level in Level},
    "review.note_{}": lambda: {str(number) for number in range(1, COMMON_NOTES + 1)},
    "review.risk_sort_{}": lambda: set(RISK_SORTS),
}  # fmt: skip
"""Keys put together while the program runs, with all that may be filled in."""

OWN_WORDS = "keyer.{}_{}"
"""A refusal may have words of its own for a type of question; it needn't."""

NO_KEYS = {"tour.json", "errors.unexpected"}
"""Texts of the code that look like a key: a file, and the front of three keys."""


def family(template: str) -> set[str]:
    front, _, rest = template.partition("{}")
    return {f"{front}{word}{rest.removeprefix('_{}')}" for word in FAMILIES[template]()}


def own_words() -> set[str]:
    return {f"keyer.{code}_{kind}" for code in refusals() for kind in get_args(QuestionType)}


def test_every_key_written_out_is_there() -> None:
    assert literals() >= {"shell.program", "cli.about"}
    assert literals() - NO_KEYS <= keys()


def test_every_family_of_keys_is_listed_here() -> None:
    assert templates() - {"errors.{}.happened"} == {*FAMILIES, OWN_WORDS}


@pytest.mark.parametrize("template", FAMILIES)
def test_every_key_of_a_family_is_there(template: str) -> None:
    assert family(template)
    assert family(template) <= keys()


def test_no_key_is_unused() -> None:
    asked = literals().union(own_words(), *map(family, FAMILIES))
    assert keys() <= asked


def filled_in() -> Iterator[tuple[str, set[str]]]:
    """Keys said by name together with what fills their blanks, where the code writes both out."""
    for call in nodes():
        if not (isinstance(call, ast.Call) and call.args and None not in {word.arg for word in call.keywords}):
            continue
        name, given = getattr(call.func, "id", ""), {str(word.arg) for word in call.keywords}
        for said in words(call.args[0]) if name == "t" else ():
            yield said, given
        for code in words(call.args[0]) if name in DESK_ERRORS else ():
            yield from ((f"errors.{code}.{part}", given) for part in ("happened", "safe", "action"))


def test_no_blank_is_left_open() -> None:
    told = {key: set(blanks(sentence)) for name in FILES for key, sentence in sentences("id", name).items()}
    assert not {(key, *(told[key] - given)) for key, given in filled_in() if told.get(key, set()) - given}
