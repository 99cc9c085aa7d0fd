"""What stands on a label, as scanners, people and spreadsheet programs write it."""

from __future__ import annotations

import pytest
from custody_rig import DIVIDED, KAB, sls_ids

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.custody.labels import read_label, split_list

A, B = sls_ids(2)
KNOWN = (A, B, DIVIDED)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        (A, "sls", A),
        (f" '{A} \r", "sls", A),
        (A[:14], "sls", A),
        (f"RSK1|sls|{A}", "sls", A),
        ("33210001", "box", "33210001"),
        ("33210001k", "box", "33210001K"),
        ("33210012K2", "box", "33210012K2"),
        ("RSK1|box|33210001K", "box", "33210001K"),
        (f"rsk1|SLS|{A}", "sls", A),
    ],
)
def test_a_label_is_read(text: str, kind: str, found: str) -> None:
    assert read_label(text, KNOWN, KAB) == (kind, found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "custody_unreadable"),
        (A[:15], "custody_unreadable"),
        (A + "0", "custody_unreadable"),
        ("RT 001 RW 001", "custody_unreadable"),
        ("RSK1|sls|33210001", "custody_unreadable"),
        (f"RSK1|box|{A}", "custody_unreadable"),
        ("33210001X", "custody_unreadable"),
        ("1,20603E+15", "custody_by_excel"),
        ("1.20603e+15", "custody_by_excel"),
        ("RSK1|k|0189a1b2", "custody_not_a_bundle"),
        ("RSK1|batch|33210001", "custody_not_a_bundle"),
        ("3374010001000100", "custody_other_kab"),
        ("33740001", "custody_other_kab"),
        (DIVIDED[:14], "custody_ambiguous"),
    ],
)
def test_what_is_no_label_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputFault) as told:
        read_label(text, KNOWN, KAB)
    assert told.value.code == code


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\u2028"])
def test_a_list_is_split_at_any_line_end(end: str) -> None:
    assert split_list(end.join((A, B, ""))) == [A, B]


@pytest.mark.parametrize(
    "line",
    [
        f"{A}\t{B}",
        f"{A};{B}",
        f"{A},{B}",
        f"{A} {B}",
    ],
)
def test_several_may_stand_in_a_line(line: str) -> None:
    assert split_list(line) == [A, B]


def test_names_dates_and_other_columns_are_left_out() -> None:
    assert split_list(f"RT 001\t{A}\t20221101\t56\nRT 002\t{B[:14]}\t20221102") == [A, B[:14]]
    assert split_list("box 33210001 isi 20") == ["33210001"]
    assert split_list(f"RSK1|sls|{A}") == [f"RSK1|sls|{A}"]


def test_a_grouped_code_is_put_together() -> None:
    assert split_list("33 21 010 001 0001 00") == [A]


def test_a_line_without_a_label_is_not_swallowed() -> None:
    assert split_list(f"ID WILAYAH\n{A}\n1,20603E+15\n") == ["ID WILAYAH", A, "1,20603E+15"]
