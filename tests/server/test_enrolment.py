"""A one-time code binds a laptop to a petugas: once, in time, and not by guessing."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_rig import KAB, PML, PPL_A, SLS_A, SLS_B, Bureau

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import KEY_FILE, init_identity, load_identity
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json, check_certificate

DAY = 86_400


def enrol(bureau: Bureau, code: str, keys: DeviceKeys | None = None, **more: Any) -> dict[str, Any]:
    keys = keys or DeviceKeys.generate()
    return bureau.endpoint.enrol(code, keys.sign_key, keys.recipient, "laptop", "terbungkus", **more)


def certificate(answer: dict[str, Any]) -> Certificate:
    return certificate_from_json(answer["certificate"])


def test_a_laptop_gets_its_certificate_its_petugas_and_its_sls(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PML.code)
    found = enrol(bureau, code.code)
    own = certificate(found)
    check_certificate(own, found["root_key"])
    assert (own.petugas, own.name, own.role, own.kab) == (PML.code, PML.name, "PML", KAB)
    assert found["petugas"]["code"] == PML.code
    assert [each["id"] for each in found["sls"]] == [SLS_A, SLS_B]
    assert found["recovery"] == bureau.identity.recovery
    [row] = bureau.endpoint.devices()
    assert (row.id, row.wrapped_key) == (own.device, "terbungkus")


def test_the_link_names_address_code_and_root_key(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PPL_A.code)
    assert code.link == f"RSD1|http://server.test|{code.code}|{bureau.identity.root_key}"
    other = bureau.endpoint.new_code(PPL_A.code, url="http://lain")
    assert other.link.split("|")[1] == "http://lain"


def test_a_code_is_known_however_it_is_typed(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PPL_A.code).code
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert certificate(enrol(bureau, typed)).petugas == PPL_A.code


def test_a_code_serves_one_laptop_which_may_ask_again(bureau: Bureau) -> None:
    code, keys = bureau.endpoint.new_code(PPL_A.code).code, DeviceKeys.generate()
    first = enrol(bureau, code, keys)
    bureau.clock.move(6 * DAY)
    assert enrol(bureau, code, keys) == first
    with pytest.raises(PeerFault, match="code_used"):
        enrol(bureau, code)
    bureau.clock.move(DAY)
    with pytest.raises(PeerFault, match="code_expired"):  # a sheet left lying about tells nothing more
        enrol(bureau, code, keys)
    assert len(bureau.endpoint.devices()) == 1


def test_a_code_expires_after_its_days(bureau: Bureau) -> None:
    first, second = bureau.endpoint.new_code(PPL_A.code, days=2), bureau.endpoint.new_code(PML.code, days=2)
    bureau.clock.move(2 * DAY - 1)
    enrol(bureau, first.code)
    bureau.clock.move(1)
    with pytest.raises(PeerFault, match="code_expired"):
        enrol(bureau, second.code)


def test_a_new_code_makes_the_old_one_void(bureau: Bureau) -> None:
    old, new = bureau.endpoint.new_code(PPL_A.code), bureau.endpoint.new_code(PPL_A.code)
    with pytest.raises(PeerFault, match="code_expired"):
        enrol(bureau, old.code)
    enrol(bureau, new.code)


def test_a_used_code_keeps_its_laptop_when_a_new_one_is_made(bureau: Bureau) -> None:
    old, keys = bureau.endpoint.new_code(PPL_A.code), DeviceKeys.generate()
    first = enrol(bureau, old.code, keys)
    enrol(bureau, bureau.endpoint.new_code(PPL_A.code).code)
    assert enrol(bureau, old.code, keys) == first
    assert len(bureau.endpoint.devices()) == 2


def test_nobody_unknown_gets_a_code(bureau: Bureau) -> None:
    with pytest.raises(InputFault, match="petugas_unknown"):
        bureau.endpoint.new_code("99999")


def test_a_revoked_laptop_cannot_come_back_by_a_new_code(bureau: Bureau) -> None:
    keys = DeviceKeys.generate()
    own = certificate(enrol(bureau, bureau.endpoint.new_code(PPL_A.code).code, keys))
    bureau.endpoint.revoke(own.device)
    with pytest.raises(PeerFault, match="device_revoked"):
        enrol(bureau, bureau.endpoint.new_code(PPL_A.code).code, keys)


def test_keys_that_are_none_use_up_no_code(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PPL_A.code).code
    with pytest.raises(InputFault, match="key_malformed"):
        bureau.endpoint.enrol(code, "abc", "age1xyz", "laptop", "")
    enrol(bureau, code)


def test_codes_stand_nowhere_in_the_database(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PPL_A.code).code
    with bureau.store._engine.connect() as conn:
        rows = conn.exec_driver_sql("SELECT * FROM kode_daftar").all()
    assert code not in str(rows)
    assert code.replace("-", "") not in str(rows)


# --- guessing ---------------------------------------------------------------------------------------


def wrong(bureau: Bureau, count: int, **more: Any) -> None:
    for number in range(count):
        with pytest.raises(PeerFault, match="code_wrong"):
            enrol(bureau, f"{number:04}00000000", **more)


def test_guessing_from_one_address_is_slowed_more_and_more(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PPL_A.code).code
    wrong(bureau, 5, address="10.0.0.9")
    with pytest.raises(PeerFault, match="code_wait") as waiting:
        enrol(bureau, code, address="10.0.0.9")
    assert waiting.value.params["seconds"] == 6
    bureau.clock.move(5)
    wrong(bureau, 1, address="10.0.0.9")
    bureau.clock.move(9)
    with pytest.raises(PeerFault, match="code_wait"):
        enrol(bureau, code, address="10.0.0.9")
    enrol(bureau, code, address="10.0.0.10")


def test_guessing_one_code_from_everywhere_is_slowed_too(bureau: Bureau) -> None:
    code = bureau.endpoint.new_code(PPL_A.code).code
    for number in range(5):
        with pytest.raises(PeerFault, match="code_wrong"):
            enrol(bureau, code[:11] + ("Z" if code[11] != "Z" else "Y"), address=f"10.0.0.{number}")
    with pytest.raises(PeerFault, match="code_wait"):
        enrol(bureau, code, address="10.9.9.9")
    bureau.clock.move(3600)
    enrol(bureau, code)


def test_waiting_is_remembered_across_a_restart(bureau: Bureau) -> None:
    wrong(bureau, 5, address="10.0.0.9")
    again = Endpoint(bureau.store, bureau.identity, bureau.folder / "spool", bureau.clock)
    keys = DeviceKeys.generate()
    with pytest.raises(PeerFault, match="code_wait"):
        again.enrol("0000-0000-0000", keys.sign_key, keys.recipient, "x", "", "10.0.0.9")


# --- the office's own keys --------------------------------------------------------------------------


def test_the_keys_of_an_office_are_read_back_and_its_owners_alone(tmp_path: Path) -> None:
    made, recovery = init_identity(tmp_path, "BPS", KAB, "http://server.test")
    found = load_identity(tmp_path)
    assert (found.certificate, found.root_key, found.recovery, found.url, found.secret) == (
        made.certificate, made.root_key, made.recovery, made.url, made.secret,
    )  # fmt: skip
    check_certificate(found.certificate, found.root_key)
    assert recovery.startswith("AGE-SECRET-KEY-")
    assert recovery not in (tmp_path / KEY_FILE).read_text("utf-8")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) & 0o077 == 0


def test_keys_are_never_made_over(tmp_path: Path) -> None:
    init_identity(tmp_path, "BPS", KAB)
    before = (tmp_path / KEY_FILE).read_bytes()
    with pytest.raises(InputFault, match="server_initialised"):
        init_identity(tmp_path, "BPS", KAB)
    assert (tmp_path / KEY_FILE).read_bytes() == before


def test_a_folder_without_whole_keys_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="server_not_initialised"):
        load_identity(tmp_path)
    init_identity(tmp_path, "BPS", KAB)
    text = (tmp_path / KEY_FILE).read_text("utf-8")
    for content in ("", "[]", text[: len(text) // 2], text.replace("RSDK1", "RSDK9")):
        (tmp_path / KEY_FILE).write_text(content, "utf-8")
        with pytest.raises(InputFault, match="keys_damaged"):
            load_identity(tmp_path)


def test_a_relay_enrols_nobody(bureau: Bureau, store: EndpointStore) -> None:
    relay = Endpoint(store, replace(bureau.identity, root=None), bureau.folder / "spool", bureau.clock)
    keys = DeviceKeys.generate()
    code = bureau.endpoint.new_code(PPL_A.code).code
    with pytest.raises(PeerFault, match="not_allowed"):
        relay.enrol(code, keys.sign_key, keys.recipient, "laptop", "")
