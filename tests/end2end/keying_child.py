"""The real program, keyed by real key events; says each field once the program has let the cursor go on."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from regsosek_desk.services.training_file import training_papers
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.app import Program
from regsosek_desk.ui.models.preferences import PreferenceFile
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.typist import Typist
from regsosek_desk.ui.window import MainWindow


def main(path: Path, sls_id: str, family: str) -> None:
    paper = training_papers().families[(sls_id, family)]
    runner = TaskRunner(partial(WorkFile.open, path))
    program = Program(PreferenceFile(path.with_suffix(".ini")))
    QTimer.singleShot(0, lambda: _key(paper))
    program.work(runner, None)


def _key(paper: Mapping[str, Any]) -> None:
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    window.open_document(sys.argv[4])
    screen: Any = window.page
    for keyed in Typist(screen, paper).key_all():
        stored = screen.desk.instance.text(keyed.place)
        print(json.dumps([keyed.place.question, keyed.place.row, stored]), flush=True)
    print(json.dumps("end"), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
