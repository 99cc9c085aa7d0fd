"""The vault beside a work file: the PIN opens it, wrong ones wait, and no crash or odd byte costs the key."""

from __future__ import annotations

import itertools
import json
import os
import string
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage import pin, vault, vaultfile
from regsosek_desk.storage.workfile import WorkFile

Office = tuple[str, str]
PIN, OTHER = "kopi 4 tahu", "teh 9 gula"


class Clock:
    """The time of day as the vault sees it; it goes on only when told."""

    def __init__(self) -> None:
        self.now = 1_666_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(vault, "time", clock)
    return clock


def refused(path: Path, tried: str) -> tuple[str, object]:
    """Code of the refusal, and the seconds it names."""
    with pytest.raises(DeskError) as caught:
        vault.open_vault(path, tried)
    return caught.value.code, caught.value.params.get("seconds")


# --- opening -----------------------------------------------------------------------------------------


def test_the_pin_and_the_office_open_the_same_key(path: Path, key: bytes, office: Office) -> None:
    assert len(key) == 32
    assert vault.open_vault(path, PIN) == key == vault.recover(path, office[1])
    content = vault.vault_path(path).read_text("utf-8")
    assert PIN not in content
    assert key.hex() not in content


def test_the_same_pin_in_other_letters_of_unicode(path: Path, cheap: None, office: Office) -> None:
    key = vault.create_vault(path, "café-12345", office[0], device="d-1")
    assert vault.open_vault(path, "cafe\u0301-12345") == key


def test_no_two_files_share_a_key(path: Path, key: bytes, office: Office) -> None:
    assert vault.create_vault(path.with_name("b.regsosek"), PIN, office[0], device="d-1") != key


def test_a_new_pin_locks_the_same_key_and_leaves_the_work_file_as_it_is(path: Path, key: bytes) -> None:
    with WorkFile.create(path, {}, key) as work:
        work.remember("a", "1")
    before = path.read_bytes()
    vault.change_pin(path, PIN, OTHER)
    assert refused(path, PIN)[0] == "pin_wrong"
    assert path.read_bytes() == before
    assert vault.office_wrapped(path)
    vault.reset_pin(path, key, PIN)  # and forgets the wrong one
    assert vault.open_vault(path, PIN) == key


def test_a_pin_is_not_changed_without_the_old_one_nor_to_a_weak_one(path: Path, key: bytes) -> None:
    with pytest.raises(InputFault, match="pin_short"):
        vault.change_pin(path, PIN, "1234567")
    with pytest.raises(InputFault, match="pin_wrong"):
        vault.change_pin(path, OTHER, OTHER)
    with pytest.raises(InputFault, match="key_wrong"):
        vault.reset_pin(path, b"x" * 32, OTHER)
    vault.reset_pin(path, key, PIN)


def test_the_office_of_another_kab_opens_nothing(path: Path, key: bytes, office: Office) -> None:
    for other in (str(pyrage.x25519.Identity.generate()), "", "AGE-SECRET-KEY-1", office[0]):
        with pytest.raises(InputFault, match="recovery_key_wrong"):
            vault.recover(path, other)


def test_a_vault_is_not_made_for_a_file_that_is_there(path: Path, key: bytes, office: Office) -> None:
    WorkFile.create(path, {}, key).close()
    with pytest.raises(InputFault, match="file_exists"):
        vault.create_vault(path, PIN, office[0], device="d-1")
    assert vault.open_vault(path, PIN) == key


def test_a_vault_left_without_its_file_is_kept_aside(path: Path, key: bytes, office: Office) -> None:
    left = vault.vault_path(path).read_bytes()
    assert vault.create_vault(path, OTHER, office[0], device="d-2") != key
    assert left in [each.read_bytes() for each in path.parent.glob("*.kunci.*")]


# --- waiting -----------------------------------------------------------------------------------------


def test_each_wrong_pin_waits_longer_and_a_right_one_forgets_them(path: Path, key: bytes, clock: Clock) -> None:
    waits = []
    for _ in range(13):
        code, seconds = refused(path, OTHER)
        assert code == "pin_wrong"
        waits.append(seconds)
        clock.now += float(str(seconds))
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]
    assert vault.open_vault(path, PIN) == key
    assert refused(path, OTHER) == ("pin_wrong", 2)


def test_before_its_time_even_the_right_pin_waits(path: Path, key: bytes, clock: Clock) -> None:
    refused(path, OTHER)
    clock.now += 1.5
    assert refused(path, PIN) == ("pin_wait", 1)
    clock.now += 0.5
    assert vault.open_vault(path, PIN) == key


def test_a_clock_set_back_begins_the_wait_again(path: Path, key: bytes, clock: Clock) -> None:
    for seconds in (2, 4, 8):
        assert refused(path, OTHER) == ("pin_wrong", seconds)
        clock.now += seconds
    clock.now -= 86_400
    assert refused(path, PIN) == ("pin_wait", 8)
    clock.now += 7
    assert refused(path, PIN) == ("pin_wait", 1)
    clock.now += 1
    assert vault.open_vault(path, PIN) == key


