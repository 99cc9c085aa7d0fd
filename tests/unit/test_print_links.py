"""What a QR code of a sheet says leads back to the same record, and nothing else does."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.services.print.links import Kind, Target, link, target_of
from regsosek_desk.services.print.lists import masked

ids = st.text(st.characters(codec="ascii", exclude_characters="|", categories=("L", "N", "P")), min_size=1)


@given(st.sampled_from(get_args(Kind)), ids)
def test_every_link_leads_back(kind: Kind, own: str) -> None:
    assert target_of(link(kind, own)) == Target(kind, own)
    assert target_of(f"  {link(kind, own).lower().replace(own.lower(), own)}\r\n") == Target(kind, own)


@given(st.text())
def test_no_other_text_is_taken_for_one(text: str) -> None:
    found = target_of(text)
    assert found is None or text.strip().upper().startswith("RSK1|")


@pytest.mark.parametrize(
    "text", ["", "RSK1", "RSK1|k", "RSK1|k|", "RSK1|xk|1", "RSK2|k|1", "RSK1|k|1|2", "3321010001000100"]
)
def test_what_is_no_link(text: str) -> None:
    assert target_of(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NIK 3321015511800001 sama", "NIK 3321········0001 sama"),
        ("3321015511800001", "3321········0001"),
        ("332101551180000", "332101551180000"),
        ("33210155118000012", "33210155118000012"),
    ],
)
def test_sixteen_digits_are_covered_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown
