"""How a sentence is found: in the language chosen, with what fills it in, and something to read where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from regsosek_desk import texts
from regsosek_desk.core.errors import InputFault


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    texts.set_language("id")
    yield
    texts.set_language("id")


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program that knows only a few sentences, one of them in Indonesian alone."""
    said = {"id": '[a]\nboth = "dua {n}"\nonly = "satu"\n', "en": '[a]\nboth = "two {n}"\n'}
    for language, text in said.items():
        file = tmp_path / "resources" / "messages" / language / "a.toml"
        file.parent.mkdir(parents=True)
        file.write_text(text, "utf-8")
    monkeypatch.setattr(texts, "data_root", lambda: tmp_path)
    texts._messages.cache_clear()
    yield
    texts._messages.cache_clear()


@pytest.mark.usefixtures("few")
def test_a_sentence_is_said_in_the_chosen_language() -> None:
    assert texts.t("a.both", n=1) == "dua 1"
    texts.set_language("en")
    assert (texts.language(), texts.t("a.both", n=1)) == ("en", "two 1")


@pytest.mark.usefixtures("few")
def test_what_is_not_translated_is_said_in_indonesian() -> None:
    texts.set_language("en")
    assert texts.t("a.only") == "satu"
    assert texts.has("a.only")


@pytest.mark.usefixtures("few")
def test_an_unknown_key_is_shown_itself() -> None:
    assert texts.t("a.none", n=1) == "a.none"
    assert not texts.has("a.none")


@pytest.mark.usefixtures("few")
def test_a_blank_nobody_filled_stays_visible() -> None:
    assert texts.t("a.both") == "dua {n}"
    assert texts.t("a.both", n="{x}") == "dua {x}"


def test_an_unknown_language_is_refused_and_changes_nothing() -> None:
    texts.set_language("en")
    with pytest.raises(ValueError, match="jv"):
        texts.set_language("jv")
    assert texts.language() == "en"


def test_an_error_is_explained_in_three_parts() -> None:
    happened, safe, action = texts.explain(InputFault("file_missing", file="kerja.regsosek"))
    assert "kerja.regsosek" in happened
    assert (safe, action) == (texts.t("errors.file_missing.safe"), texts.t("errors.file_missing.action"))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_an_error_without_words_is_called_unexpected(language: str) -> None:
    texts.set_language(language)
    happened, safe, action = texts.explain(InputFault("never_heard_of"))
    assert happened == texts.t("errors.unexpected.happened", code="never_heard_of")
    assert "never_heard_of" in happened
    assert (safe, action) == (texts.t("errors.unexpected.safe"), texts.t("errors.unexpected.action"))
