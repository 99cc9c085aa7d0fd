"""A row of each list as what the endpoint keeps, or None with the reasons told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.formdef.values import is_digits, normalise, valid_of
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.lists.areas import sls_of, village_of
from regsosek_desk.services.lists.cells import Code, code_of
from regsosek_desk.services.lists.dates import iso_date
from regsosek_desk.services.lists.kinds import WHOLE, Column, Kind, definitions, fold, roles
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.line import Line
from regsosek_desk.storage.formfiles import load_form

Read = Callable[[Line], "tuple[str, object] | None"]
"""Gives the key of the row and what it holds."""
_PLACE_DIGITS = (2, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Village:
    """One row of the master of areas: the 10 digits of the desa, and the names from the province down."""

    code: str
    names: tuple[str, ...]

    def areas(self) -> list[tuple[str, str]]:
        """Code and name of each level."""
        return list(zip((self.code[:digits] for digits in _PLACE_DIGITS), self.names, strict=True))


@dataclass(frozen=True, slots=True)
class SlsRow:
    """An SLS with the officers who work in it."""

    sls: Sls
    koseka: str


@dataclass(frozen=True, slots=True)
class Assignment:
    petugas: str
    sls_id: str


@dataclass(frozen=True, slots=True)
class PrelistLine:
    """A printed line; `answers` in the order of the list's printed columns."""

    sls_id: str
    answers: tuple[str, ...]


def reader_of(kind: Kind, known: Known) -> Read:
    """How to read the rows of a list that may refer to what is known."""
    if kind == "prelist":
        return _prelist_reader(known)
    read: Mapping[str, Callable[[Line, Known], tuple[str, object] | None]] = {
        "wilayah": _wilayah,
        "petugas": _petugas,
        "sls": _sls,
        "penugasan": _penugasan,
    }
    return lambda line: read[kind](line, known)


def _columns(kind: Kind) -> dict[str, Column]:
    return {column.name: column for column in definitions()[kind].columns}


# ---- areas


def _wilayah(line: Line, known: Known) -> tuple[str, Village] | None:
    code = village_of(line, known)
    named = [column for column in definitions()["wilayah"].columns if column.type == "text"]
    village = Village(code, tuple(line.text(column.name, column.width) for column in named))
    if line.refused:
        return None
    for column, (area, name) in zip(named, village.areas(), strict=True):
        there = known.areas.get(area, name)
        if fold(there) != fold(name) and line.has(column.name):
            line.note(column.name, "name_differs", code=area, there=there)
    return code, village


# ---- petugas


def _petugas(line: Line, known: Known) -> tuple[str, Petugas] | None:
    role = _role(line)
    code = _own_code(line, role)
    name = line.text("nama", _columns("petugas")["nama"].width)
    area = _place(line, known)
    return None if line.refused else (code, Petugas(code, name, role, area))


def _own_code(line: Line, role: str) -> str:
    found = line.code("kode")
    width = _officer_boxes().get(role, _columns("petugas")["kode"].width)
    if " " in found.text:
        line.refuse("kode", "name_as_code")
    elif len(found.text) > width:
        line.refuse("kode", "too_long", width=str(width), length=str(len(found.text)))
    elif found.numeric:
        line.note("kode", "code_from_number", code=found.text)
    return found.text


@cache
def _officer_boxes() -> dict[str, int]:
    """Role to the boxes that the verification form has for its code."""
    form = load_form(LIST_FORM).bound.form
    width = {question.id: question.width for question in form.questions_of(None)}
    roles_there = [role for role in roles().values() if f"{role.lower()}_code" in form.officers]
    return {role: width[form.officers[f"{role.lower()}_code"]] for role in roles_there}


def _role(line: Line) -> str:
    said = code_of(line.cell("peran")).text
    role = roles().get(fold(said), "")
    if not said:
        line.refuse("peran", "blank")
    elif not role:
        line.refuse("peran", "role_unknown", roles=", ".join(dict.fromkeys(roles().values())))
    return role


def _place(line: Line, known: Known) -> str:
    if not code_of(line.cell("wilayah")).text:
        return ""
    code = line.digits("wilayah", lambda name: _called(name, known)).text
    if not code:
        return ""
    if len(code) not in _PLACE_DIGITS:
        line.refuse("wilayah", "place_length", length=str(len(code)))
    elif code not in known.areas:
        line.refuse("wilayah", "area_unknown", code=code)
    return code