def test_a_try_counts_though_the_program_is_killed_over_it(
    path: Path, key: bytes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pin.PinLock, "open", killed)
        with pytest.raises(KeyboardInterrupt):
            vault.open_vault(path, OTHER)
    assert refused(path, OTHER) == ("pin_wait", 2)


def test_no_pin_is_judged_that_cannot_be_counted(path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = vault.vault_path(path).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(MachineFault, match="disk_full_opening"):
            vault.open_vault(path, PIN)
    assert vault.vault_path(path).read_bytes() == before
    assert not list(path.parent.glob("*.part"))


@pytest.mark.parametrize("step", [*(("fsync", n) for n in range(1, 7)), *(("replace", n) for n in range(1, 4))])
def test_a_crash_at_any_step_leaves_a_whole_vault(
    path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, step: tuple[str, int]
) -> None:
    """A change of PIN writes three times: the try, that it was right, the new lock."""
    name, dies_at = step
    real, counted = getattr(os, name), itertools.count(1)

    def dying(*args: object) -> object:
        if next(counted) == dies_at:
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(os, name, dying)
        with pytest.raises(KeyboardInterrupt):
            vault.change_pin(path, PIN, OTHER)
    left = vaultfile.read_vault(path)
    assert key in (left.key(PIN), left.key(OTHER))


# --- a vault that isn't as it was left ------------------------------------------------------------------


def test_a_changed_byte_is_damage_and_not_a_wrong_pin(path: Path, key: bytes) -> None:
    file = vault.vault_path(path)
    whole = file.read_bytes()
    for at in range(0, len(whole), 3):
        for changed in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:at]):
            file.write_bytes(changed)
            if changed.strip() != whole.strip():
                with pytest.raises(InputFault, match="vault_damaged"):
                    vaultfile.read_vault(path)
    file.write_bytes(whole)
    assert vault.open_vault(path, PIN) == key


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 2**31),
        ("memory_kib", 512 * 1024 + 1),
        ("memory_kib", 8 * 1024 - 1),
        ("passes", 11),
        ("passes", 0),
        ("lanes", 17),
        ("lanes", True),
        ("salt", "00"),
        ("locked", "zz" * 60),
        ("extra", 1),
    ],
)
def test_a_forged_lock_costs_nothing(path: Path, key: bytes, name: str, value: object) -> None:
    forge(path, lambda values: values["pin"].update({name: value}))
    assert refused(path, PIN)[0] == "vault_damaged"


@pytest.mark.parametrize(
    "values", [{"failed": 10**9}, {"failed": -1}, {"tried_at": float("nan")}, {"tried_at": 1e300}, {"device": 1}]
)
def test_a_forged_count_is_damage(path: Path, key: bytes, values: dict[str, object]) -> None:
    forge(path, lambda content: content.update(values))
    assert refused(path, PIN)[0] == "vault_damaged"


def test_a_vault_of_another_device_is_not_taken_over(path: Path, key: bytes) -> None:
    forge(path, lambda content: content.update(device="d-2"))
    assert refused(path, PIN)[0] == "pin_wrong"


def test_a_time_far_ahead_locks_nobody_out(path: Path, key: bytes, clock: Clock) -> None:
    forge(path, lambda content: content.update(failed=3, tried_at=1e11))
    assert refused(path, PIN) == ("pin_wait", 8)
    clock.now += 8
    assert vault.open_vault(path, PIN) == key


def test_a_newer_vault_asks_for_a_newer_program(path: Path, key: bytes) -> None:
    forge(path, lambda content: content.update(version=2))
    assert refused(path, PIN)[0] == "newer_file"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"\xff", b'{"sum": 1}', b"[" * 60_000, b" " * 10**6])
def test_what_is_no_vault_at_all(path: Path, key: bytes, content: bytes) -> None:
    vault.vault_path(path).write_bytes(content)
    assert refused(path, PIN)[0] == "vault_damaged"


def forge(path: Path, change: object) -> None:
    """What somebody could write who knows how the sum is made."""
    assert callable(change)
    values = json.loads(vault.vault_path(path).read_text("utf-8"))
    del values["sum"]
    change(values)
    vault.vault_path(path).write_text(json.dumps({**values, "sum": vaultfile._sum_of(values)}), "utf-8")


# --- which PIN ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tried", "problem"),
    [
        ("1357902", "pin_short"),
        ("13579024", ""),
        ("11111111", "pin_repeated"),
        ("12121212", "pin_repeated"),
        ("12121213", ""),
        ("12345678", "pin_run"),
        ("87654321", "pin_run"),
        ("abcdefgh", "pin_run"),
        ("12345679", ""),
        ("17081945", "pin_date"),
        ("19450817", "pin_date"),
        ("31021990", ""),
        ("17089945", ""),
        ("170819455", ""),
        ("kopi panas", ""),
    ],
)
def test_a_pin_that_anyone_would_try_first(tried: str, problem: str) -> None:
    assert vault.pin_problem(tried) == problem


@given(st.text(string.printable, max_size=20))
def test_a_pin_is_good_or_the_fault_is_told(tried: str) -> None:
    assert vault.pin_problem(tried) in {"", "pin_short", "pin_repeated", "pin_run", "pin_date"}
