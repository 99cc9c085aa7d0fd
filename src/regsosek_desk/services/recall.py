"""What was keyed before, offered again: the last answers of each question and codes given to like texts.

It only proposes; nothing from here becomes an answer without a key of the keyer.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping

from regsosek_desk.core.formdef.bind import BoundForm
from regsosek_desk.core.formdef.values import is_valid
from regsosek_desk.storage.documents import StoredDocument

_KEPT = 400  # texts remembered per question


class Recall:
    """Earlier answers of one form, the latest first."""

    def __init__(self, bound: BoundForm, seeds: Mapping[str, str] | None = None) -> None:
        """`seeds` gives words of a description and the code that usually goes with them; the form's own when None."""
        self._texts: dict[str, OrderedDict[str, None]] = {}
        self._codes: dict[str, Counter[str]] = {}
        self._questions = {c.id: c.question for c in bound.cells.values()}
        self._sources = {c.id: c.question.propose_from for c in bound.cells.values() if c.question.propose_from}
        self._seeds = {_key(words): code for words, code in (bound.form.proposals if seeds is None else seeds).items()}

    def learn_documents(self, documents: Iterable[StoredDocument]) -> None:
        """Learn from documents of the file, oldest first."""
        for document in documents:
            records = [document.state.answers, *(r.answers for rows in document.state.rosters.values() for r in rows)]
            for answers in records:
                for question, text in answers.items():
                    self.learn(question, text, answers)

    def learn(self, question: str, text: str, answers: Mapping[str, str]) -> None:
        """Learn one answer, unless it is wrong or not of this form; `answers` are those of the same record."""
        known = self._questions.get(question)
        if known is None or not is_valid(known, text):
            return
        texts = self._texts.setdefault(question, OrderedDict())
        texts.pop(text, None)
        texts[text] = None
        if len(texts) > _KEPT:
            texts.popitem(last=False)
        source = self._sources.get(question)
        if source is not None and source in answers:
            self._codes.setdefault(_key(answers[source]), Counter())[text] += 1

    def last(self, question: str) -> str | None:
        """The answer given last to this question anywhere."""
        texts = self._texts.get(question)
        return next(reversed(texts)) if texts else None

    def completion(self, question: str, beginning: str) -> str | None:
        """The latest earlier answer that goes on from this beginning."""
        texts = self._texts.get(question, OrderedDict())
        wanted = beginning.upper()
        return next((t for t in reversed(texts) if t.upper().startswith(wanted) and len(t) > len(beginning)), None)

    def code_for(self, description: str) -> tuple[str, int] | None:
        """The code that like descriptions got, and how often; 0 times when it comes from the seeds."""
        counter = self._codes.get(_key(description))
        if counter:
            code, times = counter.most_common(1)[0]
            return code, times
        words = _key(description).split()
        for size in range(len(words), 0, -1):
            for start in range(len(words) - size + 1):
                seeded = self._seeds.get(" ".join(words[start : start + size]))
                if seeded is not None:
                    return seeded, 0
        return None


def _key(text: str) -> str:
    return " ".join(text.upper().split())
