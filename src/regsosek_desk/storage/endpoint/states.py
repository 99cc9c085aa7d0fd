"""A document's state as the JSON of its row."""

from __future__ import annotations

from typing import Any

from regsosek_desk.core.domain.documents import Confirmation, Decision, DocumentState, RemovedRow, RowState


def state_to_json(state: DocumentState) -> dict[str, Any]:
    return {
        "answers": state.answers,
        "rosters": {name: [[row.id, row.answers] for row in rows] for name, rows in state.rosters.items()},
        "removed": {key: [row.roster, row.position, row.answers] for key, row in state.removed.items()},
        "notes": [[*key, text] for key, text in state.notes.items()],
        "confirmations": [[*key, c.reason, c.seen, c.petugas, c.at] for key, c in state.confirmations.items()],
        "decisions": [[*key, d.decision, d.note, d.seen, d.petugas, d.at] for key, d in state.decisions.items()],
    }


def state_from_json(value: dict[str, Any]) -> DocumentState:
    """What `state_to_json` wrote."""
    return DocumentState(
        answers=value["answers"],
        rosters={name: [RowState(*row) for row in rows] for name, rows in value["rosters"].items()},
        removed={key: RemovedRow(*row) for key, row in value["removed"].items()},
        notes={(row, question): text for row, question, text in value["notes"]},
        confirmations={
            (row, question, rule): Confirmation(*content) for row, question, rule, *content in value["confirmations"]
        },
        decisions={(row, question): Decision(*content) for row, question, *content in value.get("decisions", ())},
    )
