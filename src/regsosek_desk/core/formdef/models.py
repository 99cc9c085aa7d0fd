"""The definition of a form, as its YAML files say it: frozen, validated, without any answer in it.

Words follow ODK (question, choice, repeat/roster, relevant, required, calculate) and CSPro (hard and
soft checks appear as severities E and W). `docs/form-language.md` explains every key.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

QuestionType = Literal["text", "digits", "number", "select_one", "select_sum", "date", "flag", "note"]
Severity = Literal["E", "W", "I"]
SEVERITIES: tuple[Severity, ...] = ("E", "W", "I")
DATE_WIDTH = 8
PERSON_NAME_WIDTH = 60


def _as_text(value: Any) -> Any:
    """YAML reads `number: 412` as a number; printed numbers and codes are text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text_keys(value: Any) -> Any:
    return {_as_text(k): v for k, v in value.items()} if isinstance(value, dict) else value


def _as_tuple(value: Any) -> Any:
    """A single name may stand where a list is expected (`at: r301a`)."""
    return (value,) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_as_text)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""What an expression can call something by."""
Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Choices = Annotated[dict[str, str], BeforeValidator(_text_keys)]
Scalar = int | str


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(Model):
    """One box group, line or tick of the paper. `choices` is resolved and padded after building."""

    id: Name
    number: Text
    label: str
    type: QuestionType
    width: int = Field(default=0, ge=0)
    pad: bool = True
    choices: Choices | str | None = None
    extra_choices: Choices = Field(default_factory=dict)
    alone: Text | None = None
    min: int | None = None
    max: int | None = None
    also: tuple[int, ...] = ()
    pattern: str | None = None
    relevant: str | None = None
    required: bool = True
    required_when: str | None = None
    calculate: str | None = None
    initial: str | None = None
    readonly: bool = False
    repeat: bool = True
    page: int | None = None
    column: int = 1
    beside: str | None = None
    split: int = 0
    heading: str | None = None
    skip: str | None = None
    hint: str | None = None
    short: str | None = None
    propose: Names = ()
    propose_from: str | None = None
    filled_by: str | None = None
    names_from: str | None = None

    @property
    def codes(self) -> dict[str, str]:
        """Code → label, codes padded to the width of the boxes; empty when the question has none."""
        return self.choices if isinstance(self.choices, dict) else {}

    @property
    def boxed(self) -> bool:
        """Drawn as one box per digit (else a line of text)."""
        return self.type in ("digits", "number", "select_one", "select_sum", "date")

    @property
    def keyable(self) -> bool:
        return self.calculate is None and not self.readonly

    @property
    def brief(self) -> str:
        return self.short or self.label


class Section(Model):
    section: str
    title: str
    page: int = 1
    columns: int = 1
    roster: str | None = None
    relevant: str | None = None
    required_when: str | None = None
    questions: tuple[Question, ...]


class Roster(Model):
    """A repeat. `columns`: one printed column per row, `per_set` of them on a sheet; `table`: one line each.

    `ends_at` is the question that says how many rows to expect, `counts` which rows count towards it.
    """

    label: str
    layout: Literal["columns", "table"] = "columns"
    per_set: int = 5
    name: str
    number: str | None = None
    ends_at: str | None = None
    counts: str | None = None
    link: tuple[str, ...] = ()


class Fact(Model):
    """What only the host knows (other documents, the stage of work); blank where it doesn't.

    `roster` names the rosters whose rows have it; none means the family. `follows` are the answers with which it
    changes: when one of them is keyed, it is looked up again.
    """

    type: Literal["number", "text"] = "number"
    roster: Names = ()
    follows: Names = ()
    label: str


class Check(Model):
    when: str
    says: str
    do: str
    severity: Severity | None = None
    at: Names | None = None
    rincian: str | None = None
    todo: bool = False


class Rule(Model):
    """One rule id of the survey. Its checks are silent unless `applies` plainly holds."""

    rule: Text
    severity: Severity
    at: Names = ()
    applies: str | None = None
    checks: tuple[Check, ...]
    enabled: bool = True
    source: str | None = None


class Risk(Model):
    """What is weighed before a whole SLS is approved.

    `space` (m²) is shared by `persons`; less than `least` for each is little. `rules` hold what families are said to
    be against the rest of their answers.
    """

    space: Name
    persons: Name
    least: int
    rules: Names


class Form(Model):
    """A whole form. Sections, questions and rules keep the order of the files, which is the paper's.

    `blank_word` and `rincian_word` are what messages call a blank and the printed numbers.
    `summary` names the questions behind the columns of lists, `area` those that make up the SLS code,
    `shared` what a line of this form hands over to the questionnaire it opens (question here → question there),
    `proposals` words of a description and the code that usually goes with them,
    `officers` the questions that hold the SLS name and its PPL and PML,
    `recap` those behind the columns of the recap of an SLS as offices hand it on (column → question).
    """

    form: str
    version: Text
    code: str
    title: str
    secrecy: str = ""
    sections: tuple[Section, ...]
    rosters: dict[Name, Roster] = Field(default_factory=dict)
    settings: dict[Name, Scalar | date | tuple[Scalar, ...]] = Field(default_factory=dict)
    groups: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    facts: dict[Name, Fact] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    blank_word: str = "–"
    rincian_word: str = ""
    summary: dict[str, str] = Field(default_factory=dict)
    area: tuple[str, ...] = ()
    shared: dict[str, str] = Field(default_factory=dict)
    proposals: Choices = Field(default_factory=dict)
    officers: dict[str, str] = Field(default_factory=dict)
    recap: dict[str, str] = Field(default_factory=dict)
    risk: Risk | None = None

    def questions_of(self, roster: str | None) -> tuple[Question, ...]:
        """Questions of the family (None) or of one roster, in printed order."""
        return tuple(q for s in self.sections if s.roster == roster for q in s.questions)
