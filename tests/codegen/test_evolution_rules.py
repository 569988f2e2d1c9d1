"""Every rule finds what it is for, says so in all columns, proves it and offers a way out that works."""

import re

import pytest

from codegen.evolution.edits import applied
from codegen.evolution.findings import Options, every_change, find
from codegen.evolution.fixes import FIXES
from codegen.evolution.rules import BY_ID, RULES
from codegen.evolution.verdicts import DIRECTIONS, Direction, verdict
from codegen.parse import parse
from tests.codegen.evolution_cases import FILE, FOLDER, Case, cases

CASES = cases()
BY_NAME = {case.name: case for case in CASES}


def by_name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_a_case_is_told_as_expected(case):
    assert case.expected() == (FOLDER / case.name / "expected.txt").read_text()


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_the_rule_is_found_and_its_words_are_complete(case):
    assert case.rule in {rule.id for rule, _, _ in every_change(case.tree, case.history)}
    assert not re.search(r"\?\w+\?", case.expected())


def test_every_rule_has_a_case_and_every_case_a_rule():
    assert {case.rule for case in CASES} == {rule.id for rule in RULES}
    assert {rule.id for rule in RULES} <= set(BY_NAME)


def test_every_rule_has_a_sentence_of_its_own():
    assert len({rule.sentence for rule in RULES}) == len(RULES)
    assert len(BY_ID) == len(RULES)


def test_every_way_out_is_offered_by_a_rule():
    assert {fix for rule in RULES for fix in rule.fixes} == set(FIXES)


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_what_breaks_on_the_wire_or_in_meaning_is_proved(case):
    for finding in case.findings():
        if finding.verdict in ("AVRO", "LOGICAL") and finding.severity == "error":
            assert finding.proof is not None, (finding.rule, finding.verdict, finding.direction)


# Where an earlier version broke something already, it is told at every other level.
LEVELS = {"ALIAS_REMOVED": "BACKWARD", "TYPE_ALIAS_REMOVED": "BACKWARD", "BRANCH_REUSED": "FORWARD"}


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_every_edit_that_is_offered_mends_what_it_is_offered_for(case):
    options = Options(level=LEVELS.get(case.rule))
    before = errors(case.findings(options))
    for finding in case.findings(options):
        for fix in finding.fixes if finding.rule == case.rule else ():
            if fix.edits:
                text = applied(case.current, fix.edits)
                after = errors(find(parse({"current.avsc": text}, "schemas"), case.history, options))
                assert after < before or not before, (finding.rule, fix.title, text)
                assert (finding.rule, finding.where) not in after, (finding.rule, fix.title, text)


def errors(findings):
    return {(finding.rule, finding.where) for finding in findings if finding.severity == "error"}


@pytest.mark.parametrize("name", ["FIELD_RENAMED_WITHOUT_ALIAS", "TYPE_RENAMED_WITHOUT_ALIAS"])
def test_an_alias_is_offered_where_only_new_readers_count_and_mends_their_reading(name):
    case, options = BY_NAME[name], Options(level="BACKWARD")
    assert not any("aliases" in fix.title for finding in case.findings() for fix in finding.fixes)
    (fix,) = {fix for finding in case.findings(options) for fix in finding.fixes if "aliases" in fix.title}
    tree = parse({"current.avsc": applied(case.current, fix.edits)}, "schemas")
    assert {finding.verdict for finding in find(tree, case.history, options) if finding.severity == "error"} == {"JSON"}


