"""What comes in by an exchange: for an open document, of a withdrawn SLS, and what the office holds back."""

from __future__ import annotations

import pytest
from exchange_rig import (
    Field,
    add_families,
    answers_of,
    at_exchange,
    done,
    exchange,
    figures,
    key,
    states,
    without_window,
)
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import SLS_A, SLS_B, press

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key


def test_an_open_document_gets_what_came_once_it_is_closed(field: Field, qtbot: QtBot) -> None:
    mine, pml = field.laptop("ppl"), field.laptop("pml")
    add_families(mine)
    with field.office.on_air() as address:
        for path in (mine, pml):
            exchange(path, address)
        key(pml, "JALAN MELATI")
        exchange(pml, address)
        window = field.windows(mine)
        window.open_family("001")
        screen = window.page
        window.exchange.exchange()
        done(qtbot, window)
        assert screen is window.page
        assert "r108" not in screen.desk.state.answers  # type: ignore[union-attr]
        press(_K.Key_Escape)
        qtbot.waitUntil(lambda: answers_of(window).get("r108") == "JALAN MELATI")
        done(qtbot, window)


def test_a_withdrawn_sls_is_flagged_and_its_work_kept(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    field.office.endpoint.store.withdraw_sls([SLS_A.id], "2022-11-01T00:00:00.000Z")
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    with field.office.on_air():
        press(_K.Key_Return)
        done(qtbot, window)
    qtbot.waitUntil(lambda: "(ditarik dari daftar)" in states(screen)["sls"])
    assert "(ditarik" not in states(screen, 1)["sls"]
    assert len(window.session.families()) == 4


def test_what_the_office_holds_back_is_listed_with_reason_and_owner(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    unknown = "3399010001000100"
    with without_window(path) as run:
        run(lambda file: file.add_sls(type(SLS_B)(unknown, "RT 009")))
    add_families(path, unknown)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    with field.office.on_air():
        press(_K.Key_Return)
        done(qtbot, window)
    qtbot.waitUntil(lambda: figures(screen) == ("0", "5", "4"))
    said = screen.board.to_mend.item(0).text()
    assert "Keluarga 001, RT 009" in said
    assert unknown in said
    assert "SITI AMINAH" in said
