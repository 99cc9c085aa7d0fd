"""The columns that tell which field of a document each entry wrote, in which row, what, and upon what.

A *field* is operation, roster and question. What was there before follows from the entries before, the next field
usually follows from the one before and its answer, and the answers of one field stand together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from regsosek_desk.core.domain.journal import Entry, canonical
from regsosek_desk.sync.columns import ColumnReader, ColumnWriter, refuse_more, texts_in
from regsosek_desk.sync.moments import count_step, text_of_uuid7, uuid7_of

Field: TypeAlias = tuple[str, str, str]
Value: TypeAlias = str | None
Moment: TypeAlias = tuple[int, int] | None

MOST_REPEATED = 1024
"""Characters of a text that stands once and is meant often; without a limit few bytes could stand for very many."""
_MOST_FILLED = 16 << 20
"""Characters of all `fill` entries together, for the same reason."""
_BLANK, _LITERAL, _MOST_KNOWN = 254, 255, 254
_SAME_ROW, _FAMILY, _NEW_ROW, _ODD_ROW, _ROWS = range(5)
_SHAPE, _TEXT = "k", "="
"""A `fill` is told by the questions it has, or as a text when it has another shape."""


@dataclass(slots=True)
class _Next:
    """Which field usually follows: the one that last followed the same field with the same answer."""

    after_value: dict[tuple[int, Value], int] = field(default_factory=dict)
    after: dict[int, int] = field(default_factory=dict)

    def learn(self, before: int, value: Value, now: int) -> None:
        self.after_value[before, value] = now
        self.after[before] = now


class AnswerWriter:
    """Takes the entries of one bundle after the other."""

    def __init__(self) -> None:
        self._fields: dict[Field, int] = {}
        self._codes: list[int] = []
        self._next = _Next()
        self._before: tuple[int, Value] = (-1, None)
        self._rows: list[int] = []
        self._steps: list[tuple[int, int]] = []
        self._odd_rows: list[str] = []
        self._values: list[list[Value]] = []

    def bundle(self, entries: Sequence[Entry], ids: Sequence[Moment]) -> list[bool]:
        """Whether what stood there before, `old`, is other than the entries of the bundle leave it; for each entry."""
        known: dict[str, int] = {}
        standing: dict[tuple[str, str | int], Value] = {}
        row, odd = "", []
        for entry, moment in zip(entries, ids, strict=True):
            self._row(entry.row, row, known, moment)
            row = entry.row
            odd.append(self._answer(entry, standing) != entry.old)
        return odd

    def write(self, out: ColumnWriter) -> None:
        out.json([list(each) for each in self._fields])
        out.numbers(self._codes)
        out.numbers(self._rows)
        out.signed([moment for moment, _ in self._steps])
        out.signed([count for _, count in self._steps])
        out.json(self._odd_rows)
        _write_values(self._values, out)

    def _row(self, row: str, before: str, known: dict[str, int], moment: Moment) -> None:
        if row == before:
            self._rows.append(_SAME_ROW)
        elif not row:
            self._rows.append(_FAMILY)
        elif row in known:
            self._rows.append(_ROWS + known[row])
        else:
            known[row] = len(known)
            self._new_row(row, moment)

    def _new_row(self, row: str, moment: Moment) -> None:
        own = uuid7_of(row)
        if own and moment:
            self._rows.append(_NEW_ROW)
            self._steps.append((moment[0] - own[0], count_step(moment[1], own[1])))
        else:
            self._rows.append(_ODD_ROW)
            self._odd_rows.append(row)

    def _field(self, op: str, roster: str, question: str) -> int:
        number = self._fields.setdefault((op, roster, question), len(self._fields))
        if number == len(self._values):
            self._values.append([])
        return number

    def _answer(self, entry: Entry, standing: dict[tuple[str, str | int], Value]) -> Value:
        """Note field and answer; gives what must have stood there before."""
        number = self._field(entry.op, entry.roster, entry.question)
        guesses = self._next.after_value.get(self._before), self._next.after.get(self._before[0])
        self._codes.append(guesses.index(number) if number in guesses else 2 + number)
        self._next.learn(*self._before, number)
        if entry.op != "fill":
            self._before = number, entry.new
            self._values[number].append(entry.new)
            return _swap(standing, (entry.row, _slot_of(number, entry.op, entry.question)), entry.new)
        shape = _shape_of(entry.new)
        self._before = number, None
        if shape is None:
            self._values[number].append(None if entry.new is None else _TEXT + entry.new)
            return None
        self._values[number].append(_SHAPE + canonical(list(shape)))
        for question, value in shape.items():
            self._values[self._field("set", "", question)].append(value)
        return _fill_text({q: _swap(standing, (entry.row, q), value) for q, value in shape.items()})


def _slot_of(number: int, op: str, question: str) -> str | int:
    """Answers stand under their question, whatever wrote them; anything else under its field."""
    return question if op == "set" else number


def _swap(standing: dict[tuple[str, str | int], Value], key: tuple[str, str | int], new: Value) -> Value:
    old = standing.get(key)
    standing[key] = new
    return old


def _fill_text(values: dict[str, Value]) -> Value:
    """As `fill` of the journal writes it."""
    return canonical(values) if any(value is not None for value in values.values()) else None


def _shape_of(text: Value) -> dict[str, Value] | None:
    """The answers of a `fill`; None where they are not simply that."""
    try:
        values = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    plain = isinstance(values, dict) and all(value is None or isinstance(value, str) for value in values.values())
    return values if plain and canonical(values) == text else None


class AnswerReader:
    """Gives back what `AnswerWriter` took. Raises ValueError and its like for anything it can't have written."""

    def __init__(self, source: ColumnReader) -> None:
        self._fields = _fields_in(source.json())
        self._codes = iter(source.numbers())
        self._rows = iter(source.numbers())
        self._steps = zip(source.signed(), source.signed(), strict=True)
        self._odd_rows = iter(texts_in(source.json()))
        self._values = _read_values(source)
        if len(self._values) != len(self._fields):
            raise ValueError("fields")
        self._numbers = {each: number for number, each in enumerate(self._fields)}
        self._next = _Next()
        self._before: tuple[int, Value] = (-1, None)
        self._room = _MOST_FILLED

    def bundle(self, ids: Sequence[Moment]) -> list[tuple[Field, str, Value, Value]]:
        """Field, row, old (as the entries before leave it) and new of each entry."""
        found: list[tuple[Field, str, Value, Value]] = []
        known: list[str] = []
        standing: dict[tuple[str, str | int], Value] = {}
        row, fields, values = "", self._fields, self._values
        for moment in ids:
            code = next(self._rows)
            if code:
                row = self._row(code, known, moment)
            number = self._field()
            op, _, question = here = fields[number]
            new = next(values[number])
            if op == "fill":
                self._before = number, None
                old, new = self._fill(new, row, standing)
            else:
                self._before = number, new
                old = _swap(standing, (row, _slot_of(number, op, question)), new)
            found.append((here, row, old, new))
        return found

    def end(self) -> None:
        """Raises ValueError when more was there than was asked for."""
        for rest in (self._codes, self._rows, self._steps, self._odd_rows, *self._values):
            refuse_more(rest)

    def _row(self, code: int, known: list[str], moment: Moment) -> str:
        if code == _FAMILY:
            return ""
        if code >= _ROWS:
            return known[code - _ROWS]
        if code == _ODD_ROW:
            row = next(self._odd_rows)
        elif moment is None:
            raise ValueError("row")
        else:
            milliseconds, count = next(self._steps)
            row = text_of_uuid7(moment[0] - milliseconds, moment[1] - count)
        if len(row) > MOST_REPEATED:
            raise ValueError("row")
        known.append(row)
        return row

    def _field(self) -> int:
        code = next(self._codes)
        if code == 0:
            number = self._next.after_value[self._before]
        elif code == 1:
            number = self._next.after[self._before[0]]
        else:
            number = code - 2
        self._next.learn(*self._before, number)
        return number

    def _fill(self, told: Value, row: str, standing: dict[tuple[str, str | int], Value]) -> tuple[Value, Value]:
        """Old and new of a `fill`."""
        if told is None:
            return None, None
        if not told.startswith(_SHAPE):
            return None, told[len(_TEXT) :]
        questions = texts_in(json.loads(told[len(_SHAPE) :]))
        new = {question: next(self._values[self._numbers["set", "", question]]) for question in questions}
        old = _fill_text({question: _swap(standing, (row, question), value) for question, value in new.items()})
        text = canonical(new)
        self._room -= len(text) + len(old or "")
        if self._room < 0:
            raise ValueError("fill")
        return old, text


