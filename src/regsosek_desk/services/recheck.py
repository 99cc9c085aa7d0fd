"""Judging documents anew: what others say of them, or the rules, may have changed since they were keyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.services.documents import form_of, instance_from, judge_stored, summary_of
from regsosek_desk.services.facts import OthersAtOnce, facts_of
from regsosek_desk.storage.workfile import WorkFile


def recheck(file: WorkFile) -> int:
    """Bring the columns of every document up to date; gives how many changed. No answer and no journal changes."""
    changed = list(_changed(file))
    file.save_summaries(changed)
    return len(changed)


def _changed(file: WorkFile) -> Iterator[tuple[str, Summary]]:
    others = OthersAtOnce(file)
    for document in file.every_document():
        instance = instance_from(form_of(document), document.state, partial(facts_of, others, document=document))
        summary = summary_of(instance, judge_stored(instance, document), ())
        if replace(document.summary, row_keys={}) != summary:
            yield document.id, summary