# The kinds of change that a registry is asked about, as Avro's own checker judged them: BACKWARD and FORWARD.
# Where ours breaks although Avro's passes, the row says so.
TABLE: list[tuple[str, str, str, str]] = [
    ("1 field added without a default", "FIELD_ADDED_WITHOUT_DEFAULT", "breaks", "ok"),
    ("2 field added with a default", "FIELD_ADDED", "ok", "ok"),
    ("3 nullable field added without a default", "NULLABLE_FIELD_ADDED_WITHOUT_DEFAULT", "breaks", "ok"),
    ("4 enum field with only the enum's default", "ENUM_FIELD_ADDED_WITHOUT_DEFAULT", "breaks", "ok"),
    ("5 field with a default removed", "FIELD_REMOVED", "ok", "ok"),
    ("5 field without a default removed", "FIELD_REMOVED_WITHOUT_DEFAULT", "ok", "breaks"),
    ("6 default removed", "DEFAULT_REMOVED", "ok", "ok"),
    ("6 default changed", "DEFAULT_CHANGED", "ok", "ok"),
    ("7 fields reordered", "FIELDS_REORDERED", "ok", "ok"),
    ("7 doc changed", "WORDS_CHANGED", "ok", "ok"),
    ("7 order changed", "SORT_ORDER_CHANGED", "ok", "ok"),
    ("8 field renamed without an alias", "FIELD_RENAMED_WITHOUT_ALIAS", "breaks", "breaks"),
    ("8 the same with defaults", "FIELD_RENAMED_SILENTLY", "ok", "ok"),
    ("9 field renamed with an alias", "FIELD_RENAMED", "ok", "breaks"),
    ("9 the same with a default", "FIELD_RENAMED.with_a_default", "ok", "ok"),
    ("10 second rename that forgets the first", "ALIAS_REMOVED.second_rename", "breaks", "ok"),
    ("11 two aliases match two fields", "ALIASES_AMBIGUOUS", "breaks", "ok"),
    ("12 deleted and added again as another type", "FIELD_NAME_REUSED.another_type", "ok", "ok"),
    ("12 deleted and added again, same type", "FIELD_NAME_REUSED", "ok", "ok"),
    ("13 int to double", "TYPE_PROMOTED", "ok", "breaks"),
    ("13 long to double", "TYPE_PROMOTED_WITH_LOSS", "ok", "breaks"),
    ("14 long to int", "TYPE_NARROWED", "breaks", "ok"),
    ("14 int to string", "TYPE_CHANGED", "breaks", "breaks"),
    ("14 array to map", "TYPE_CHANGED.list_to_map", "breaks", "breaks"),
    ("14 fixed to bytes", "TYPE_CHANGED.fixed_to_bytes", "breaks", "breaks"),
    ("15 bytes to string; Avro: ok, ok", "BYTES_BECAME_STRING", "breaks", "ok"),
    ("15 string to bytes; Avro: ok, ok", "STRING_BECAME_BYTES", "ok", "breaks"),
    ("16 inside of array items", "TYPE_PROMOTED.in_a_list", "ok", "breaks"),
    ("16 inside of map values", "TYPE_PROMOTED.in_a_map", "ok", "breaks"),
    ("17 widened to a union", "UNION_WIDENED", "ok", "breaks"),
    ("17 narrowed from a union", "UNION_NARROWED", "breaks", "ok"),
    ("18 branch added", "BRANCH_ADDED", "ok", "breaks"),
    ("18 branch removed", "BRANCH_REMOVED", "breaks", "ok"),
    ("19 branches reordered", "BRANCHES_REORDERED", "ok", "ok"),
    ("20 inside of a record branch", "FIELD_ADDED_WITHOUT_DEFAULT.in_a_branch", "breaks", "ok"),
    ("21 record to a union of records", "UNION_WIDENED.to_records", "ok", "breaks"),
    ("22 symbol added, no default before", "SYMBOL_ADDED", "ok", "breaks"),
    ("23 symbol added, a default before", "SYMBOL_ADDED_WITH_DEFAULT", "ok", "ok"),
    ("24 symbol removed, no default now", "SYMBOL_REMOVED", "breaks", "ok"),
    ("24 symbol removed, a default now", "SYMBOL_REMOVED_WITH_DEFAULT", "ok", "ok"),
    ("24 symbols reordered", "SYMBOLS_REORDERED", "ok", "ok"),
    ("25 type renamed with an alias", "TYPE_RENAMED.of_a_root", "ok", "breaks"),
    ("26 namespace moved", "NAMESPACE_MOVED", "ok", "ok"),
    ("26 the same in a union", "NAMESPACE_MOVED.of_a_branch", "ok", "ok"),
    ("27 nested type renamed", "TYPE_RENAMED_WITHOUT_ALIAS", "breaks", "breaks"),
    ("28 fixed resized", "FIXED_RESIZED", "breaks", "breaks"),
    ("29 decimal scale", "DECIMAL_SCALE_CHANGED", "ok", "ok"),
    ("29 decimal precision", "DECIMAL_PRECISION_RAISED", "ok", "ok"),
    ("30 unit of a timestamp", "TIME_UNIT_CHANGED", "ok", "ok"),
    ("30 date to timestamp", "LOGICAL_TYPE_CHANGED.date_to_timestamp", "ok", "breaks"),
    ("30 logical type added", "LOGICAL_TYPE_ADDED", "ok", "ok"),
    ("30 logical type removed", "LOGICAL_TYPE_REMOVED", "ok", "ok"),
    ("30 string to uuid", "TEXT_BECAME_UUID", "ok", "ok"),
    ("31 a type that holds itself", "FIELD_ADDED_WITHOUT_DEFAULT.when_recursive", "breaks", "ok"),
    ("32 another form of the root", "FORM_CHANGED", "breaks", "breaks"),
]


