"""Each planted fault is found; a fuzzer that finds nothing has to be able to find something."""

import re

import pytest

from tests.fuzz.lane import Plan, fuzz
from tests.fuzz.plants import IN_THE_DOCUMENT, IN_THE_PLATFORM
from tests.fuzz.target import beside

RUNS = (1, 2, 3)
EXAMPLES = 20
PATIENCE_S = 0.5


@pytest.fixture
def target(stage):
    """People who came before the fault did."""
    with beside(*stage, PATIENCE_S) as made:
        yield made


def found_within_three_runs(document, target, operation, words) -> bool:
    """Whether some finding says so."""
    for seed in RUNS:
        report = fuzz(document, target, Plan(seed=seed, examples=EXAMPLES, operations=(operation,)))
        if any(re.search(words, finding.message) for finding in report.findings):
            return True
    print(report.summary(), *report.findings, sep="\n")
    return False


@pytest.mark.parametrize(
    ("operation", "plant", "words"),
    IN_THE_PLATFORM,
    ids=[f"{plant.__name__}-{operation}" for operation, plant, _ in IN_THE_PLATFORM],
)
def test_a_fault_in_the_platform_is_found(operation, plant, words, document, target, monkeypatch):
    plant(monkeypatch, target.platform)

    assert found_within_three_runs(document, target, operation, words)


@pytest.mark.parametrize(("plant", "words"), IN_THE_DOCUMENT, ids=["longer_text", "shorter_text"])
def test_a_fault_in_the_document_is_found(plant, words, document, target):
    assert found_within_three_runs(plant(document), target, "greetings.Greet", words)


def test_nothing_is_found_where_nothing_is_planted(document, target):
    report = fuzz(document, target, Plan(seed=1, examples=EXAMPLES, operations=("greetings.Greet",)))

    assert report.findings == []