def _fields_in(value: object) -> list[Field]:
    if not isinstance(value, list):
        raise ValueError("fields")
    fields: list[Field] = []
    for each in value:
        op, roster, question = texts_in(each)
        if max(map(len, (op, roster, question))) > MOST_REPEATED:
            raise ValueError("field")
        fields.append((op, roster, question))
    return fields


# --- the answers, field by field --------------------------------------------------------------------


def _write_values(columns: Sequence[Sequence[Value]], out: ColumnWriter) -> None:
    known = [_known(values) for values in columns]
    pairs = list(zip(columns, known, strict=True))
    out.numbers([len(values) for values in columns], planes=2)
    out.texts([list(own) for own in known])
    out.texts([[v for v in values if v is not None and v not in own] for values, own in pairs])
    out.raw(bytes(_BLANK if v is None else own.get(v, _LITERAL) for values, own in pairs for v in values))


def _known(values: Sequence[Value]) -> dict[str, int]:
    """Answers that come more than once, the most frequent first."""
    often = [v for v, times in Counter(values).most_common(_MOST_KNOWN + 1) if times > 1 and v is not None]
    return {value: number for number, value in enumerate(often[:_MOST_KNOWN]) if len(value) <= MOST_REPEATED}


def _read_values(source: ColumnReader) -> list[Iterator[Value]]:
    counts, known, literals, codes = source.numbers(planes=2), source.texts(), source.texts(), source.raw()
    if sum(counts) != len(codes):
        raise ValueError("answers")
    columns: list[Iterator[Value]] = []
    at = 0
    for count, own, single in zip(counts, known, literals, strict=True):
        if len(own) > _MOST_KNOWN or max(map(len, own), default=0) > MOST_REPEATED:
            raise ValueError("known")
        columns.append(_column(codes[at : at + count], own, single))
        at += count
    return columns


def _column(codes: bytes, known: list[str], literals: list[str]) -> Iterator[Value]:
    if codes.count(_LITERAL) != len(literals):
        raise ValueError("literals")
    table: list[Value] = [*known, *[None] * (_LITERAL - len(known))]
    rest = iter(literals)
    return iter([next(rest) if code == _LITERAL else table[code] for code in codes])
