"""The questionnaire of one family on the screen."""

from __future__ import annotations

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.texts import t
from regsosek_desk.ui.document.screen import DocumentScreen


class KeluargaScreen(DocumentScreen):
    @property
    def title(self) -> str:
        """`012 · SUNARJO`: number and head of the family, as far as they are known."""
        summary = self.desk.program.bound.form.summary
        names = [summary[key] for key in ("family_number", "head_name") if key in summary]
        texts = [self.desk.instance.text(Place(name)) for name in names]
        return " · ".join(text for text in texts if text) or t("document.new_family")
