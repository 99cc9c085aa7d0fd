"""What a table shows, as rows of text: the same on the screen and in the file that is exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from regsosek_desk.services.progress.export import write_shown
from regsosek_desk.texts import t
from regsosek_desk.ui.folders import ask_folder
from regsosek_desk.ui.widgets.tables import PlainModel, PlainTable


def shown_rows(table: PlainTable) -> list[list[str]]:
    """Heading and rows as they stand, without the columns that are hidden."""
    model: PlainModel[Any] = table.model()  # type: ignore[assignment]
    columns = [each for at, each in enumerate(model.columns) if not table.isColumnHidden(at)]
    return [[each.heading for each in columns], *([each.text(row) for each in columns] for row in model.rows)]


def export_shown(parent: QWidget, table: PlainTable, stem: Sequence[str]) -> str:
    """Ask for a folder and write the table there as workbook and csv; gives what is to be said of it, "" when the user
    wanted none. Raises MachineFault."""
    folder = ask_folder(parent, t("quality.export_where"))
    if folder is None:
        return ""
    made = write_shown(shown_rows(table), folder, "_".join(filter(None, stem)), stem[0])
    return t("quality.exported", files=", ".join(path.name for path in made), folder=str(folder))
