"""The card that reads report lines from the chat: pasted, told with the names of the place, compared with here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.progress.report import Compared, Report, line_of
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Panel

_LINES = 5
_EXAMPLE = line_of(Report("3321010001000100", 52, 48, done=False))


class ReadingPanel(Panel[str]):
    """`compare` reads a text. What is in the clipboard is read at once."""

    characters = 92

    def __init__(self, compare: Callable[[str], Sequence[Compared]]) -> None:
        super().__init__(t("progress.read.title"), t("progress.read.explain", example=_EXAMPLE), lambda _: "")
        self._compare = compare
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.body.addWidget(self.edit)
        self.found = self.words("", "reportsFound")
        self.finish_layout()
        self.edit.textChanged.connect(self._read)
        pasted = QGuiApplication.clipboard().text()
        self.edit.setPlainText(pasted if compare(pasted) else "")
        self._read()

    def first_focus(self) -> QWidget:
        return self.edit

    def _read(self) -> None:
        lines = [words_of(each) for each in self._compare(self.edit.toPlainText())]
        self.found.setText("\n".join(lines) or t("progress.read.nothing"))


def words_of(found: Compared) -> str:
    """One line as a sentence: the place, what was reported, and whether it is so here."""
    said = t("progress.read.line", place=_place(found), **_figures(found.report))
    if found.sls is None or found.here is None:
        return f"?  {said}  —  {t('progress.read.unknown')}"
    if found.agrees:
        return f"✓  {said}  —  {t('progress.read.agrees')}"
    return f"≠  {said}  —  {t('progress.read.differs', **_figures(found.here))}"


def _place(found: Compared) -> str:
    sls = found.sls or Sls(found.report.sls_id)
    return ", ".join(name for name in (sls.name, sls.desa_name, sls.kec_name) if name) or sls.id


def _figures(report: Report) -> dict[str, str | int]:
    done = t("progress.read.done" if report.done else "progress.read.not_done")
    return {"verified": report.verified, "keyed": report.keyed, "done": done}
