"""Lanes beside the endpoints: each has its turn, each is counted, and none may be left out unnoticed."""

from collections import Counter
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest

from tests.fuzz import tried_records
from tests.fuzz.battering import KINDS, Battering
from tests.fuzz.budget import Budget
from tests.fuzz.contract import Contract
from tests.fuzz.coverage import Coverage
from tests.fuzz.every_damage import DAMAGE, NAMES
from tests.fuzz.junit import junit
from tests.fuzz.lane import Plan, Report, fuzz
from tests.fuzz.page import page
from tests.fuzz.record_damage import EVERY
from tests.fuzz.record_ends import End
from tests.fuzz.run import Finding
from tests.fuzz.saved import FOUND
from tests.fuzz.summary import summary
from tests.fuzz.tally import Row, Side
from tests.fuzz.target import beside
from tests.fuzz.tried_records import RECORDS, Tried, Turns, every_record
from tests.fuzz.tried_sequences import SEQUENCES
from tests.fuzz.vacuity import empty


@pytest.fixture
def round_of(document):
    """A round of no operation, with these lanes."""
    return lambda *sides, findings=(): Report(
        list(findings), Coverage(Contract(document)), [], Plan(seed=7), 1.0, 0, is_whole=True, sides=sides
    )


def side(name, *rows, findings=()):
    return Side(name, dict(rows), list(findings), 1.0)


def row(came, kinds=("no key",)):
    return Row(sum(came.values()), set(kinds), Counter(came))


def test_what_a_lane_left_out_in_all_rounds_makes_the_run_worthless(round_of):
    first, *others = NAMES
    tried = side(DAMAGE, *((name, row({"taken": 1}, [name])) for name in others))
    rest = side(DAMAGE, (first, row({"taken": 1}, [first])))

    assert empty([round_of(tried)], [DAMAGE]) == [f"damage: never {first}"]
    assert empty([round_of(tried), round_of(rest)], [DAMAGE]) == []
    assert empty([round_of(tried)], [SEQUENCES]) == ["tried: never sequences"]


def test_records_have_to_come_to_every_end_and_each_topic_to_every_damage(round_of):
    ends = {end.shown: 1 for end in End}
    whole = side(RECORDS, ("board.commands", row(ends, EVERY)))
    less = side(RECORDS, ("board.commands", row({**ends, "halted": 0}, EVERY[1:])))

    assert empty([round_of(whole)], [RECORDS]) == []
    assert empty([round_of(side(RECORDS, ("board.commands", row({"aside": 1}))))], [RECORDS])
    assert f"records: board.commands: never {EVERY[0]}" in empty([round_of(less)], [RECORDS])


def test_the_tables_tell_of_a_topic_how_it_was_damaged_and_what_came_of_it(round_of):
    one = side(RECORDS, ("board.commands", row({"aside": 3, "aside untold": 1, "handled": 2, "untold": 5})))
    other = side(RECORDS, ("board.commands", row({"handled": 4}, ["no id"])))
    [told] = [line for line in summary([round_of(one), round_of(other)]).splitlines() if "board.commands" in line]

    assert told.split() == ["board.commands", "2", "15", "4", "6", "0", "untold", "5"]
    assert "<td class='number'>15</td>" in page([round_of(one, other)], FOUND).replace('"', "'")


def test_each_row_of_a_lane_is_a_case_and_fails_with_its_finding(round_of):
    finding = Finding("damage: truncated", DAMAGE, "wrong", None)
    bad = row({"taken": 1})
    bad.findings = 1
    whole = round_of(side(DAMAGE, ("doubled", row({"taken": 1})), ("truncated", bad)), findings=[finding])
    cases = ET.fromstring(junit([whole])).iter("testcase")

    found = {(case.get("classname"), case.get("name")): case.find("failure") is not None for case in cases}
    assert found == {("fuzz", "damage: truncated"): True, ("fuzz.damage", "doubled"): False}


def test_a_budget_ends_when_its_time_is_over():
    now = 10.0
    budget = Budget.of(5.0, lambda: now)
    assert (budget.left_s, budget.is_over) == (5.0, False)

    now = 16.0
    assert (budget.left_s, budget.is_over) == (0.0, True)


def test_while_the_gateway_waits_for_the_rest_of_a_request_others_are_tried(monkeypatch):
    happened = []
    battering = object.__new__(Battering)
    battering.rows, battering.findings, battering._seed, battering._budget = {}, [], 1, Budget(1.0, lambda: 0.0)
    monkeypatch.setattr(battering, "_begun", lambda kind, *_: happened.append(("begun", kind.waits)), raising=False)
    monkeypatch.setattr(
        battering, "_end_of", lambda kind, _: happened.append(("ended", kind.waits)) or "", raising=False
    )
    monkeypatch.setattr(battering, "_check_others", lambda: None, raising=False)

    battering.run(KINDS, 2)

    waiting = sum(kind.waits for kind in KINDS)
    assert waiting >= 2
    assert happened[: 2 * waiting] == [("begun", True)] * (2 * waiting)
    assert happened[-2 * waiting :] == [("ended", True)] * (2 * waiting)


@pytest.fixture
def scene(monkeypatch):
    """Records on one topic, each of which comes to a good end; what was begun."""
    begun = []

    def handled(_, kind, damage):
        yield Tried("things", "Thing", End.HANDLED, (End.HANDLED,))

    monkeypatch.setattr(tried_records, "ON", {"commands": handled})
    monkeypatch.setattr(tried_records, "_topics", lambda _: ["things"])
    return SimpleNamespace(begin=begun.append, begun=begun)


def test_a_round_begins_with_the_damage_that_had_the_fewest_turns(scene):
    turns = Turns()
    times = iter([0.0] * 5)
    every_record(scene, RECORDS, 1, turns, Budget(1.0, lambda: next(times, 2.0)))
    some = list(scene.begun)

    every_record(scene, RECORDS, 2, turns)

    assert 0 < len(some) < len(EVERY)
    names = [chance.rpartition("/")[2] for chance in scene.begun]
    assert set(names[: len(EVERY)]) == set(EVERY)
    assert max(turns.values()) == 2


def test_a_record_that_comes_to_another_end_is_a_finding(scene, monkeypatch):
    def untold(_, kind, damage):
        yield Tried("things", "Thing", End.UNTOLD, (End.ASIDE,))

    monkeypatch.setattr(tried_records, "ON", {"commands": untold})
    showed = every_record(scene, RECORDS, 1, Turns())

    assert len(showed.findings) == showed.rows["things"].findings == len(EVERY)
    assert "Thing on things: UNTOLD, expected ASIDE" in showed.findings[0].message
    assert "--lane 'records' --seed 1" in showed.findings[0].message


@pytest.mark.parametrize(("lasts_s", "is_whole"), [(3600.0, True), (0.0, False)])
def test_a_round_goes_through_the_endpoints_once_however_much_time_there_is(document, stage, lasts_s, is_whole):
    with beside(*stage, 5.0) as target:
        plan = Plan(examples=3, operations=("greetings.Greet",))
        report = fuzz(document, target, plan, budget=Budget.of(lasts_s))

    assert report.is_whole is is_whole
    assert report.findings == []
