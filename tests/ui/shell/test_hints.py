"""The foot of the window: with too little room keys are left out, the one that names them all is not."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from regsosek_desk.ui.widgets.hints import HintBar

_HINTS = [*((f"F{number}", "sebuah kata") for number in range(2, 12)), ("F1", "bantuan"), ("F12", "kirim")]


def test_help_is_shown_however_little_room_there_is(qtbot: QtBot) -> None:
    bar = HintBar()
    qtbot.addWidget(bar)
    bar.show_hints(_HINTS)
    metrics = bar.fontMetrics()
    bar.resize(metrics.horizontalAdvance("F2 sebuah kata F1 bantuan") + 120, 30)
    narrow = bar.fitting(metrics)
    assert ("F1", "bantuan") in narrow
    assert len(narrow) < len(_HINTS)
    bar.resize(5_000, 30)
    assert bar.fitting(metrics) == _HINTS
