"""What is typed from the enrolment sheet: read kindly, guessed never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.sync.codes import LETTERS
from regsosek_desk.ui.door.link import Link, address, bare_code, read_link

CODE, URL, KEY = "7K2MQ9XF3ADT5WZB", "https://regsosek.demak.example:8443", "A" * 43
LINK = f"RSD1|{URL}|{CODE}|{KEY}"


@pytest.mark.parametrize(
    "typed",
    [
        "7K2M-Q9XF-3ADT-5WZB",
        "7k2m q9xf 3adt 5wzb",
        " 7k2mq9xf3adt5wzb ",
        "7K2M–Q9XF—3ADT—5WZB",
        "7 K 2 M Q 9 X F 3 A D T 5 W Z B",
        "7k2m.q9xf_3adt_5wzb",
    ],
)
def test_a_code_however_it_is_typed(typed: str) -> None:
    assert bare_code(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "meant"), [("O0O0-1I1L-AAAA-AAAA", "00001111AAAAAAAA"), ("oOiI lL00 oooo iiii", "0011110000001111")]
)
def test_letters_that_look_like_digits_are_digits(typed: str, meant: str) -> None:
    assert bare_code(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "7K2M", "7K2M-Q9XF-3ADT", "7K2M-Q9XF-3ADT-5WZBX", "7K2M-Q9XF-3ADT-5WZ!", "7K2M-Q9XF-3ADT-5WZU"]
)
def test_what_is_no_code_is_not_mended(typed: str) -> None:
    assert bare_code(typed) == ""
    assert read_link(typed, URL) is None


@given(
    st.text(LETTERS, min_size=16, max_size=16),
    st.lists(st.sampled_from(["", " ", "-", "\t"]), min_size=16, max_size=16),
)
def test_blanks_dashes_and_case_never_matter(code: str, between: list[str]) -> None:
    typed = "".join(letter.lower() + gap for letter, gap in zip(code, between, strict=True))
    assert bare_code(typed) == code


def test_a_scanned_link_is_whole_by_itself() -> None:
    assert read_link(LINK) == Link(URL, CODE, KEY)
    assert str(read_link(LINK)) == LINK
    assert read_link(f"rsd1|{URL}|7k2m-q9xf-3adt-5wzb|{KEY}\r", "https://other") == Link(URL, CODE, KEY)
    assert read_link(LINK.replace(KEY, "aB-_" * 10)) == Link(URL, CODE, "aB-_" * 10)


@pytest.mark.parametrize(
    "broken", [f"RSD1|{URL}|{CODE}", f"RSD1|{URL}|{CODE}|", f"RSD1||{CODE}|{KEY}", f"RSD2|{URL}|{CODE}|{KEY}"]
)
def test_half_a_link_is_none(broken: str) -> None:
    assert read_link(broken, URL) is None


def test_a_code_needs_its_server() -> None:
    assert read_link(CODE) is None
    assert read_link(CODE, "regsosek.demak.example") == Link("https://regsosek.demak.example", CODE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("regsosek.go.id", "https://regsosek.go.id"),
        (" http://10.0.0.5:8022/ ", "http://10.0.0.5:8022"),
        ("https://regsosek.go.id/api/", "https://regsosek.go.id/api"),
        ("", ""),
        ("https://", ""),
        ("ftp://regsosek.go.id", ""),
        ("https://regsosek.go.id:0", ""),
        ("https://regsosek.go.id:99999", ""),
        ("https://[::1", ""),
    ],
)
def test_addresses(typed: str, meant: str) -> None:
    assert address(typed) == meant
