"""The rules of validation-rules.md, parts A to G and VK, are in the forms, with the severities of decisions.md §2."""

from __future__ import annotations

import pytest

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.models import Rule
from regsosek_desk.services.facts import SOURCES

E, W, I = "E", "W", "I"  # noqa: E741 - as the specification calls them
ERRORS = """
K1-01 K1-02 K1-03 K1-05 K1-06 K1-07 K1-08 K1-09 K1-11 K1-12 K1-13 K1-17 K2-01 K2-02 K2-05
K3-01 K3-02 K3-03 K3-04 K3-05 K3-06 K3-08 K3-09
K4-01 K4-02 K4-03 K4-04 K4-06 K4-07 K4-08 K4-09 K4-10 K4-11 K4-14 K4-19 K4-20 K4-21 K4-23
K4-30 K4-31 K4-32 K4-40 K4-41 K4-42 K4-43 K4-50 K4-51 K4-52 K4-53
K4-60 K4-61 K4-63 K4-64 K4-66 K4-67 K4-68 K4-70 K4-71 K4-72 K4-73 K4-74
K5-01 K5-02 K5-03 K5-04 K5-05 K5-06 K5-10 K5-12
"""
WARNINGS = """
K1-04 K1-10 K1-14 K1-15 K1-16 K2-03 K2-04 K3-07 K3-10 K3-20 K3-21 K3-22 K3-23 K3-24 K3-25 K3-26 K3-27 K3-28 K3-29
K3-30 K4-05 K4-12 K4-15 K4-16 K4-17 K4-18 K4-22 K4-24 K4-25 K4-33 K4-34 K4-35 K4-44 K4-45 K4-46 K4-47 K4-48 K4-54
K4-55 K4-56 K4-57 K4-62 K4-65 K4-69 K4-75 K4-76 K5-07 K5-11 K5-13 K5-14 K5-15 K5-16
KX-01 KX-02 KX-03 KX-04 KX-05 KX-06 KX-07 KX-08 KX-09 KX-10 KX-11 KX-12
"""
SEVERITY = {**dict.fromkeys(ERRORS.split(), E), **dict.fromkeys(WARNINGS.split(), W), "K4-13": I}
OFF = {
    "K3-27",  # decisions.md
    "K4-56",  # its trigger is not known
    "K4-61",  # the blank that K4-60 reports
}
SECOND = {
    "K1-17": {W},  # a telephone number with other than digits; no severity is given for it
    "K4-01": {W},  # repeated or not consecutive
    "K4-02": {W},  # unusual characters
    "K5-04": {W},  # the month after the period
    "VK-04": {E},  # another name than on the list
}
VK_SEVERITY = {
    **dict.fromkeys(("VK-01", "VK-02", "VK-04", "VK-05", "VK-06", "VK-07"), W),
    **dict.fromkeys(("VK-03", "VK-08"), E),
    "VK-09": I,
}


def rules(program: FormProgram) -> dict[str, Rule]:
    return {rule.rule: rule for rule in program.bound.form.rules}


def other_severities(rule: Rule) -> set[str]:
    return {check.severity for check in rule.checks if check.severity not in (None, rule.severity)}


@pytest.mark.parametrize("rule", SEVERITY)
def test_rule_of_the_questionnaire(k: FormProgram, rule: str) -> None:
    found = rules(k)[rule]
    assert found.severity == SEVERITY[rule]
    assert found.enabled == (rule not in OFF)
    assert other_severities(found) == SECOND.get(rule, set())


@pytest.mark.parametrize("rule", VK_SEVERITY)
def test_rule_of_the_list(vk: FormProgram, rule: str) -> None:
    found = rules(vk)[rule]
    assert found.severity == VK_SEVERITY[rule]
    assert found.enabled
    assert other_severities(found) == SECOND.get(rule, set())


def test_rules_of_our_own_have_names_of_their_own(k: FormProgram, vk: FormProgram) -> None:
    """A rule that the specification doesn't have must not look like one of its rules."""
    assert set(rules(k)) - set(SEVERITY) == {"KD-01", "KD-02"}
    assert all(rule > "VK-09" for rule in set(rules(vk)) - set(VK_SEVERITY))


def test_every_check_says_what_and_what_to_do(k: FormProgram, vk: FormProgram) -> None:
    for check in (*k.checks, *vk.checks):
        assert check.check.says.strip(), check.rule.rule
        assert check.check.do.strip(), check.rule.rule
        assert check.rincian.strip(), check.rule.rule


def test_lists_of_codes_to_look_at_are_configuration(k: FormProgram) -> None:
    settings = k.bound.form.settings
    assert settings["lantai_perlu_dicek"] == (7, 8, 9)
    assert settings["dinding_perlu_dicek"] == (4, 5, 6, 7)
    assert settings["atap_perlu_dicek"] == (5, 7, 8)
    assert settings["air_perlu_dicek"] == (9, 10, 11)
    assert settings["bahan_bakar_perlu_dicek"] == (5,)


def test_every_fact_that_a_form_asks_for_is_known(k: FormProgram, vk: FormProgram) -> None:
    """A misspelt fact would stay blank, and its rules silent, without a word."""
    for program in (k, vk):
        assert set(program.bound.form.facts) <= set(SOURCES)
