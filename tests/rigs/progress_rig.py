"""Boards with few SLS, for what is summed over them."""

from __future__ import annotations

from datetime import date
from typing import Any

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.progress.levels import Board
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.snapshots import Past

TODAY = date(2022, 11, 20)
A1, A2, B1 = "3321010001000100", "3321010001000200", "3321020001000100"
"""Two SLS of a desa 001, and one of the desa 001 of another kecamatan."""


def sls(sls_id: str, ppl: str = "02301", pml: str = "02001") -> Sls:
    return Sls(
        sls_id, f"RT {sls_id[12:14]}", kab_name="DEMAK", kec_name=f"KEC {sls_id[4:7]}", desa_name="DESA", ppl_code=ppl,
        ppl_name=f"PPL {ppl}", pml_code=pml, pml_name=f"PML {pml}",
    )  # fmt: skip


def board(*conditions: Condition, past: tuple[Past, ...] = (), **more: Any) -> Board:
    places = {each.sls_id: sls(each.sls_id) for each in conditions}
    return Board(conditions, places, {"09001": "OPERATOR SATU"}, past, **{"today": TODAY, **more})
