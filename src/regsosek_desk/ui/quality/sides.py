"""One difference, large: what was asked, the two answers side by side, and what is said of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.sample import Right
from regsosek_desk.core.engine.messages import row_name, shown
from regsosek_desk.services.documents import instance_from
from regsosek_desk.services.quality.compare import Difference
from regsosek_desk.services.quality.judging import Case
from regsosek_desk.texts import t
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled, theme


class SideBySide(QWidget):
    """The question above, then who keyed what; the side held to be right has the accent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.who, self.question = paragraph(faint=True), paragraph()
        self.question.setFont(scaled(self.font(), 1.3, bold=True))
        self.first, self.second = Side(), Side()
        self.now, self.said = paragraph(faint=True), paragraph()
        self.how = paragraph(faint=True)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self.first, 1)
        sides.addWidget(self.second, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        for part in (self.who, self.question):
            box.addWidget(part)
        box.addLayout(sides)
        for part in (self.said, self.now, self.how):
            box.addWidget(part)
        box.addStretch(1)

    def show_difference(self, case: Case, difference: Difference, names: tuple[str, str], right: Right | None) -> None:
        """`names` of those who keyed first and again; `right` as chosen by now."""
        self.who.setText(member_of(case, difference) or t("quality.about_family"))
        self.question.setText(f"{difference.cell.question.number} {difference.cell.question.label}".strip())
        first, second = answers_of(case, difference)
        self.first.show_side(t("quality.side_first", who=names[0]), first, chosen=right is Right.FIRST)
        self.second.show_side(t("quality.side_second", who=names[1]), second, chosen=right is Right.SECOND)
        verdict = case.verdicts.get(difference.key)
        self.said.setText(_verdict(verdict.right, verdict.cause.value) if verdict else _chosen(right))
        self.now.setText(_now(case, difference))
        self.how.setText(t("quality.how"))
        self.setVisible(True)

    def show_nothing(self, words: str) -> None:
        for part in (self.first, self.second):
            part.hide()
        for label in (self.who, self.question, self.said, self.now):
            label.setText("")
        self.how.setText(words)


class Side(QFrame):
    """A panel with whose answer it is and the answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.who, self.answer = paragraph(faint=True), paragraph()
        self.answer.setFont(scaled(self.font(), 1.7, bold=True))
        self.mark = QLabel()
        self.mark.setAlignment(Qt.AlignmentFlag.AlignRight)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.addWidget(self.who)
        box.addWidget(self.answer, 1)
        box.addWidget(self.mark)

    def show_side(self, who: str, answer: str, *, chosen: bool) -> None:
        self.who.setText(who)
        self.answer.setText(answer)
        self.mark.setText(t("quality.is_right") if chosen else "")
        self._tint(theme().ok if chosen else None)
        self.setAccessibleName(f"{who}: {answer} {self.mark.text()}".strip())
        self.show()

    def _tint(self, color: QColor | None) -> None:
        colors = self.palette()
        colors.setColor(QPalette.ColorRole.WindowText, color or theme().ink)
        self.mark.setPalette(colors)
        ground = mix(theme().paper, color, 0.12).name() if color else theme().paper.name()
        line = (color or mix(theme().paper, theme().ink, 0.14)).name()
        self.setStyleSheet(f"#panel {{ background: {ground}; border: 2px solid {line}; }}")


def answers_of(case: Case, difference: Difference) -> tuple[str, str]:
    """Both answers with the labels of their codes; of a member who is in one of them alone, whether he is."""
    if difference.missing_row:
        there = (bool(difference.first_row), bool(difference.second_row))
        texts = (difference.first, difference.second)
        return tuple(  # type: ignore[return-value]
            (text or t("quality.no_name")) if is_there else t("quality.no_member")
            for is_there, text in zip(there, texts, strict=True)
        )
    instance = instance_from(case.program, case.first)
    return shown(instance, difference.cell, difference.first), shown(instance, difference.cell, difference.second)


def member_of(case: Case, difference: Difference) -> str:
    """Name of the member, "" where it is about the family itself."""
    state, row = (case.first, difference.first_row) if difference.first_row else (case.second, difference.second_row)
    return row_name(instance_from(case.program, state), row) if row else ""


def _verdict(right: Right, cause: str) -> str:
    return t("quality.verdict", right=t(f"quality.right_{right.value}"), cause=t(f"quality.cause_{cause}"))


def _chosen(right: Right | None) -> str:
    return t("quality.choose") if right is None else t("quality.give_cause", right=t(f"quality.right_{right.value}"))


def _now(case: Case, difference: Difference) -> str:
    if difference.missing_row:
        return ""
    instance = instance_from(case.program, case.first)
    return t("quality.now", value=shown(instance, difference.cell, case.stands(difference)))
