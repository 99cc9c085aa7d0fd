"""A stored receipt with what this work file knows of its documents, as a page to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Receipt, Verdict, VerdictCode
from regsosek_desk.services.session import TRAINING
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t


def receipt_pdf(file: WorkFile, receipt: Receipt) -> bytes:
    """The receipt on one page (PDF). The caller has checked its signature. Raises what reading the file raises."""
    from regsosek_desk.reports.page import Origin
    from regsosek_desk.reports.receipt_page import OpenCase, ReceiptPage, SlsVerdicts, receipt_page
    from regsosek_desk.sync.statements import receipt_code

    rows = {row.id: row for row in file.lists.documents()}
    places = {sls.id: sls for sls in file.sls_list()}
    counts: dict[str, Counter[VerdictCode]] = {}
    open_cases = []
    for verdict in receipt.verdicts:
        row = rows.get(verdict.document)
        sls_id = row.sls_id if row else ""
        counts.setdefault(sls_id, Counter())[verdict.code] += 1
        if verdict.code in ("conflict", "quarantined"):
            sls = places.get(sls_id, Sls(sls_id))
            open_cases.append(OpenCase(what(row.family_number if row else "", sls), _why(verdict), verdict.owner))
    per_sls = [SlsVerdicts(places.get(sls_id, Sls(sls_id)), dict(each)) for sls_id, each in sorted(counts.items())]
    page = ReceiptPage(receipt, receipt_code(receipt), _sender(file, receipt), per_sls, open_cases)
    training = file.meta.get("mode") == TRAINING
    return receipt_page(page, Origin(_office(places), datetime.now().astimezone(), training))


def print_receipt(file: WorkFile, receipt: Receipt, path: Path) -> Path:
    """Write the page to a file, whole or not at all. Raises MachineFault as `whole_files`."""
    with whole_files(path.parent) as folder:
        (folder / path.name).write_bytes(receipt_pdf(file, receipt))
    return path


def _office(places: Mapping[str, Sls]) -> str:
    """The office whose area these SLS are in."""
    return next((t("reports.office", kab=sls.kab_name) for sls in places.values() if sls.kab_name), "")


def what(number: str, sls: Sls) -> str:
    """The document of a family with this number, "" for a VK list, as people call it."""
    name = sls.name or sls.id
    return t("exchange_screen.family_of", number=number, sls=name) if number else t("exchange_screen.list_of", sls=name)


def _why(verdict: Verdict) -> str:
    return reason_text(verdict.reason, verdict.params) if verdict.reason else t("exchange_screen.two_wrote")


def reason_text(reason: str, params: Mapping[str, str] | None = None) -> str:
    """Why a document was kept aside, in plain words."""
    return t(f"exchange.reason.{reason}", **(params or {}))


def _sender(file: WorkFile, receipt: Receipt) -> Petugas:
    """The petugas whose device sent the batch; of another device only that is known."""
    if receipt.sender == file.meta.get("device"):
        own = file.meta.get("petugas", "")
        return next((each for each in file.petugas_list() if each.code == own), Petugas(own, ""))
    return Petugas("", receipt.sender)
