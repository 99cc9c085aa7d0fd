"""The questionnaire of a family on the screen, keyed a second time."""

from __future__ import annotations

from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.quality.verify import verifying_keyer
from regsosek_desk.texts import t
from regsosek_desk.ui.document.keluarga import KeluargaScreen


class UlangScreen(KeluargaScreen):
    """The same sheet and the same keys; nothing of the first keying is shown."""

    def make_keyer(self) -> Keyer:
        return verifying_keyer(self.session, self.desk, place=self.resumed_at())

    @property
    def title(self) -> str:
        return t("quality.copy_title", number=super().title)