@pytest.mark.parametrize(("row", "name", "backward", "forward"), TABLE, ids=[row for row, *_ in TABLE])
def test_the_table_of_changes_is_judged_row_by_row(row, name, backward, forward):
    case = BY_NAME[name]
    told = {}
    for rule, _, effects in every_change(case.tree, case.history):
        if rule.id == case.rule or len(case.previous) == 1:
            for direction in DIRECTIONS:
                said = verdict(effects, "AVRO", direction)
                told[direction] = "breaks" if "breaks" in (said, told.get(direction)) else "ok"
    assert told == {"BACKWARD": backward, "FORWARD": forward}


def test_a_recursive_type_is_walked_once():
    findings = BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT.when_recursive"].findings()
    assert {finding.path for finding in findings} == {"cvv"}


# What is silent on the wire, and an error all the same.
@pytest.mark.parametrize(
    "name", ["FIELD_RENAMED_SILENTLY", "BYTES_BECAME_STRING", "STRING_BECAME_BYTES", "NAMESPACE_MOVED"]
)
def test_what_avro_lets_pass_and_loses_is_an_error(name):
    assert any(finding.severity == "error" for finding in BY_NAME[name].findings())


@pytest.mark.parametrize("name", ["EVENT_KEY_CHANGED", "LEVEL_LOWERED", "FIELD_NAME_REUSED", "ALIAS_REMOVED"])
def test_some_breaks_are_errors_at_every_level(name):
    findings = BY_NAME[name].findings(Options(level="NONE"))
    errors = {finding.rule for finding in findings if finding.severity == "error"}
    assert errors == ({name} if name != "LEVEL_LOWERED" else set())


def test_source_breaks_are_warnings_unless_they_are_asked_for():
    case = BY_NAME["SYMBOL_ADDED_WITH_DEFAULT"]
    assert {finding.severity for finding in case.findings()} == {"warning"}
    assert {finding.severity for finding in case.findings(Options(source_breaks=True))} == {"error"}


@pytest.mark.parametrize(
    ("name", "level", "directions"),
    [
        ("FIELD_RENAMED_WITHOUT_ALIAS", "BACKWARD", {"BACKWARD"}),
        ("FIELD_RENAMED_WITHOUT_ALIAS", "FORWARD_TRANSITIVE", {"FORWARD"}),
        ("FIELD_RENAMED_WITHOUT_ALIAS", "FULL", {"BACKWARD", "FORWARD"}),
        ("FIELD_RENAMED_WITHOUT_ALIAS", "NONE", set()),
    ],
)
def test_a_level_asks_for_its_directions(name, level, directions: set[Direction]):
    findings = BY_NAME[name].findings(Options(level=level))
    assert {finding.direction for finding in findings if finding.severity == "error"} == directions


def test_the_place_of_a_finding_is_the_thing_itself():
    (line,) = {
        BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT.in_a_branch"].current.splitlines()[finding.line - 1]
        for finding in BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT.in_a_branch"].findings()
    }
    assert '"name": "cvv"' in line
    assert {finding.file for finding in BY_NAME["FIELD_ADDED_WITHOUT_DEFAULT"].findings()} == {FILE}
