"""Every rule finds what it is for: each has a folder of its name, with schemas and what is said of them."""

from pathlib import Path

import pytest

from codegen.lint import RULES, SOUND, lint
from codegen.parse import parse
from tests.codegen.test_parse_torture import AVRO
from tests.codegen.trees import repository_tree, sources

FIXTURES = Path(__file__).parent / "lint"


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_the_rule_finds_its_fixture(rule):
    """And no rule beside it; a fixture of a rule for every tree may be in another style than ours."""
    findings = lint(parse(sources(FIXTURES / rule.id), rule.id), SOUND if rule in SOUND else RULES)
    assert {finding.rule for finding in findings} == {rule.id}
    assert "".join(f"{finding}\n" for finding in findings) == (FIXTURES / rule.id / "expected.txt").read_text()


def test_every_fixture_belongs_to_a_rule():
    assert {path.name for path in FIXTURES.iterdir()} == {rule.id for rule in RULES}


def test_every_rule_has_a_sentence_of_its_own():
    assert len({rule.demands for rule in RULES}) == len(RULES)


def test_the_schemas_of_the_repository_keep_to_every_rule():
    assert lint(repository_tree()) == []


@pytest.mark.parametrize("folder", sorted(path.name for path in AVRO.iterdir()))
def test_a_tree_that_is_not_ours_need_not_be_in_our_style(folder):
    tree = parse(sources(AVRO / folder))
    assert lint(tree, SOUND) == []
    assert lint(tree) != []
