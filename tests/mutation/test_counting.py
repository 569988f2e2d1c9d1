"""What a mutation run says is what came of the mutants, and its tables are about files that there are."""

import re

import pytest

from tests.mutation.copied import ROOT
from tests.mutation.outcome import Mutant, Spared, spared, told
from tests.mutation.report import Tally, survivors, table
from tests.mutation.targets import TARGETS, Target


def mutant(name: str, status: str, *changed: str) -> Mutant:
    return Mutant(name, status, "gateway/ids.py", 7, "read", list(changed))


MUTANTS = [
    mutant("1", "killed"),
    mutant("2", "timeout"),
    mutant("3", "survived", "-if a < b:", "+if a <= b:"),
    mutant("4", "survived", '-raise Refusal("no")', '+raise Refusal("NO")'),
    mutant("5", "no tests", "-return 1", "+return 2"),
    mutant("6", "not checked"),
]
WORDS = Spared(where="gateway/*: read", change=r"^\+raise Refusal\(", kind="words", why="no program reads it")
TALLY = Tally("gateway", 90, MUTANTS, [WORDS])


def test_the_table_counts_what_was_tried_and_sets_apart_what_is_spared():
    assert table([TALLY]).splitlines()[1].split() == [
        "gateway", "90", "5", "1", "1", "3", "1", "40.0", "%", "50.0", "%",
    ]  # fmt: skip


def test_several_targets_are_added_up():
    assert table([TALLY, TALLY]).splitlines()[-1].split()[:7] == ["all", "180", "10", "2", "2", "6", "2"]


def test_a_survivor_that_is_not_spared_was_missed():
    assert [one.name for one in TALLY.missed] == ["3", "5"]


def test_a_survivor_is_told_with_its_place_its_change_and_why_it_is_spared():
    said = survivors(TALLY)
    assert "gateway/ids.py:7: read\n    -if a < b:\n    +if a <= b:\n" in said
    assert "gateway/ids.py:7: read | no test comes here\n    -return 1" in said
    assert "gateway/ids.py:7: read | spared, words: no program reads it\n" in said


def test_mutants_are_told_by_place():
    raw = [
        {"name": name, "status": "killed", "file": file, "line": line, "function": "f", "changed": []}
        for name, file, line in (("c", "b.py", 1), ("b", "a.py", 10), ("a", "a.py", 9))
    ]
    assert [one.name for one in told(raw)] == ["a", "b", "c"]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_target_is_about_code_and_tests_that_there_are(target: Target):
    for pattern in target.code:
        assert list(ROOT.glob(pattern)), pattern
    for test in target.tests:
        assert (ROOT / test).is_file(), test


def test_a_row_of_what_is_spared_is_about_code_of_a_target_and_says_why():
    code = {str(path.relative_to(ROOT)) for target in TARGETS for pattern in target.code for path in ROOT.glob(pattern)}
    for row in spared():
        file, _, function = row.where.partition(": ")
        assert function, row.where
        assert "*" in file or file in code, row.where
        assert re.compile(row.change), row
        assert len(row.why) > 10, row
