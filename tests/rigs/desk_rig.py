"""A disk that can refuse, and ways to compare a desk with its file."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from regsosek_desk.core.domain.replay import replay
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.services.documents import summary_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.workfile import WorkFile


class Disk:
    """Stands between desk and file. Broken in `writes` it refuses commits, in `everything` each use of the file."""

    def __init__(self, file: WorkFile) -> None:
        self.file = file
        self.broken = ""

    def __call__(self, work: Callable[[WorkFile], Any]) -> Any:
        if self.broken == "everything":
            raise MachineFault("disk_error", file="kerja.regsosek")
        if self.broken == "writes":
            return work(_Refusing(self.file))  # type: ignore[arg-type]
        return work(self.file)


class _Refusing:
    def __init__(self, file: WorkFile) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def commit(self, *args: object) -> None:
        raise MachineFault("disk_full", file="kerja.regsosek")


def names(desk: DocumentDesk) -> list[str | None]:
    return [desk.instance.text(Place("r402", row.id)) for row in desk.instance.rows("anggota")]


def numbers(desk: DocumentDesk) -> list[str | None]:
    return [desk.instance.text(Place("r401", row.id)) for row in desk.instance.rows("anggota")]


def row(desk: DocumentDesk, position: int) -> str:
    return desk.instance.rows("anggota")[position - 1].id


def rules_open(desk: DocumentDesk) -> list[str]:
    return [violation.rule for violation in desk.review.open]


def picture(desk: DocumentDesk) -> object:
    """All that can be seen of a desk."""
    return (
        deepcopy(desk.state),
        desk.instance.answers(),
        [(v.rule, v.at) for v in desk.review.violations],
        desk.review.confirmed,
        desk.status,
        dict(desk.marks.places),
        dict(desk.marks.sections),
        dict(desk.notes),
        desk._undo.undo,
        desk._undo.redo,
    )


def same_everywhere(desk: DocumentDesk, file: WorkFile) -> None:
    """Engine, desk, stored document and replayed journal hold the same."""
    file.verify_document(desk.id)
    stored = file.document(desk.id)
    assert stored.state == desk.state
    assert replay(file.history(desk.id)) == desk.state
    rosters = desk.program.bound.form.rosters
    assert desk.instance.answers() == {
        **_in_order(desk, desk.state.answers),
        **{name: [_in_order(desk, r.answers) for r in desk.state.rows(name)] for name in rosters},
    }
    assert (stored.summary.status, stored.summary.errors) == (desk.status, desk.review.count("E"))
    keys = summary_of(desk.instance, desk.review).row_keys
    assert {key: stored.summary.row_keys[key] for key in keys} == keys


def _in_order(desk: DocumentDesk, answers: dict[str, str]) -> dict[str, str]:
    order = [cell.id for cell in desk.program.bound.cells.values()]
    return dict(sorted(answers.items(), key=lambda pair: order.index(pair[0])))
