"""A petugas at work on a file, as a process that can be killed: keys families, looks around, makes copies."""

from __future__ import annotations

import sys
from pathlib import Path

from regsosek_desk.cli.streams import complain
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.documents import FAMILY_FORM, drafts_of, summary_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.training_file import training_papers
from regsosek_desk.storage import migrate
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.app import config_path
from regsosek_desk.ui.fault_log import FaultLog
from regsosek_desk.ui.models.preferences import PreferenceFile, Preferences


def main(path: Path, pin: str | None, size: int) -> None:
    PreferenceFile(config_path()).save(Preferences())
    with open_workfile(path, pin) as file:
        key_one_family(file, size)
        look_around(file)
        file.settle()
        file.backup(path.with_name("cadangan.regsosek"))
        migrate.upgrade(file._conn, path, "0001")  # nothing is older, but the copy is made as for an upgrade
        key_one_family(file, size)
        go_wrong(file)
        print("ready", flush=True)
        sys.stdin.readline()


def key_one_family(file: WorkFile, size: int) -> None:
    """Bring the answers of a paper into a family that is still blank."""
    program = load_form(FAMILY_FORM)
    row = file.lists.documents(form=FAMILY_FORM, statuses=["blank"])[0]
    answers = training_papers([size]).families[(row.sls_id, row.family_number)]
    given = file.document(row.id).state.answers
    drafts = drafts_of({q: a for q, a in answers.items() if q not in given}, program.bound.form.rosters)
    file.commit(row.id, drafts, Stamp.now("02301", "laptop"), file.document(row.id).summary)
    desk = DocumentDesk(lambda work: work(file), program, row.id, lambda: Stamp.now("02301", "laptop"))
    file.save_summaries([(row.id, summary_of(desk.instance, desk.review))])


def look_around(file: WorkFile) -> None:
    for document in file.every_document():
        file.verify_document(document.id)
    head = file.lists.documents(form=FAMILY_FORM, sort="name", descending=True)[0].head_name
    file.remember("cari", head)
    assert file.lists.documents(search=head)


def go_wrong(file: WorkFile) -> None:
    """An error that is told, and a bug that speaks of the very data; both noted in the log that the user may save."""
    log = FaultLog()
    row = file.lists.documents(form=FAMILY_FORM)[-1]
    for error in (DeskError("family_taken", file=file.path.name, family=row.head_name), KeyError(row.head_name)):
        log.note(error)
        if isinstance(error, DeskError):
            complain(DeskError(error.code, file=file.path.name, family=row.family_number))
    log.save(file.path.with_name("log.zip"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] or None, int(sys.argv[3]))
