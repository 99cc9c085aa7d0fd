"""The table of SLS by who keys them: what is one's own first, then what can be taken, then what others have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject

from regsosek_desk.services.team.claims import STATES, ClaimRow, State
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.models.dates import ago, number
from regsosek_desk.ui.models.rows import RowsModel

COLUMNS = ("sls", "village", "code", "who", "since", "done")


@dataclass(slots=True)
class ClaimQuery:
    """What narrows the list: words or digits, and a state, "" for all."""

    search: str = ""
    state: State | str = ""

    def fits(self, row: ClaimRow) -> bool:
        text = f"{row.sls.id} {row.sls.name} {village(row.sls)} {row.who}".casefold()
        return self.state in ("", row.state) and all(word in text for word in self.search.casefold().split())


class ClaimModel(RowsModel[ClaimRow, str]):
    """Those of the SLS that a query wants."""

    def __init__(self, now: Callable[[], datetime] = datetime.now, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._now = now
        self._all: Sequence[ClaimRow] = ()

    def show_all(self, rows: Sequence[ClaimRow], query: ClaimQuery) -> None:
        """Replace all rows by those of these that the query wants."""
        self._all = rows
        self.narrow(query)

    def narrow(self, query: ClaimQuery) -> None:
        self.show_rows([row for row in self._all if query.fits(row)])

    def counts(self) -> dict[str, int]:
        """SLS by state, whatever the query."""
        return {state: sum(row.state == state for row in self._all) for state in STATES}

    def row_of(self, sls_id: str) -> int:
        """-1 when it is not listed."""
        return next((at for at, row in enumerate(self.rows) if row.sls.id == sls_id), -1)

    def heading(self, column: str) -> str:
        return t(f"claims.column_{column}")

    def is_number(self, column: str) -> bool:
        return column == "done"

    def text(self, row: ClaimRow, column: str) -> str:
        match column:
            case "sls":
                return row.sls.name or row.sls.id
            case "village":
                return village(row.sls)
            case "code":
                return grouped(row.sls)
            case "who":
                return t(f"claims.who_{row.state}", who=row.who)
            case "since":
                return ago(row.claim.since, self._now()) if row.claim else ""
            case "done":
                return t("claims.done", keyed=number(row.keyed), total=number(row.total)) if row.total else "–"
        raise KeyError(column)
