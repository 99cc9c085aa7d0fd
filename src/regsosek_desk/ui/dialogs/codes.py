"""F4: the code list of a question. Type the code or words of its label; Enter takes the one that is marked."""

from __future__ import annotations

from collections.abc import Mapping

from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import is_digits
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept
from regsosek_desk.ui.dialogs.pick import PickPanel
from regsosek_desk.ui.document.words import question_title


def matching(codes: Mapping[str, str], text: str) -> list[str]:
    """Codes that fit what was typed: the code itself first, then codes that begin so, then labels with all words."""
    words = text.lower().split()
    if not words:
        return list(codes)
    if is_digits(text.strip()):
        exact = [c for c in codes if int(c) == int(text)]
        begin = [c for c in codes if c.startswith(text.strip()) or c.lstrip("0").startswith(text.strip())]
        return list(dict.fromkeys(exact + begin))
    return [c for c, label in codes.items() if all(word in label.lower() for word in words)]


class CodePanel(PickPanel):
    def __init__(
        self, question: Question, current: str, proposed: str | None, accept: Accept[str], *, note: str = ""
    ) -> None:
        """`note` stands above the list: whose codes these are when they aren't those of the field itself."""
        title, hint = question_title(question), t("dialogs.codes.filter")
        super().__init__(title, question.codes, accept, hint=hint, note=note, name="codes")
        self.mark(current or proposed or "")

    def matching(self, text: str) -> list[str]:
        return matching(self.choices, text)

    def line(self, code: str) -> str:
        return f"{code}   {self.choices[code]}"
