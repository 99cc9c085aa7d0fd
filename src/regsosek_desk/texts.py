"""Every sentence the program says, from resources/messages/<language>/*.toml, and days and counts to put into them.

Indonesian unless switched.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Any

from regsosek_desk.core.errors import DeskError
from regsosek_desk.settings import data_root

LANGUAGES = ("id", "en")
_chosen = {"language": "id"}


def set_language(language: str) -> None:
    """Switch the language of everything said from now on. Raises ValueError for an unknown one."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _chosen["language"] = language


def language() -> str:
    return _chosen["language"]


def t(key: str, **params: object) -> str:
    """The sentence under `table.name`, its {placeholders} filled in. Falls back to Indonesian, then to the key."""
    sentence = _messages(_chosen["language"]).get(key) or _messages("id").get(key)
    return key if sentence is None else Formatter().vformat(sentence, (), _Lenient(params))


def has(key: str) -> bool:
    return key in _messages("id")


def grouped(number: int) -> str:
    """A count with its thousands set apart."""
    return f"{number:,}".replace(",", "." if language() == "id" else ",")


def day_shown(day: date) -> str:
    """2022-11-20 → 20 Nov 2022."""
    return f"{day.day} {t('dates.months').split()[day.month - 1]} {day.year}"


def day_digits(at: str) -> str:
    """A day or a time in ISO 8601 as a day with the day first, as people here write it: 20-11-2022."""
    return "-".join(reversed(at[:10].split("-")))


def officer(name: str, code: str) -> str:
    """A petugas by name and code, as far as they are known."""
    return f"{name} ({code})" if name and code else name or code


def explain(error: DeskError) -> tuple[str, str, str]:
    """What happened, whether the data is safe, what to do."""
    key = f"errors.{error.code}" if has(f"errors.{error.code}.happened") else "errors.unexpected"
    params = {**error.params, "code": error.code}
    return t(f"{key}.happened", **params), t(f"{key}.safe", **params), t(f"{key}.action", **params)


def in_short(error: DeskError) -> str:
    """What happened and what to do, on one line: for where no data is at stake."""
    happened, _, action = explain(error)
    return f"{happened} {action}".strip()


class _Lenient(dict[str, object]):
    """A placeholder nobody filled stays visible instead of breaking the message."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@lru_cache(maxsize=len(LANGUAGES))
def _messages(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((data_root() / "resources" / "messages" / code).glob("*.toml")):
        _flatten(tomllib.loads(file.read_text("utf-8")), "", found)
    return found


def _flatten(table: dict[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", into)
        else:
            into[f"{prefix}{key}"] = str(value)
