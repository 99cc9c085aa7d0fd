"""From journal entries to the document: what each operation does, and what takes it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from regsosek_desk.core.domain.documents import Answers, Confirmation, Decision, DocumentState, RemovedRow, RowState
from regsosek_desk.core.domain.journal import Draft, Entry
from regsosek_desk.core.errors import InputFault

Key = TypeVar("Key")


def replay(entries: Iterable[Entry]) -> DocumentState:
    """The document these entries make."""
    state = DocumentState()
    for entry in entries:
        apply(state, entry)
    return state


def apply(state: DocumentState, entry: Entry) -> None:
    """Change a state in place by one entry.

    Raises InputFault and leaves the state as it was: `unknown_op`, `entry_malformed`, or `entry_stale`
    when the entry starts from something else than the state holds.
    """
    check(entry)
    _OPERATIONS[entry.op](state, entry)


def check(entry: Entry) -> None:
    """Raises InputFault `unknown_op`, `entry_malformed` for what no state could take."""
    if entry.op not in _OPERATIONS:
        raise InputFault("unknown_op", op=entry.op, document=entry.document, seq=entry.seq)
    if entry.new == "" or entry.old == "":
        raise _malformed(entry)


def inverse(entry: Entry) -> Draft:
    """The draft that takes an entry back; a removed row comes back to its place with its answers."""
    swapped = {"row_add": "row_remove", "row_remove": "row_add"}
    return Draft(
        op=swapped.get(entry.op, entry.op),
        row=entry.row,
        roster=entry.roster,
        question=entry.question,
        old=entry.new,
        new=entry.old,
        undoes=entry.id,
    )


def _stale(entry: Entry) -> InputFault:
    return InputFault("entry_stale", op=entry.op, document=entry.document, seq=entry.seq)


def _malformed(entry: Entry) -> InputFault:
    return InputFault("entry_malformed", op=entry.op, document=entry.document, seq=entry.seq)


def _replace(values: dict[Key, str], key: Key, entry: Entry, old: str | None, new: str | None) -> None:
    """Put the new text where the old one stands, as it must; None is blank."""
    if values.get(key) != old:
        raise _stale(entry)
    _put(values, key, new)


def _put(values: dict[Key, str], key: Key, new: str | None) -> None:
    if new is None:
        values.pop(key, None)
    else:
        values[key] = new


def _answers(state: DocumentState, entry: Entry) -> Answers:
    answers = state.answers_at(entry.row)
    if answers is None:
        raise _stale(entry)
    return answers


def _object(entry: Entry, text: str | None) -> dict[str, object]:
    try:
        value = json.loads(text or "")
    except json.JSONDecodeError:
        raise _malformed(entry) from None
    if not isinstance(value, dict):
        raise _malformed(entry)
    return value


def filled(entry: Entry) -> dict[str, tuple[str | None, str | None]]:
    """Question → answer before and after a `fill` entry. Raises InputFault `entry_malformed`."""
    old, new = _answer_map(entry, entry.old), _answer_map(entry, entry.new)
    if old and new and old.keys() != new.keys():
        raise _malformed(entry)
    return {question: (old.get(question), new.get(question)) for question in old or new}


def _answer_map(entry: Entry, text: str | None) -> dict[str, str | None]:
    """Question → answer; {} for None."""
    values = {} if text is None else _object(entry, text)
    if all(value is None or (isinstance(value, str) and value) for value in values.values()):
        return cast("dict[str, str | None]", values)
    raise _malformed(entry)


def _position(entry: Entry, text: str | None, end: int) -> int:
    """A place in a roster, 0 to `end`."""
    if text is None or not (text.isascii() and text.isdigit()):
        raise _malformed(entry)
    if int(text) > end:
        raise _stale(entry)
    return int(text)


def _place_of(state: DocumentState, entry: Entry) -> int:
    """Where the row stands: `old`, which must be true."""
    rows = state.rows(entry.roster)
    position = _position(entry, entry.old, len(rows) - 1)
    if rows[position].id != entry.row:
        raise _stale(entry)
    return position


def _set(state: DocumentState, entry: Entry) -> None:
    _replace(_answers(state, entry), entry.question, entry, entry.old, entry.new)


def _fill(state: DocumentState, entry: Entry) -> None:
    answers, changes = _answers(state, entry), filled(entry)
    if any(answers.get(question) != old for question, (old, _) in changes.items()):
        raise _stale(entry)
    for question, (_, new) in changes.items():
        _put(answers, question, new)


def _row_add(state: DocumentState, entry: Entry) -> None:
    position = _position(entry, entry.new, len(state.rows(entry.roster)))
    kept = state.removed.get(entry.row)
    if not entry.row or state.row(entry.row) or (kept and kept.roster != entry.roster):
        raise _stale(entry)
    state.removed.pop(entry.row, None)
    state.insert(entry.roster, position, RowState(entry.row, kept.answers if kept else {}))


def _row_remove(state: DocumentState, entry: Entry) -> None:
    position = _place_of(state, entry)
    row = state.take(entry.roster, position)
    state.removed[row.id] = RemovedRow(entry.roster, position, row.answers)


def _row_move(state: DocumentState, entry: Entry) -> None:
    position = _place_of(state, entry)
    target = _position(entry, entry.new, len(state.rows(entry.roster)) - 1)
    state.insert(entry.roster, target, state.take(entry.roster, position))


def _note(state: DocumentState, entry: Entry) -> None:
    _replace(state.notes, (entry.row, entry.question), entry, entry.old, entry.new)


def _confirm(state: DocumentState, entry: Entry) -> None:
    key = (entry.row, entry.question, rule_of(entry))
    before, after = (confirmation_of(entry, text)[1] for text in (entry.old, entry.new))
    now = state.confirmations.get(key)
    if (now and (now.reason, now.seen)) != (before and (before.reason, before.seen)):
        raise _stale(entry)
    if after is None:
        state.confirmations.pop(key, None)
    else:
        state.confirmations[key] = after


def rule_of(entry: Entry) -> str:
    """The rule that a `confirm` entry is about. Raises InputFault `entry_malformed`."""
    rules = {confirmation_of(entry, text)[0] for text in (entry.old, entry.new) if text is not None}
    if len(rules) != 1:
        raise _malformed(entry)
    return rules.pop()


def confirmation_of(entry: Entry, text: str | None) -> tuple[str, Confirmation | None]:
    """Rule and confirmation in the JSON of a `confirm` entry; ("", None) for None."""
    if text is None:
        return "", None
    content = _object(entry, text)
    rule, reason = content.get("rule"), content.get("reason")
    if not (isinstance(rule, str) and rule and isinstance(reason, str)):
        raise _malformed(entry)
    return rule, Confirmation(reason, content.get("seen"), entry.petugas, entry.at)


def _decide(state: DocumentState, entry: Entry) -> None:
    key = (entry.row, entry.question)
    before, after = (decision_of(entry, text) for text in (entry.old, entry.new))
    now = state.decisions.get(key)
    if (now and (now.decision, now.note, now.seen)) != (before and (before.decision, before.note, before.seen)):
        raise _stale(entry)
    if after is None:
        state.decisions.pop(key, None)
    else:
        state.decisions[key] = after


def decision_of(entry: Entry, text: str | None) -> Decision | None:
    """The decision in the JSON of a `decide` entry; None for None. Raises InputFault `entry_malformed`."""
    if text is None:
        return None
    content = _object(entry, text)
    decision, note, seen = (content.get(name) for name in ("decision", "note", "seen"))
    if not (isinstance(decision, str) and decision and isinstance(note, str) and isinstance(seen, str)):
        raise _malformed(entry)
    return Decision(decision, note, seen, entry.petugas, entry.at)


_OPERATIONS: dict[str, Callable[[DocumentState, Entry], None]] = {
    "set": _set,
    "fill": _fill,
    "row_add": _row_add,
    "row_remove": _row_remove,
    "row_move": _row_move,
    "note": _note,
    "confirm": _confirm,
    "decide": _decide,
}
