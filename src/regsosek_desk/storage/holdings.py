"""What each peer has confirmed to hold of each document, and what it refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from regsosek_desk.core.domain.exchange import HELD, Verdict
from regsosek_desk.core.domain.journal import joined_heads
from regsosek_desk.storage import journal
from regsosek_desk.storage.schema import dipegang, dokumen, upsert

Row = Mapping[str, Any]
_NOTHING: Row = {"heads": "", "refused": "", "reason": "", "params": {}, "owner": ""}
_AT_ONCE = 40
"""Documents written in one piece."""


def settle(conn: Connection, peer: str, verdicts: Sequence[Verdict], between: Callable[[], None]) -> None:
    """The peer holds what it says it holds, and refuses the rest. `between` is called between pieces of the work."""
    for start in range(0, len(verdicts), _AT_ONCE):
        between()
        some = verdicts[start : start + _AT_ONCE]
        hold(conn, peer, {verdict.document: verdict.heads for verdict in some if verdict.code in HELD})
        refuse(conn, peer, [verdict for verdict in some if verdict.code not in HELD])


def hold(conn: Connection, peer: str, heads: Mapping[str, str]) -> None:
    """The peer holds these documents up to these heads. What is held never becomes less: a receipt may come late."""
    before = _rows(conn, peer, heads)
    now = _as_they_stand(conn, heads)  # who holds a document as it stands here holds all that he held before
    _save(conn, [
        {**before[key], "heads": each if each == now.get(key) else _joined(conn, key, before[key]["heads"], each)}
        for key, each in heads.items()
    ])  # fmt: skip


def refuse(conn: Connection, peer: str, verdicts: Sequence[Verdict]) -> None:
    """The peer keeps these documents aside, and says why."""
    before = _rows(conn, peer, [each.document for each in verdicts])
    _save(conn, [{**before[each.document], **_refusal(each, before[each.document])} for each in verdicts])


def _as_they_stand(conn: Connection, documents: Collection[str]) -> dict[str, str]:
    rows = conn.execute(select(dokumen.c.id, dokumen.c.head_hash).where(dokumen.c.id.in_(documents)))
    return {row[0]: row[1] for row in rows}


def _joined(conn: Connection, document: str, before: str, heads: str) -> str:
    if not before or before == heads:
        return heads
    return joined_heads(journal.history(conn, document), before, heads)


def _refusal(verdict: Verdict, before: Row) -> Row:
    """What a refusal changes. Who misses entries that he was believed to hold is sent the whole document."""
    if before["heads"] and verdict.reason == "parent_missing":
        return _NOTHING
    return {"refused": verdict.heads, "reason": verdict.reason, "params": dict(verdict.params), "owner": verdict.owner}


def _rows(conn: Connection, peer: str, documents: Collection[str]) -> dict[str, Row]:
    """Rows about this peer by document, where there is none yet an empty one."""
    query = select(dipegang).where(dipegang.c.pihak == peer, dipegang.c.document.in_(documents))
    found = {row["document"]: dict(row) for row in conn.execute(query).mappings()}
    return {key: found.get(key, {"pihak": peer, "document": key, **_NOTHING}) for key in documents}


def _save(conn: Connection, rows: Sequence[Row]) -> None:
    if rows:
        conn.execute(upsert(dipegang), list(rows))
