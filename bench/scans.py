"""400 bundles scanned in a row at 20 a second, in the window of a receiving clerk whose file has all SLS of Demak.

`python -m bench.scans FILE` is the process that scans: real key events, milliseconds from Enter to the answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.table import Line
from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import Count, Party
from regsosek_desk.services.custody.ledger import Slip, hand_over, standings, take
from regsosek_desk.services.documents import LIST_FORM, row_drafts
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

SLS, SCANS, A_SECOND, FAMILIES = 7_141, 400, 20, 57
CLERK, KOSEKA = Petugas("9001", "DEWI", "penerima"), Petugas("02", "AGUS", "Koseka")
DAY = "2022-11-21"


def lines(folder: Path) -> Iterator[Line]:
    path = folder / "terima.regsosek"
    make_file(path)
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "REGSOSEK_DESK_HOME": str(folder)}
    command = [sys.executable, "-m", "bench.scans", str(path)]
    done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    yield Line(f"{SCANS} scans at {A_SECOND} a second, lost", [float(SCANS - found["stored"])], unit="", budget=0.0)
    yield Line("… from Enter to the answer on the screen", found["answers"])
    yield Line(f"{SCANS} scans pasted at once, each", found["pasted"])


def sls_ids() -> list[str]:
    return [f"3321{village:06}{number:04}00" for village in range(1, 60) for number in range(1, 123)][:SLS]


def make_file(path: Path) -> None:
    """Two times 400 bundles were announced to TU, with a VK list each."""
    ids = sls_ids()
    with WorkFile.create(path, {"mode": "kerja", "petugas": CLERK.code, "kab": "3321"}) as file:
        file.add_petugas(CLERK, KOSEKA)
        file.add_sls(*(Sls(each, f"RT {each[11:14]}") for each in ids))
        koseka = Stamp.now(KOSEKA.code, "koseka")
        with file.together():
            file.create_documents(koseka, (_list(each) for each in ids[: 2 * SCANS]))
            for each in ids[: 2 * SCANS]:
                take(file, each, Party.PML, Slip(DAY, counts={"k": Count(FAMILIES, FAMILIES)}), koseka)
            hand_over(file, ids[: 2 * SCANS], Party.TU, Slip(DAY), koseka)


def _list(sls_id: str) -> NewDocument:
    number = load_form(LIST_FORM).bound.form.summary["family_number"]
    drafts = [
        draft for at in range(FAMILIES) for draft in row_drafts("vk_b", at, {number: f"{at + 1:03}"}, f"{sls_id}-{at}")
    ]
    return NewDocument(LIST_FORM, sls_id, Summary(), drafts)


def main(path: str) -> None:
    """Scan, then paste, and print what was found as one line of JSON."""
    from functools import partial

    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from regsosek_desk.services.session import Session
    from regsosek_desk.ui.models.addresses import TeamPlace
    from regsosek_desk.ui.models.preferences import Preferences
    from regsosek_desk.ui.tasks import TaskRunner
    from regsosek_desk.ui.window import MainWindow

    app = QApplication(sys.argv[:1])
    runner = TaskRunner(partial(WorkFile.open, Path(path)))
    window = MainWindow(Session(runner, "laptop"), runner, Preferences())
    window.resize(1366, 768)
    window.show()
    window.go(TeamPlace("custody"))
    ids = sls_ids()
    answers = scan(app, window.page, ids[:SCANS])
    stored = sum(each.holder.party is Party.TU for each in runner(standings))
    pasted = paste(app, QGuiApplication.clipboard(), window.page, ids[SCANS : 2 * SCANS])
    print(json.dumps({"stored": stored, "answers": answers, "pasted": pasted}))
    window.close()
    runner.close()


def scan(app: Any, screen: Any, texts: list[str]) -> list[float]:
    """Milliseconds from each Enter to its answer, typed as a scanner does at its own pace."""
    from time import perf_counter

    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    begun: dict[str, float] = {}
    answers: list[float] = []

    def told(line: Any) -> None:
        answers.append((perf_counter() - begun[line.text]) * 1000)

    screen.queue.told.connect(told)
    start = perf_counter()
    for at, text in enumerate(texts):
        while perf_counter() < start + at / A_SECOND:
            app.processEvents()
        QTest.keyClicks(screen.field, text)
        begun[text] = perf_counter()
        QTest.keyClick(screen.field, Qt.Key.Key_Return)
    while len(answers) < len(texts):
        app.processEvents()
    screen.queue.told.disconnect(told)
    return answers


def paste(app: Any, clipboard: Any, screen: Any, texts: list[str]) -> list[float]:
    """Milliseconds a bundle of a pasted list."""
    from time import perf_counter, sleep

    clipboard.setText("\n".join(texts))
    start = perf_counter()
    screen.field.paste_list(clipboard.text())
    while screen.queue.lines.counts().get("waiting"):
        app.processEvents()
        sleep(0.005)  # asking all the time would keep the other thread from working
    return [(perf_counter() - start) * 1000 / len(texts)]


if __name__ == "__main__":
    main(sys.argv[1])
