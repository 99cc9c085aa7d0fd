"""The questionnaire of one family on the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from regsosek_desk.core.domain.decisions import HANDED
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.checking.returned import may_hand, why_not_hand
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.session import Session
from regsosek_desk.services.step import Step
from regsosek_desk.texts import t
from regsosek_desk.ui.document.screen import DocumentScreen, KeyerSettings


class KeluargaScreen(DocumentScreen):
    def __init__(
        self, session: Session, desk: DocumentDesk, keyer_settings: KeyerSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, desk, keyer_settings, parent)
        self._table["open_row"] = self.hand_over

    def own_hints(self) -> list[tuple[str, str]]:
        """What the foot of the window shows besides the keys of every document."""
        return [("Ctrl+Enter", t("review.hand"))] if may_hand(self.desk, self.session.petugas) else []

    def hand_over(self) -> None:
        """Ctrl+Enter: the PPL is through with the family; it is the PML's now."""
        if not self.run(self.keyer.put_away):
            return
        if why := why_not_hand(self.desk, self.session.petugas):
            self.refuse(why)
            return

        def hand() -> Step:
            self.desk.record(HANDED, None)
            return Step(committed=self.keyer.place)

        if self.run(hand, whole=True):
            self.message.emit(t("review.handed"))

    @property
    def title(self) -> str:
        """`012 · SUNARJO`: number and head of the family, as far as they are known."""
        summary = self.desk.program.bound.form.summary
        names = [summary[key] for key in ("family_number", "head_name") if key in summary]
        texts = [self.desk.instance.text(Place(name)) for name in names]
        return " · ".join(text for text in texts if text) or t("document.new_family")
