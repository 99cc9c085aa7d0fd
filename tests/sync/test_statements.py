"""Certificates and receipts: whatever is changed in them is noticed, also on paper and without a network."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parties import AT, LAPTOP, NAME, OF_LAPTOP, OF_SERVER, ROOT_KEY, SERVER, certified

from regsosek_desk.core.domain.exchange import Certificate, Receipt, Verdict
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import (
    certificate_from_json,
    certificate_to_json,
    check_certificate,
    check_receipt,
    check_receipt_code,
    issue_certificate,
    issue_receipt,
    receipt_code,
    receipt_from_json,
    receipt_to_json,
    without_name,
)

VERDICTS = (
    Verdict("doc-1", "aa", "accepted"),
    Verdict("doc-2", "bb cc", "conflict"),
    Verdict("doc-3", "dd", "quarantined", "sls_unknown", {"sls": "3321010001000100"}, "0230"),
)
RECEIPT = issue_receipt(SERVER, OF_SERVER, batch="0190-batch", number=7, sender=LAPTOP.device, at=AT, verdicts=VERDICTS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


# --- certificates -----------------------------------------------------------------------------------


def test_a_certificate_of_the_office_holds() -> None:
    check_certificate(OF_LAPTOP, ROOT_KEY)
    assert (OF_LAPTOP.device, OF_LAPTOP.name, OF_LAPTOP.role) == (LAPTOP.device, NAME, "PPL")


@pytest.mark.parametrize("name", [each.name for each in fields(Certificate)])
def test_a_certificate_with_anything_changed_does_not_hold(name: str) -> None:
    changed = replace(OF_LAPTOP, **{name: getattr(OF_SERVER, name) + "x"})
    with pytest.raises(PeerFault, match="certificate_invalid"):
        check_certificate(changed, ROOT_KEY)


def test_a_certificate_of_another_office_does_not_hold() -> None:
    stranger = certified(LAPTOP, "02301", NAME, "PPL", root=DeviceKeys.generate())
    with pytest.raises(PeerFault, match="certificate_invalid"):
        check_certificate(stranger, ROOT_KEY)


def test_a_certificate_holds_without_the_name_but_not_under_another() -> None:
    shown = without_name(OF_LAPTOP)
    check_certificate(shown, ROOT_KEY)
    assert NAME not in str(certificate_to_json(shown))
    with pytest.raises(PeerFault, match="certificate_invalid"):
        check_certificate(replace(shown, name="Somebody Else"), ROOT_KEY)


def test_keys_that_are_none_get_no_certificate() -> None:
    told = {"petugas": "02301", "name": NAME, "role": "PPL", "kab": "3321", "issued": AT}
    with pytest.raises(InputFault, match="key_malformed"):
        issue_certificate(DeviceKeys.generate(), sign_key="abc", recipient=LAPTOP.recipient, **told)


def test_a_certificate_comes_back_from_its_json() -> None:
    assert certificate_from_json(certificate_to_json(OF_LAPTOP)) == OF_LAPTOP


@pytest.mark.parametrize("name", [each.name for each in fields(Certificate)])
@pytest.mark.parametrize("value", [None, 3, ["x"], "\ud800"])
def test_json_without_a_field_or_with_an_odd_one_is_no_certificate(name: str, value: object) -> None:
    with pytest.raises(PeerFault, match="certificate_invalid"):
        certificate_from_json(certificate_to_json(OF_LAPTOP) | {name: value})


# --- receipts ---------------------------------------------------------------------------------------


def test_a_receipt_of_a_device_of_the_office_holds() -> None:
    check_receipt(RECEIPT, ROOT_KEY)
    assert (RECEIPT.held, len(RECEIPT.verdicts)) == (2, 3)


def changed_receipts() -> dict[str, Receipt]:
    other = Verdict("doc-1", "ab", "accepted")
    return {
        "heads of a document": replace(RECEIPT, verdicts=(other, *VERDICTS[1:])),
        "a verdict": replace(RECEIPT, verdicts=(*VERDICTS[:2], replace(VERDICTS[2], code="accepted"))),
        "a reason": replace(RECEIPT, verdicts=(*VERDICTS[:2], replace(VERDICTS[2], reason="entry_differs"))),
        "a document less": replace(RECEIPT, verdicts=VERDICTS[:2]),
        "the order": replace(RECEIPT, verdicts=VERDICTS[::-1]),
        "number": replace(RECEIPT, number=8),
        "batch": replace(RECEIPT, batch="0190-other"),
        "sender": replace(RECEIPT, sender=SERVER.device),
        "time": replace(RECEIPT, at="2022-10-21T03:04:05.678Z"),
        "issuer": replace(RECEIPT, issuer=OF_LAPTOP),
        "name of the issuer": replace(RECEIPT, issuer=replace(OF_SERVER, name="BPS Kudus")),
        "signature": replace(RECEIPT, signature=LAPTOP.sign(RECEIPT.statement.encode())),
    }


@pytest.mark.parametrize("what", changed_receipts())
def test_a_receipt_with_anything_changed_does_not_hold(what: str) -> None:
    with pytest.raises(PeerFault, match="receipt_invalid"):
        check_receipt(changed_receipts()[what], ROOT_KEY)


def test_a_receipt_by_somebody_from_elsewhere_does_not_hold() -> None:
    with pytest.raises(PeerFault, match="receipt_invalid"):
        check_receipt(RECEIPT, DeviceKeys.generate().sign_key)


def test_a_receipt_comes_back_from_its_json() -> None:
    assert receipt_from_json(receipt_to_json(RECEIPT)) == RECEIPT


@pytest.mark.parametrize("name", receipt_to_json(RECEIPT))
@given(value=JSON)
def test_json_with_anything_odd_in_it_gives_a_coded_fault(name: str, value: object) -> None:
    assert holds(receipt_to_json(RECEIPT) | {name: value}) == (value == receipt_to_json(RECEIPT)[name])


def holds(value: object) -> bool:
    try:
        check_receipt(receipt_from_json(value), ROOT_KEY)
    except PeerFault:
        return False
    return True


@given(JSON)
def test_any_json_is_no_statement(value: Any) -> None:
    with pytest.raises(PeerFault, match="receipt_invalid"):
        receipt_from_json(value)
    with pytest.raises(PeerFault, match="certificate_invalid"):
        certificate_from_json(value)


# --- the code on paper ------------------------------------------------------------------------------


def test_the_code_of_a_receipt_tells_what_it_proves() -> None:
    told = check_receipt_code(receipt_code(RECEIPT), ROOT_KEY)
    assert (told.issuer, told.batch, told.number, told.sender) == (OF_SERVER, "0190-batch", 7, LAPTOP.device)
    assert (told.at, told.held, told.count, told.root) == (AT, 2, 3, RECEIPT.root)


def test_a_name_may_hold_what_divides_the_code() -> None:
    receipt = issue_receipt(LAPTOP, OF_LAPTOP, batch="b", number=1, sender=SERVER.device, at=AT, verdicts=VERDICTS)
    assert check_receipt_code(f"\n{receipt_code(receipt)} ", ROOT_KEY).issuer.name == NAME


def test_the_code_can_be_typed_by_a_scanner() -> None:
    issuer = certified(SERVER, "", "Désirée | 100 %, 𝔇emak", "server")
    receipt = issue_receipt(SERVER, issuer, batch="b", number=1, sender=LAPTOP.device, at=AT, verdicts=VERDICTS)
    assert receipt_code(receipt).isascii()
    assert check_receipt_code(receipt_code(receipt), ROOT_KEY).issuer == issuer


def test_the_code_fits_a_qr_that_a_cheap_camera_reads() -> None:
    issuer = certified(SERVER, "", "BPS Kabupaten Demak " * 5, "server")
    batch = "01900000-0000-7000-8000-000000000000"
    receipt = issue_receipt(SERVER, issuer, batch=batch, number=9999, sender=LAPTOP.device, at=AT, verdicts=VERDICTS)
    assert len(receipt_code(receipt)) < 700


PARTS = ("mark", "device", "batch", "number", "sender", "at", "held", "count", "root", "signature", "sign_key",
         "recipient", "petugas", "name", "role", "kab", "issued", "signature of the certificate")  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_code_with_anything_changed_does_not_hold(part: str) -> None:
    parts = receipt_code(RECEIPT).split("|")
    parts[PARTS.index(part)] += "1"
    with pytest.raises(PeerFault, match="receipt_invalid"):
        check_receipt_code("|".join(parts), ROOT_KEY)


def test_a_code_read_in_part_or_by_a_stranger_does_not_hold() -> None:
    code = receipt_code(RECEIPT)
    for end in range(0, len(code), 7):
        with pytest.raises(PeerFault, match="receipt_invalid"):
            check_receipt_code(code[:end], ROOT_KEY)
    with pytest.raises(PeerFault, match="receipt_invalid"):
        check_receipt_code(code, DeviceKeys.generate().sign_key)


@given(st.text(max_size=200) | st.lists(st.text(max_size=9), min_size=18, max_size=18).map("|".join))
def test_any_text_as_a_code_gives_a_coded_fault(text: str) -> None:
    with pytest.raises(PeerFault, match="receipt_invalid"):
        check_receipt_code(text, ROOT_KEY)
