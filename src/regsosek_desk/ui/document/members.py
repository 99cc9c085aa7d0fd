"""What the keys of rows need to know: which list the cursor is in, what lies beside, which rows may change."""

from __future__ import annotations

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.entry import DocumentDesk


def roster_at(desk: DocumentDesk, place: Place) -> str | None:
    """The roster that the place is in; None for the family's own questions."""
    return desk.instance.record(place.row).program.roster


def in_table(desk: DocumentDesk, place: Place) -> bool:
    """Whether the place is in a roster printed as a table."""
    roster = roster_at(desk, place)
    return roster is not None and desk.program.bound.form.rosters[roster].layout == "table"


def code_of_text(desk: DocumentDesk, place: Place) -> Place | None:
    """Where the code of the description at the place is keyed; None where a code isn't drawn from it."""
    questions = desk.program.bound.form.questions_of(roster_at(desk, place))
    return next((Place(q.id, place.row) for q in questions if q.propose_from == place.question), None)


def row_beside(desk: DocumentDesk, place: Place, by: int) -> Place | None:
    """The same question so many rows below (or above); None beyond the ends."""
    rows = desk.instance.rows(roster_at(desk, place) or "")
    at = desk.instance.position(place.row) - 1 + by
    return Place(place.question, rows[at].id) if 0 <= at < len(rows) else None


def may_change(desk: DocumentDesk, row: str) -> bool:
    """Whether the row may be moved or removed: those of a prelist stay as they were printed."""
    return _open(desk, desk.instance.record(row).program.roster)


def where_to_add(desk: DocumentDesk, place: Place) -> tuple[str | None, int | None]:
    """Roster and position (from 0, None at the end) of a new row: after the place's, else in the last open list.

    A list grows from the block above it, the last one from anywhere; members are added where members stand.
    """
    here = roster_at(desk, place)
    if _open(desk, here):
        return here, desk.instance.position(place.row)
    if (behind := _behind(desk, place)) is not None:
        return behind, None
    rosters = desk.program.bound.form.rosters
    others = [name for name in rosters if _open(desk, name)]
    anywhere = bool(others) and rosters[others[-1]].layout == "table"
    return (others[-1] if others and (here is not None or anywhere) else None), None


def _behind(desk: DocumentDesk, place: Place) -> str | None:
    """The open list that is printed right below the family's block that the place is in."""
    sections = desk.program.bound.form.sections
    below = sections[sections.index(desk.instance.cell(place).section) + 1 :][:1]
    roster = below[0].roster if below and not desk.instance.cell(place).roster else None
    table = roster is not None and desk.program.bound.form.rosters[roster].layout == "table"
    return roster if table and _open(desk, roster) else None


def _open(desk: DocumentDesk, roster: str | None) -> bool:
    questions = desk.program.bound.form.questions_of(roster)
    return roster is not None and not any(question.readonly for question in questions)
