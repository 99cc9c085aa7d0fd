"""The minutes of non-response of an SLS (BANR): one document, made when somebody first wants it."""

from __future__ import annotations

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import PRELIST, Stamp, fill
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import summary_for
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

BANR_FORM = "regsosek22-banr"


def minutes_id(sls_id: str) -> str:
    """Id of the minutes of an SLS: the same one on every laptop."""
    return derived_id("dokumen", BANR_FORM, sls_id)


def open_minutes(file: WorkFile, sls_id: str, stamp: Stamp) -> str:
    """Id of the minutes, which are made with the SLS and its officers when there are none.

    Raises InputFault `area_unknown` for an SLS that isn't in the file; MachineFault.
    """
    own_id = minutes_id(sls_id)
    if next(file.documents([own_id]), None) is None:
        sls = next((each for each in file.sls_list() if each.id == sls_id), None)
        if sls is None:
            raise InputFault("document_missing", document=own_id)
        given = _heading(sls)
        state = DocumentState(answers=given)
        summary = summary_for(load_form(BANR_FORM), state, state)
        first = Stamp(stamp.petugas, stamp.device, stamp.at, stamp.offset, PRELIST)
        file.create_documents(first, [NewDocument(BANR_FORM, sls_id, summary, [fill(given)], id=own_id)])
    return own_id


def _heading(sls: Sls) -> dict[str, str]:
    form = load_form(BANR_FORM).bound.form
    parts = (sls.prov, sls.kab, sls.kec, sls.desa, sls.sls, sls.sub)
    told = {
        "sls_name": sls.name, "ppl_name": sls.ppl_name, "ppl_code": sls.ppl_code, "pml_name": sls.pml_name,
        "pml_code": sls.pml_code,
    }  # fmt: skip
    heading = dict(zip(form.area, parts, strict=True)) | {form.officers[word]: text for word, text in told.items()}
    return {question: text for question, text in heading.items() if text}
