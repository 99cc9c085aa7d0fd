"""The office's window: files in, findings read, good rows taken or none, sheets and packages out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from store_rig import SLS_C, Bureau

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.storage.sheets import write_workbook
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.texts import t
from regsosek_desk.ui.office.errand import Errand
from regsosek_desk.ui.office.window import OfficeWindow
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog

SLS_1, SLS_2 = "3321010001000100", "3321010001000200"
HEADING = ("kode_petugas", "idsubsls")


@pytest.fixture
def endpoint(tmp_path: Path) -> Endpoint:
    """An office with two SLS and two petugas."""
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'server.db'}")
    store.put_wilayah([("33", "JAWA TENGAH"), ("3321", "DEMAK"), ("3321010", "MRANGGEN"), (SLS_1[:10], "BANYUMENENG")])
    store.put_petugas([Petugas("02301", "SITI AMINAH"), Petugas("61001", "BUDI", "operator", "3321")])
    store.put_sls([Sls(SLS_1, "RT 001", ppl_code="02301"), Sls(SLS_2, "RT 002")])
    identity, _ = init_identity(tmp_path / "kantor", "BPS Kabupaten Demak", "3321", "http://kantor:8022")
    return Endpoint(store, identity, tmp_path / "spool")


@pytest.fixture
def window(endpoint: Endpoint, qtbot: QtBot) -> Iterator[OfficeWindow]:
    made = OfficeWindow(endpoint)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    yield made
    made.errand.close()


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    write_workbook(path, {"Sheet1": rows}, [20] * len(rows[0]))
    return path


def settled(qtbot: QtBot, window: OfficeWindow) -> None:
    qtbot.waitUntil(lambda: not window.errand.busy)


def look(qtbot: QtBot, window: OfficeWindow, *paths: Path) -> None:
    window.lists.look_through(paths)
    settled(qtbot, window)


def column(window: OfficeWindow, at: int) -> list[str]:
    model = window.lists.findings
    return [model.data(model.index(row, at)) for row in range(model.rowCount())]


def test_clean_lists_are_taken_only_after_the_button(
    window: OfficeWindow, endpoint: Endpoint, qtbot: QtBot, tmp_path: Path
) -> None:
    look(qtbot, window, table(tmp_path / "a.xlsx", HEADING, ("61001", SLS_1)))
    assert endpoint.store.assignments() == []
    assert window.lists.load_all.isEnabled()
    assert not window.lists.load_good.isVisible()
    QTest.mouseClick(window.lists.load_all, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert endpoint.store.assignments() == [("61001", SLS_1)]
    assert "daftar penugasan 1" in window.status.message.text()
    assert window.lists.empty.isVisible()


def test_of_lists_with_bad_rows_the_good_ones_or_none_are_taken(
    window: OfficeWindow, endpoint: Endpoint, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [("61001", SLS_1), ("61001", "3,32E+15"), ("Budi", SLS_2), ("61001", f" {SLS_2}")]
    look(qtbot, window, table(tmp_path / "a.xlsx", HEADING, *rows))
    assert column(window, 1) == ["3", "4", "5"]
    assert not window.lists.load_all.isVisible()
    QTest.keyClick(window.lists.finding_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (endpoint.store.assignments(), window.status.message.text()) == ([], t("office.cannot_load"))
    QTest.mouseClick(window.lists.load_good, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert endpoint.store.assignments() == [("61001", SLS_1), ("61001", SLS_2)]


def test_findings_are_filtered_by_key_and_explained_below(window: OfficeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    look(qtbot, window, table(tmp_path / "a.xlsx", HEADING, ("61001", SLS_1 + " "), ("Budi", SLS_2)))
    view = window.lists.finding_view
    assert "BUDI" not in window.lists.detail.text()
    assert "61001" in window.lists.cure.text()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert window.lists.cure.text() == t("office.row_is_taken")
    QTest.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert column(window, 1) == ["3"]
    QTest.keyClick(view, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert column(window, 1) == ["2"]
    QTest.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert column(window, 1) == ["3", "2"]


def test_findings_of_one_file_are_shown_when_it_is_chosen_and_a_missing_column_comes_first(
    window: OfficeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = table(tmp_path / "a.xlsx", HEADING, ("X", SLS_1))
    torn = table(tmp_path / "b.xlsx", ("idsubsls", "nama_sls", "kode_ppl"), (SLS_1, "RT 001", ""))
    look(qtbot, window, bad, torn)
    assert column(window, 0) == ["b.xlsx › Sheet1", "a.xlsx › Sheet1"]
    window.lists.table_view.selectRow(0)
    assert column(window, 0) == ["a.xlsx › Sheet1"]


def test_withdrawing_is_offered_only_for_whole_clean_lists(
    window: OfficeWindow, endpoint: Endpoint, qtbot: QtBot, tmp_path: Path
) -> None:
    heading = ("idsubsls", "nama_sls", "kode_ppl", "kode_pml")
    look(qtbot, window, table(tmp_path / "a.xlsx", heading, (SLS_1, "RT 001", "", ""), ("9", "RT 002", "", "")))
    assert not window.lists.withdraw.isVisible()
    look(qtbot, window, table(tmp_path / "a.xlsx", heading, (SLS_1, "RT 001", "", "")))
    window.lists.withdraw.setChecked(True)
    window.lists.load(only_good=False)
    settled(qtbot, window)
    assert [(each.sls.id, bool(each.withdrawn)) for each in endpoint.store.listed_sls()] == [
        (SLS_1, False),
        (SLS_2, True),
    ]
    assert not window.lists.withdraw.isChecked()


def test_what_a_list_makes_way_for_is_told(
    window: OfficeWindow, endpoint: Endpoint, qtbot: QtBot, tmp_path: Path
) -> None:
    laptop = Bureau(endpoint.store, endpoint.identity, "", tmp_path).enrol()
    assert laptop.send_one(laptop.bundle(laptop.new_family(SLS_C))).reason == "out_of_scope"
    endpoint.store.put_wilayah([(SLS_C[:10], "KANGKUNG")])
    look(qtbot, window, table(tmp_path / "a.xlsx", HEADING, (laptop.certificate.petugas, SLS_C)))
    window.lists.load(only_good=False)
    settled(qtbot, window)
    assert window.status.message.text().endswith(t("office.taken_up", count=1))


def test_a_file_that_cannot_be_read_is_told_and_nothing_changes(
    window: OfficeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(FaultDialog, "exec", lambda self: told.append(self.parts[0]))
    (tmp_path / "a.xlsx").write_bytes(b"bukan")
    look(qtbot, window, tmp_path / "a.xlsx")
    assert len(told) == 1
    assert "a.xlsx" in told[0]
    assert window.lists.found == []


def test_petugas_are_found_by_word_and_by_state(window: OfficeWindow, endpoint: Endpoint) -> None:
    keys = DeviceKeys.generate()
    endpoint.enrol(endpoint.new_code("02301").code, keys.sign_key, keys.recipient, "laptop", "")
    window.petugas.refresh()
    window.go_to(1)
    shown = window.petugas.model
    assert [row.petugas.code for row in shown.rows] == ["02301", "61001"]
    assert shown.data(shown.index(0, 5)) == t("office.state_enrolled", count=1)
    QTest.keyClicks(window.petugas.search, "demak")
    assert [row.petugas.code for row in shown.rows] == ["61001"]
    window.petugas.search.clear()
    QTest.keyClick(window.petugas.search, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert [row.petugas.code for row in shown.rows] == ["02301"]


def test_sheets_and_packages_are_written_and_the_state_follows(
    window: OfficeWindow, endpoint: Endpoint, qtbot: QtBot, tmp_path: Path
) -> None:
    keys = DeviceKeys.generate()
    endpoint.enrol(endpoint.new_code("02301").code, keys.sign_key, keys.recipient, "laptop", "")
    window.go_to(1)
    without = [each for each in window.petugas.model.rows if each.petugas.code == "61001"]
    window.petugas.print_codes(without, tmp_path / "kode.pdf", "http://kantor:8022")
    settled(qtbot, window)
    assert (tmp_path / "kode.pdf").read_bytes().startswith(b"%PDF")
    assert [each.state for each in window.petugas.model.rows] == ["enrolled", "code"]
    window.petugas.make_packages(tmp_path / "stick")
    settled(qtbot, window)
    assert len(list((tmp_path / "stick").glob("paket_3321_02301_*.rgsk"))) == 1
    assert "1 berkas paket" in window.status.message.text()


def test_the_tables_keep_the_rules_of_models(window: OfficeWindow, qtmodeltester: ModelTester) -> None:
    for model in (window.petugas.model, window.lists.findings, window.lists.tables):
        qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def _unexpected(error: Exception) -> None:
    raise error


# --- long work ----------------------------------------------------------------------------------------


@pytest.fixture
def errand(qapp: Any) -> Iterator[Errand]:
    made = Errand()
    yield made
    made.close()


def test_work_is_told_how_far_it_is_and_can_be_stopped(errand: Errand, qtbot: QtBot) -> None:
    told: list[tuple[str, int, int]] = []
    done: list[bool] = []
    errand.progressed.connect(lambda *step: told.append(step))
    begun = threading.Event()

    def work(tell: Callable[[str, int, int], None], cancelled: Callable[[], bool]) -> bool:
        tell("x", 1, 2)
        begun.set()
        while not cancelled():
            threading.Event().wait(0.001)
        return True

    assert errand.start(work, done.append, _unexpected)
    assert begun.wait(10)
    assert not errand.start(work, done.append, _unexpected)
    errand.cancel()
    qtbot.waitUntil(lambda: not errand.busy)
    assert (done, told) == ([True], [("x", 1, 2)])


def test_a_window_closed_in_the_midst_of_work_stops_it_and_hears_no_more(endpoint: Endpoint, qtbot: QtBot) -> None:
    window = OfficeWindow(endpoint)
    qtbot.addWidget(window)
    done: list[object] = []
    begun = threading.Event()

    def work(_: object, cancelled: Callable[[], bool]) -> None:
        begun.set()
        while not cancelled():
            threading.Event().wait(0.001)

    window.errand.start(work, done.append, _unexpected)
    assert begun.wait(10)
    window.close()
    qtbot.wait(1)
    assert done == []
