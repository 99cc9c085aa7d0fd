"""The outside facts that forms may ask for: what only the work file can tell about other documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from regsosek_desk.core.domain.journal import Draft
from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Record
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.values import parse_number
from regsosek_desk.services.completeness.lines import NONRESPONSE, VkLine, banr_lines, is_in, vk_lines
from regsosek_desk.services.completeness.minutes import BANR_FORM
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, area_code, form_of, text_of
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile

Value = str | int | None
ByRow = dict[str, Value]
FIRST_ROLE = "PPL"
_MAIN_FAMILY, _WHOLE_CARD = "1", "0"


class Others:
    """What a file tells about the documents beside one. For one look: the families of an SLS are read once."""

    def __init__(self, file: WorkFile) -> None:
        self.file = file
        self._families: dict[str, list[DocumentRow]] = {}
        self._outcomes: dict[str, dict[str, str]] = {}

    def areas(self) -> Collection[str]:
        return {sls.id for sls in self.file.sls_list()}

    def role(self) -> str:
        """Role of the petugas whose file this is."""
        owner = self.file.meta.get("petugas")
        return next((p.role for p in self.file.petugas_list() if p.code == owner), FIRST_ROLE)

    def with_niks(self, niks: Collection[str], document: StoredDocument) -> Mapping[str, int]:
        """NIK → other documents with a row that has it; one that none has may be left out."""
        return self.file.lists.niks_elsewhere(niks, document.id)

    def with_kk(self, kk: str, code: str, document: StoredDocument) -> int:
        """Other documents with this KK number and KK code."""
        return sum(other.kk_code == code for other in self.file.lists.kk_elsewhere(kk, document.id))

    def families(self, sls_id: str) -> list[DocumentRow]:
        if sls_id not in self._families:
            self._families[sls_id] = self.file.lists.documents(sls_id, form=FAMILY_FORM)
        return self._families[sls_id]

    def outcomes(self, sls_id: str) -> Mapping[str, str]:
        """K of the SLS to the result of its enumeration; one where that is blank is left out."""
        if sls_id not in self._outcomes:
            question = load_form(FAMILY_FORM).bound.form.summary["outcome"]
            self._outcomes[sls_id] = self.file.lists.answers(question, FAMILY_FORM, sls_id)
        return self._outcomes[sls_id]

    def found_lines(self, sls_id: str) -> list[VkLine]:
        """Families that the VK of the SLS says were found."""
        lists = self.file.every_document(sls_id, LIST_FORM)
        return [line for each in lists for line in vk_lines(each.state, form_of(each).bound.form) if line.found]

    def in_minutes(self, sls_id: str) -> Collection[str]:
        """Family numbers that stand in the minutes of non-response."""
        minutes = self.file.every_document(sls_id, BANR_FORM)
        return {line.number for each in minutes for line in banr_lines(each.state, form_of(each).bound.form)} - {""}


class OthersAtOnce(Others):
    """The same for a run over the whole file: what repeats is looked up once. Nothing may change meanwhile."""

    def __init__(self, file: WorkFile) -> None:
        super().__init__(file)
        self._areas, self._role = super().areas(), super().role()
        self._niks, self._kks = file.lists.repeated_niks(), file.lists.repeated_kks()

    def areas(self) -> Collection[str]:
        return self._areas

    def role(self) -> str:
        return self._role

    def with_niks(self, niks: Collection[str], document: StoredDocument) -> Mapping[str, int]:
        return {nik: self._niks[nik] - 1 for nik in niks if nik in self._niks}

    def with_kk(self, kk: str, code: str, document: StoredDocument) -> int:
        return self._kks.get(kk, {}).get(code, 0) - (kk in self._kks and document.summary.kk_code == code)


def facts_of(others: Others, instance: FormInstance, document: StoredDocument) -> dict[str, dict[str, Value]]:
    """Row id → fact → value, for those facts that the form of this document asks for."""
    facts: dict[str, dict[str, Value]] = {}
    for name, fact in instance.program.bound.form.facts.items():
        source = SOURCES.get(name)
        for row, value in (source(others, instance, document) if source else {}).items():
            number = fact.type == "number" and isinstance(value, str)
            facts.setdefault(row, {})[name] = parse_number(str(value)) if number else value
    return facts


def touches_facts(program: FormProgram, drafts: Sequence[Draft]) -> bool:
    """Whether a change may alter what other documents say about this one. A new row has nothing to say yet."""
    form = program.bound.form
    keys = {*form.area, *(form.summary.get(k) for k in ("row_nik", "kk_number", "kk_code"))}
    keys |= {question for fact in form.facts.values() for question in fact.follows}
    return any(d.op == "row_remove" or d.undoes or d.question in keys for d in drafts)


def _known_area(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    code, known = area_code(instance), others.areas()
    return {FAMILY: int(code in known) if code and known else None}


def _past_the_ppl(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    """Whether the document is at the PML or later: it is where somebody else than the PPL works on it."""
    return {FAMILY: int(others.role() != FIRST_ROLE)}


def _nik_elsewhere(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    question = instance.program.bound.form.summary.get("row_nik")
    niks = {record.id: text_of(record, question) for rows in instance.rosters.values() for record in rows}
    found = others.with_niks({nik for nik in niks.values() if nik}, document)
    return {row: found.get(nik, 0) if nik else None for row, nik in niks.items()}


def _kk_elsewhere(code: str) -> Callable[[Others, FormInstance, StoredDocument], ByRow]:
    def count(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
        kk = text_of(instance.family, instance.program.bound.form.summary.get("kk_number"))
        return {FAMILY: others.with_kk(kk, code, document) if kk else None}

    return count


def _numbered(instance: FormInstance) -> list[Record]:
    """The rows of every list of families: those that have a family number."""
    number = instance.program.bound.form.summary["family_number"]
    return [row for rows in instance.rosters.values() for row in rows if number in row.program.slot_of]


def _number(instance: FormInstance, row: Record) -> str:
    return text_of(row, instance.program.bound.form.summary["family_number"])


def _of_vk_rows(value: Callable[[DocumentRow | None], Value]) -> Callable[..., ByRow]:
    """A fact about the K that belongs to each line of a VK list."""

    def look(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
        families = _families_by_line(others, document)
        return {r.id: value(families.get(r.id)) for r in _numbered(instance)}

    return look


def _in_minutes(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    listed = others.in_minutes(document.sls_id)
    return {row.id: int(_number(instance, row) in listed) for row in _numbered(instance)}


def _of_minutes(value: Callable[[Sequence[VkLine], Sequence[DocumentRow], Others], Value]) -> Callable[..., ByRow]:
    """A fact about the VK lines and the keyed K with the number of each line of the minutes."""

    def look(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
        lines: dict[str, list[VkLine]] = {}
        for line in others.found_lines(document.sls_id):
            lines.setdefault(line.number, []).append(line)
        numbers = {line.row: number for number, same in lines.items() for line in same}
        families: dict[str, list[DocumentRow]] = {}
        for k in others.families(document.sls_id):
            if k.status != "blank":
                families.setdefault(numbers.get(k.vk_row or "", k.family_number), []).append(k)
        rows = {row.id: _number(instance, row) for row in _numbered(instance)}
        return {row: value(lines.get(n, ()), families.get(n, ()), others) if n else None for row, n in rows.items()}

    return look


def _outcome(_: Sequence[VkLine], families: Sequence[DocumentRow], others: Others) -> Value:
    return next((others.outcomes(k.sls_id).get(k.id) for k in families), None)


def _own_code(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    return {FAMILY: document.sls_id}


def _families_by_line(others: Others, document: StoredDocument) -> Mapping[str, DocumentRow]:
    return {k.vk_row: k for k in others.families(document.sls_id) if k.vk_row}


def _family_count(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    """K with answers: a keyed one whose family gave none is counted with the non-response."""
    form, outcomes = load_form(FAMILY_FORM).bound.form, others.outcomes(document.sls_id)
    keyed = [k for k in others.families(document.sls_id) if k.status != "blank"]
    return {FAMILY: sum(not is_in(form, NONRESPONSE, outcomes.get(k.id, "")) for k in keyed)}


def _families_off_list(others: Others, instance: FormInstance, document: StoredDocument) -> ByRow:
    lines = {record.id for record in _numbered(instance)}
    families = others.families(document.sls_id)
    return {FAMILY: sum(k.vk_row not in lines for k in families)}


def _column(name: str) -> Callable[[DocumentRow | None], Value]:
    """A column of the K, once somebody has keyed in it."""
    return lambda k: (getattr(k, name) or None) if k is not None and k.status != "blank" else None


SOURCES: dict[str, Callable[[Others, FormInstance, StoredDocument], ByRow]] = {
    "wilayah_dikenal": _known_area,
    "posisi_pml": _past_the_ppl,
    "nik_di_keluarga_lain": _nik_elsewhere,
    "kk_sesuai_di_keluarga_lain": _kk_elsewhere(_WHOLE_CARD),
    "kk_induk_di_keluarga_lain": _kk_elsewhere(_MAIN_FAMILY),
    "k_ada": _of_vk_rows(lambda k: int(k is not None)),
    "banr": _in_minutes,
    "k_nama": _of_vk_rows(_column("head_name")),
    "k_bangunan": _of_vk_rows(_column("building_number")),
    "k_keluarga": _of_vk_rows(_column("family_number")),
    "k_status_keluarga": _of_vk_rows(_column("family_status")),
    "jumlah_k": _family_count,
    "jumlah_k_tanpa_vk": _families_off_list,
    "kode_sls": _own_code,
    "vk_ada": _of_minutes(lambda lines, families, others: len(lines)),
    "vk_nama": _of_minutes(lambda lines, families, others: (lines[0].name or None) if lines else None),
    "k_terisi": _of_minutes(lambda lines, families, others: len(families)),
    "k_hasil": _of_minutes(_outcome),
}
