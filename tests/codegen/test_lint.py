"""Every rule finds what it is for: each has a folder of its name, with schemas and what is said of them."""

from pathlib import Path

import pytest

from codegen.lint import RULES, lint
from codegen.parse import parse
from tests.codegen.trees import repository_tree, sources

FIXTURES = Path(__file__).parent / "lint"


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_the_rule_finds_its_fixture(rule):
    findings = lint(parse(sources(FIXTURES / rule), rule))
    assert {finding.rule for finding in findings} == {rule}
    assert "".join(f"{finding}\n" for finding in findings) == (FIXTURES / rule / "expected.txt").read_text()


def test_every_fixture_belongs_to_a_rule():
    assert {path.name for path in FIXTURES.iterdir()} == {rule.id for rule in RULES}


def test_every_rule_has_a_sentence_of_its_own():
    assert len({rule.demands for rule in RULES}) == len(RULES)


def test_the_schemas_of_the_repository_keep_to_every_rule():
    assert lint(repository_tree()) == []