def _called(name: str, known: Known) -> str:
    found = [code for digits in _PLACE_DIGITS if (code := known.area_called(name, "", digits))]
    return found[0] if len(found) == 1 else ""


# ---- SLS and who works there


def _sls(line: Line, known: Known) -> tuple[str, SlsRow] | None:
    sls_id = sls_of(line, known)
    columns = _columns("sls")
    name = line.text("nama_sls", columns["nama_sls"].width)
    if sls_id and sls_id[:10] not in known.areas:
        line.refuse(WHOLE, "village_unknown", code=sls_id[:10])
    ppl, pml, koseka = (_officer(line, columns[name], known) for name in ("kode_ppl", "kode_pml", "kode_koseka"))
    if line.refused:
        return None
    prov, kab, kec, desa = (known.areas.get(sls_id[:digits], "") for digits in _PLACE_DIGITS)
    sls = Sls(sls_id, name, prov, kab, kec, desa, ppl, _name_of(ppl, known), pml, _name_of(pml, known))
    return sls_id, SlsRow(sls, koseka)


def _name_of(code: str, known: Known) -> str:
    return known.petugas[code].name if code else ""


def _officer(line: Line, column: Column, known: Known) -> str:
    """The code of a petugas that is known; a name in its place is refused."""
    found = line.code(column.name, blank=column.blank)
    code = _petugas_code(line, column.name, found, known)
    if code and column.role and known.petugas[code].role != column.role:
        line.refuse(column.name, "role_differs", role=known.petugas[code].role, wanted=column.role)
    return code


def _petugas_code(line: Line, column: str, found: Code, known: Known) -> str:
    if not found.text or found.text in known.petugas:
        return found.text
    if near := known.petugas_like(found.text):
        line.note(column, "zeros", code=near)
        return near
    if is_digits(found.text) or not any(map(str.isalpha, found.text)):
        line.refuse(column, "petugas_unknown")
    else:
        line.name_as_code(column, known.petugas_called(found.text))
    return ""


def _penugasan(line: Line, known: Known) -> tuple[str, Assignment] | None:
    petugas = _officer(line, _columns("penugasan")["kode_petugas"], known)
    sls_id = known_sls(line, known)
    if not petugas and not line.refused:
        line.note("kode_petugas", "nobody_assigned")
    return None if line.refused or not petugas else (f"{petugas} {sls_id}", Assignment(petugas, sls_id))


def known_sls(line: Line, known: Known) -> str:
    """The SLS that the row refers to; "" when refused."""
    sls_id = sls_of(line, known)
    if sls_id and sls_id not in known.sls:
        line.refuse(WHOLE, "sls_unknown", code=sls_id)
        return ""
    return sls_id


# ---- prelist


def _prelist_reader(known: Known) -> Read:
    columns = [column for column in definitions()["prelist"].columns if column.type == "printed"]
    printed = [_printed_reader(column) for column in columns]

    def read(line: Line) -> tuple[str, PrelistLine] | None:
        sls_id = known_sls(line, known)
        answers = tuple(answer(line) for answer in printed)
        if line.refused:
            return None
        return f"{sls_id} {answers[0]}", PrelistLine(known.sls[sls_id].id, answers)

    return read


def _printed_reader(column: Column) -> Callable[[Line], str]:
    question, name = column.question, column.name
    assert question is not None
    if question.type == "text":
        return lambda line: line.text(name, question.width, blank=column.blank)
    is_valid = valid_of(question)

    def answer(line: Line) -> str:
        if question.type == "date":
            return iso_date(line, name, blank=column.blank)
        found = line.digits(name)
        text = normalise(question, found.text) or ""
        if text and not is_valid(text):
            line.refuse(name, "not_valid", width=str(question.width))
        return text

    return answer


def prelist_answers(line: PrelistLine) -> dict[str, str]:
    """Question id to text, blanks left out."""
    names = [column.name for column in definitions()["prelist"].columns if column.type == "printed"]
    return {name: text for name, text in zip(names, line.answers, strict=True) if text}
