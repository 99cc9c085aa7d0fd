"""The one thread of the work file: results, errors, cancelled work, and a clean end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.tasks import TaskRunner


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.regsosek"
    WorkFile.create(path, {"mode": "latihan"}).close()
    return path


@pytest.fixture
def runner(path: Path, qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner(partial(WorkFile.open, path))
    yield runner
    runner.close()
    assert not worker_threads()


def worker_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("workfile")]


def test_work_runs_in_the_thread_of_the_file(runner: TaskRunner) -> None:
    assert runner(lambda file: file.meta["mode"]) == "latihan"
    assert runner(lambda _: threading.get_ident()) == runner(lambda _: threading.get_ident())
    assert runner(lambda _: threading.get_ident()) != threading.get_ident()


def test_errors_come_back_to_the_caller(runner: TaskRunner) -> None:
    with pytest.raises(InputFault, match="document_missing"):
        runner(lambda file: file.document("none"))
    assert runner(lambda file: file.meta["mode"]) == "latihan"


def test_work_may_call_the_runner_again(runner: TaskRunner) -> None:
    assert runner(lambda _: runner(lambda file: file.path.name)) == "a.regsosek"


def test_submitted_results_come_in_the_main_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    came: list[tuple[str, int]] = []
    runner.submit(lambda file: file.path.name, lambda name: came.append((name, threading.get_ident())))
    assert came == []
    qtbot.waitUntil(lambda: bool(came))
    assert came == [("a.regsosek", threading.get_ident())]


def test_submitted_errors_come_in_the_main_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    came: list[tuple[Exception, int]] = []
    done: list[object] = []
    failed = lambda error: came.append((error, threading.get_ident()))  # noqa: E731
    runner.submit(lambda file: file.document("none"), done.append, failed)
    qtbot.waitUntil(lambda: bool(came))
    assert (str(came[0][0]), came[0][1]) == ("document_missing (document=none)", threading.get_ident())
    assert done == []


def test_an_error_nobody_takes_is_not_lost(runner: TaskRunner, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        runner.submit(lambda file: file.document("none"), lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is InputFault


def test_cancelled_work_brings_nothing(runner: TaskRunner, qtbot: QtBot) -> None:
    hold, began, ran, came = threading.Event(), threading.Event(), [], []  # type: ignore[var-annotated]

    def wait(_: WorkFile) -> str:
        began.set()
        hold.wait(10)
        return "begun"

    begun = runner.submit(wait, came.append)
    waiting = runner.submit(lambda _: ran.append("waiting"), came.append)
    began.wait(10)
    begun.cancel()
    waiting.cancel()
    hold.set()
    runner.submit(lambda _: "last", came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert (came, ran) == (["last"], [])


def test_nothing_comes_after_the_end(path: Path, qtbot: QtBot) -> None:
    runner, came = TaskRunner(partial(WorkFile.open, path)), []  # type: ignore[var-annotated]
    runner.submit(lambda _: 1, came.append)
    runner.close()
    runner.close()
    WorkFile.open(path).close()  # the lock is free
    qtbot.wait(0)
    assert came == []
    assert not worker_threads()


def test_a_file_that_does_not_open_leaves_no_thread(tmp_path: Path, qtbot: QtBot) -> None:
    with pytest.raises(InputFault, match="file_missing"):
        TaskRunner(partial(WorkFile.open, tmp_path / "none.regsosek"))
    assert not worker_threads()


def test_changes_are_broadcast(runner: TaskRunner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.changed) as heard:
        runner.changed.emit("sls")
    assert heard.args == ["sls"]
