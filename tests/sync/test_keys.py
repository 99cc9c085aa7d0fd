"""Keys of a device: what one half makes the other half knows, and nobody else's does."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.sync.keys import (
    DeviceKeys,
    check_public_keys,
    check_signature,
    device_of,
    encrypt,
    from_b64,
    to_b64,
)

KEYS, OTHER = DeviceKeys.generate(), DeviceKeys.generate()


def test_keys_come_back_from_their_text_and_do_the_same() -> None:
    again = DeviceKeys.from_text(KEYS.to_text())
    assert (again.device, again.sign_key, again.recipient) == (KEYS.device, KEYS.sign_key, KEYS.recipient)
    assert again.sign(b"x") == KEYS.sign(b"x")
    assert again.decrypt(encrypt(b"secret", [KEYS.recipient])) == b"secret"


def test_two_devices_have_nothing_in_common() -> None:
    assert KEYS.device != OTHER.device
    assert KEYS.sign_key != OTHER.sign_key
    assert KEYS.recipient != OTHER.recipient


def test_the_name_of_a_device_follows_from_its_public_key() -> None:
    raw = from_b64(KEYS.sign_key)
    assert len(raw) == 32
    assert KEYS.device == device_of(KEYS.sign_key) == "d-" + hashlib.sha256(raw).hexdigest()[:16]


def test_the_secret_halves_are_not_shown() -> None:
    secrets = KEYS.to_text().split(":")[1:]
    assert not any(secret in repr(KEYS) for secret in secrets)


def test_a_signature_is_good_for_its_key_and_its_data_alone() -> None:
    signature = KEYS.sign(b"data")
    assert check_signature(KEYS.sign_key, b"data", signature)
    assert not check_signature(KEYS.sign_key, b"date", signature)
    assert not check_signature(OTHER.sign_key, b"data", signature)
    assert not check_signature(KEYS.sign_key, b"data", OTHER.sign(b"data"))


@given(st.text(max_size=100))
def test_what_is_no_signature_or_no_key_is_not_good(text: str) -> None:
    assert not check_signature(KEYS.sign_key, b"data", text)
    assert not check_signature(text, b"data", KEYS.sign(b"data"))


def test_each_recipient_can_read_and_others_cannot() -> None:
    sealed = encrypt(b"for two", [KEYS.recipient, OTHER.recipient])
    assert KEYS.decrypt(sealed) == OTHER.decrypt(sealed) == b"for two"
    with pytest.raises(InputFault, match="envelope_not_for_us"):
        DeviceKeys.generate().decrypt(sealed)
    assert b"for two" not in sealed


@given(st.binary(max_size=300))
def test_bytes_that_nobody_encrypted_are_not_for_us(data: bytes) -> None:
    with pytest.raises(InputFault, match="envelope_not_for_us"):
        KEYS.decrypt(data)


@given(st.text(max_size=60))
def test_a_text_that_holds_no_keys_is_damaged(text: str) -> None:
    with pytest.raises(InputFault, match="keys_damaged"):
        DeviceKeys.from_text(text)


def test_keys_with_a_changed_letter_are_damaged() -> None:
    mark, seed, identity = KEYS.to_text().split(":")
    changed = identity[:-1] + ("Q" if identity[-1] != "Q" else "P")
    for text in (f"{mark}:{seed}:{changed}", f"X{mark}:{seed}:{identity}", f"{mark}:{seed[:-3]}:{identity}"):
        with pytest.raises(InputFault, match="keys_damaged"):
            DeviceKeys.from_text(text)


def test_public_keys_are_good_only_where_something_can_be_done_with_them() -> None:
    check_public_keys(KEYS.sign_key, KEYS.recipient)
    for sign_key, recipient in ((KEYS.sign_key[:-2], KEYS.recipient), (KEYS.sign_key, KEYS.recipient[:-1]), ("", "")):
        with pytest.raises(InputFault, match="key_malformed"):
            check_public_keys(sign_key, recipient)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts_as_public_keys_give_a_coded_fault(sign_key: str, recipient: str) -> None:
    with pytest.raises(DeskError):
        check_public_keys(sign_key, recipient)


@given(st.binary(max_size=100))
def test_base64url_comes_back(data: bytes) -> None:
    assert from_b64(to_b64(data)) == data
    assert "=" not in to_b64(data)


@pytest.mark.parametrize("text", ["A", "AA==", "A A", "AB", "ä", "+/"])
def test_base64url_that_we_do_not_write_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the base64 module words it in many ways
        from_b64(text)
