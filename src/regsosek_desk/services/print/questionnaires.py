"""The questionnaires as the paper has them: filled with what is keyed, or blank for the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.engine.evaluate import calculated
from regsosek_desk.core.engine.instance import FormInstance
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.models import Form
from regsosek_desk.reports.facsimile.filling import Facsimile, FilledForm, Paper
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, form_of, instance_from
from regsosek_desk.services.print.desk import Desk, Watch, nobody
from regsosek_desk.services.print.links import Kind, link
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.texts import language, t

_KIND: Mapping[str, Kind] = {FAMILY_FORM: "k", LIST_FORM: "vk1"}


def filled_forms(desk: Desk, documents: Sequence[str], watch: Watch = nobody) -> bytes:
    """The documents (ids of K or VK1) as facsimiles of their paper, all sets and pages, in the order given.

    Raises InputFault `document_missing`, `form_unknown`, MachineFault, and what `watch` raises.
    """
    book = Facsimile(t("print.form.title"), desk.origin)
    for stored in desk.documents(documents, watch):
        program = form_of(stored)
        form = program.bound.form
        book.add(_paper(form.form, form.version, language()), _filled(desk, program, stored))
    return book.pdf()


def blank_form(desk: Desk, form_id: str, sls_id: str) -> bytes:
    """One blank questionnaire for this SLS: the area is filled in, nothing else. Raises InputFault, MachineFault."""
    form = load_form(form_id).bound.form
    sls = desk.place(sls_id)
    book = Facsimile(form.title, desk.origin)
    answers = dict(zip(form.area, (sls.prov, sls.kab, sls.kec, sls.desa, sls.sls, sls.sub), strict=True))
    name = t("print.form.blank_name", code=form.code, sls=sls.name or sls.id)
    blank = FilledForm(link("sls", sls.id), name, answers, {}, _places(form, sls))
    book.add(_paper(form.form, form.version, language()), blank)
    return book.pdf()


@lru_cache(maxsize=8)
def _paper(form: str, version: str, _language: str) -> Paper:
    """Setting the pages takes half a second; what is printed on them is in the language of the program."""
    return Paper(load_form(form, version).bound.form)


def _filled(desk: Desk, program: FormProgram, stored: StoredDocument) -> FilledForm:
    form, sls = program.bound.form, desk.place(stored.sls_id)
    rows = {name: [row.answers for row in stored.state.rows(name)] for name in form.rosters}
    number = stored.summary.family_number
    key = "print.form.family_name" if number else "print.form.list_name"
    name = t(key, code=form.code, sls=sls.name or sls.id, id=sls.id, number=number)
    answers = {**stored.state.answers, **_worked_out(program, stored)}
    return FilledForm(link(_KIND[stored.form], stored.id), name, answers, rows, _places(form, sls))


def _worked_out(program: FormProgram, stored: StoredDocument) -> dict[str, str]:
    """What the form counts itself."""
    counted = [question for roster, question in program.bound.calculated if roster is None]
    if not counted:
        return {}
    instance = instance_from(program, stored.state)
    return dict(_values(instance, counted))


def _values(instance: FormInstance, questions: Iterable[str]) -> Iterable[tuple[str, str]]:
    for question in questions:
        value = calculated(instance, question)
        if value is not None:
            yield question, str(value)


def _places(form: Form, sls: Sls) -> dict[str, str]:
    """The names of the area beside its codes."""
    return dict(zip(form.area, (sls.prov_name, sls.kab_name, sls.kec_name, sls.desa_name), strict=False))
