"""How a PPL's laptop finds the PML's: by what it announces in the network, or by the text of its QR."""

from __future__ import annotations

import pytest

from regsosek_desk.core.errors import InputFault
from regsosek_desk.sync.discover import Found, announce, browse, fingerprint, lan_address, read_relay_text, relay_text
from regsosek_desk.sync.keys import DeviceKeys


@pytest.fixture
def relay() -> Found:
    keys = DeviceKeys.generate()
    return Found(f"http://{lan_address()}:18022", keys.device, fingerprint(keys.sign_key))


def test_the_text_of_the_qr_names_the_relay(relay: Found) -> None:
    assert read_relay_text(relay_text(relay)) == relay
    assert read_relay_text(f"  {relay_text(relay)}\n") == relay


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RSD1|https://regsosek.contoh.go.id|KODE|kunci",
        "RSL1|http://10.0.0.1:8022|d-0123456789abcdef|",
        "RSL1|http://10.0.0.1|d-0123456789abcdef|" + "0" * 32,
        "RSL1|http://jahat.example:80|d-0123456789abcdef|" + "0" * 32,
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputFault) as fault:
        read_relay_text(text)
    assert fault.value.code == "relay_text_wrong"


def test_a_relay_is_found_while_it_announces_itself(relay: Found) -> None:
    with announce(relay):
        assert relay in browse(until=relay.device)
    assert relay not in browse(seconds=0.2)


def test_the_fingerprint_tells_keys_apart() -> None:
    first, second = (fingerprint(DeviceKeys.generate().sign_key) for _ in range(2))
    assert first != second
    assert len(first) == len(second) == 32
