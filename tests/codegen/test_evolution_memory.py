"""Names that were published once: what was renamed stays findable, what was deleted does not come back."""

import json
from typing import Any

import pytest

from codegen.evolution.findings import Finding, Options, find
from codegen.evolution.lineage import of_tree
from codegen.evolution.versions import Version
from codegen.parse import parse
from tests.codegen.evolution_cases import history_of
from tests.codegen.trees import enum, field, record, texts, tree


def order(*fields: dict[str, Any], **members: Any) -> dict[str, Any]:
    return record("shop.Order", field("id"), *fields, **members)


def errors(*versions: dict[str, Any], level: str | None = "NONE") -> dict[str, list[Finding]]:
    """The errors of the last version against those before it, by rule; at the level that asks for nothing."""
    history = history_of(tuple(json.dumps(version) for version in versions[:-1]))
    found: dict[str, list[Finding]] = {}
    for finding in find(parse(texts(versions[-1])), history, Options(level=level)):
        if finding.severity == "error":
            found.setdefault(finding.rule, []).append(finding)
    return found


RATE = field("rate", "int", default=0)


def test_a_deleted_field_does_not_come_back_as_another_type():
    assert set(errors(order(RATE), order(), order(field("rate", default="")))) == {"FIELD_NAME_REUSED"}


def test_nor_as_another_thing_of_the_same_type():
    other = RATE | {"doc": "Something else."}
    found = errors(order(RATE), order(), order(), order(other))
    assert [finding.versions for finding in found["FIELD_NAME_REUSED"]] == [("v1",)] * 4
    assert {finding.direction for finding in found["FIELD_NAME_REUSED"]} == {"BACKWARD", "FORWARD"}


def test_the_same_field_may_come_back():
    assert errors(order(RATE), order(), order(RATE)) == {}


def test_without_a_doc_nobody_can_tell_that_it_is_the_same():
    plain = {"name": "rate", "type": "int", "default": 0}
    assert set(errors(order(plain), order(), order(plain))) == {"FIELD_NAME_REUSED"}


def test_a_name_that_was_renamed_away_does_not_come_back():
    renamed = field("share", "int", default=0, aliases=["rate"])
    forgetful = field("share", "int", default=0)
    found = errors(order(RATE), order(renamed), order(forgetful, field("rate", default="")))
    assert set(found) == {"FIELD_NAME_REUSED", "ALIAS_REMOVED"}


def test_a_rename_that_is_taken_back_is_none():
    renamed = field("share", "int", default=0, aliases=["rate"])
    assert errors(order(RATE), order(renamed), order(RATE | {"aliases": ["share"]})) == {}


def test_a_deep_field_is_remembered_too():
    def deep(*fields: dict[str, Any]) -> dict[str, Any]:
        return order(field("lines", {"type": "array", "items": record("shop.Line", field("sku"), *fields)}))

    found = errors(deep(RATE), deep(), deep(RATE | {"doc": "Something else."}))
    assert {finding.where for finding in found["FIELD_NAME_REUSED"]} == {"shop.Line.rate"}


def test_every_type_in_reach_is_remembered():
    def two(*fields: dict[str, Any]) -> dict[str, Any]:
        first, second = (record(f"shop.{name}", field("sku"), *fields) for name in ("First", "Second"))
        return order(field("first", first), field("second", second))

    found = errors(two(RATE), two(), two(RATE | {"doc": "Something else."}))
    assert {finding.where for finding in found["FIELD_NAME_REUSED"]} == {"shop.First.rate", "shop.Second.rate"}


def status(*symbols: str, **members: Any) -> dict[str, Any]:
    return order(field("status", enum("shop.Status", *symbols, default="NEW", **members), default="NEW"))


def test_a_deleted_symbol_does_not_come_back():
    found = errors(status("NEW", "OLD"), status("NEW"), status("NEW", "OLD"))
    assert {finding.where for finding in found["SYMBOL_REUSED"]} == {"shop.Status.OLD"}


def test_a_symbol_with_the_same_row_in_its_table_is_the_same():
    def told(*symbols: str, **codes: int) -> dict[str, Any]:
        return status(*symbols, millrace={"table": {symbol: {"code": codes.get(symbol, 1)} for symbol in symbols}})

    assert "SYMBOL_REUSED" not in errors(told("NEW", "OLD"), told("NEW"), told("NEW", "OLD"))
    assert "SYMBOL_REUSED" in errors(told("NEW", "OLD"), told("NEW"), told("NEW", "OLD", OLD=2))


CARD = record("shop.Card", field("pan"))


def payment(*branches: Any, doc: str = "The payment.") -> dict[str, Any]:
    return order(field("payment", ["null", *branches], default=None, doc=doc))


def test_a_deleted_branch_does_not_come_back_as_something_else():
    bare, words = payment("int"), payment("int", "string")
    assert "BRANCH_REUSED" not in errors(words, bare, words)
    found = errors(words, bare, payment("int", "string", doc="Where it is paid."))
    assert {finding.where for finding in found["BRANCH_REUSED"]} == {"shop.Order.payment<string>"}


def test_of_a_named_branch_that_comes_back_its_type_is_asked():
    """`null` is no branch that could have meant something else, either."""
    elsewhere = payment("int", CARD, doc="Where it is paid.")
    assert "BRANCH_REUSED" not in errors(payment(CARD), payment("int"), elsewhere)
    bare = order(field("payment", "int"))
    assert "BRANCH_REUSED" not in errors(payment("int"), bare, payment("int", doc="Where it is paid."))


def test_a_deleted_type_does_not_come_back_as_something_else():
    assert "TYPE_NAME_REUSED" not in errors(payment(CARD), payment("int"), payment("int", CARD))
    for other in (CARD | {"doc": "A gift card."}, record("shop.Card", field("pan", "int"))):
        assert "TYPE_NAME_REUSED" in errors(payment(CARD), payment("int"), payment("int", other))


def test_a_type_does_not_take_the_name_of_one_that_was_renamed():
    note, other = record("notes.Note", field("text")), record("notes.Note", field("title"))
    history = of_tree(tree(note), "main")
    findings = find(tree(other, record("notes.Memo", field("text"), aliases=["notes.Note"])), history)
    assert "TYPE_NAME_REUSED" in {finding.rule for finding in findings}


TOTAL, SUM = field("total", "int"), field("sum", "int", doc="The total.")


@pytest.mark.parametrize("level", ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FULL_TRANSITIVE"])
def test_a_second_rename_keeps_the_first_name(level):
    once = SUM | {"aliases": ["total"]}
    twice = field("amount", "int", doc="The total.", aliases=["sum"])
    found = errors(order(TOTAL), order(once), order(twice), level=level)
    assert [(finding.direction, finding.versions) for finding in found["ALIAS_REMOVED"]] == [("BACKWARD", ("v1",))]
    kept = twice | {"aliases": ["sum", "total"]}
    assert "ALIAS_REMOVED" not in errors(order(TOTAL), order(once), order(kept), level=level)


def test_an_alias_that_was_never_published_as_a_name_may_go():
    assert errors(order(SUM | {"aliases": ["never"]}), order(SUM)) == {}


def test_a_long_chain_of_renames_is_followed():
    names = ["a", "b", "c", "d"]
    versions = [order(field(name, "int", doc="It.", aliases=names[:index])) for index, name in enumerate(names)]
    forgetful = order(field("e", "int", doc="It.", aliases=["d", "b"]))
    found = errors(*versions, forgetful)
    assert sorted(finding.versions for finding in found["ALIAS_REMOVED"]) == [("v1",), ("v3",)]
    assert errors(*versions, order(field("e", "int", doc="It.", aliases=names))) == {}


def test_what_was_renamed_between_old_versions_is_no_new_rename():
    """Between versions that do not follow each other, a field that went and one that came are two things."""
    versions = [order(field("a", "int", default=0)), order(), order(field("b", "int", default=0))]
    assert errors(*versions, order(field("b", "int", default=0)), level="FULL_TRANSITIVE") == {}
    assert "FIELD_RENAMED_SILENTLY" in errors(versions[0], versions[2], level="FULL_TRANSITIVE")


def test_a_renamed_root_continues_its_history():
    history = history_of((json.dumps(order(TOTAL)),))
    renamed = record("shop.Purchase", field("id"), TOTAL | {"type": "string"}, aliases=["shop.Order"])
    found = {finding.rule: finding for finding in find(parse(texts(renamed)), history)}
    assert {"TYPE_RENAMED", "TYPE_CHANGED"} <= set(found)
    assert found["TYPE_CHANGED"].where == "shop.Purchase.total"
    assert "TYPE_REMOVED" not in found


def test_a_root_that_was_renamed_twice_keeps_its_first_name():
    history = history_of(
        (json.dumps(order()), json.dumps(record("shop.Purchase", field("id"), aliases=["shop.Order"])))
    )
    forgetful = record("shop.Buy", field("id"), aliases=["shop.Purchase"])
    found = {finding.rule for finding in find(parse(texts(forgetful)), history) if finding.severity == "error"}
    assert "TYPE_ALIAS_REMOVED" in found
    kept = record("shop.Buy", field("id"), aliases=["shop.Purchase", "shop.Order"])
    found = {finding.rule for finding in find(parse(texts(kept)), history) if finding.severity == "error"}
    assert "TYPE_ALIAS_REMOVED" not in found


def test_a_type_that_went_is_told_by_what_it_was_for():
    event = order(millrace={"kind": "event", "key": "id"})
    other = texts(record("shop.Other", field("id")))
    (finding,) = {
        (each.rule, each.severity)
        for each in find(parse(other), history_of((json.dumps(event),)))
        if each.verdict == "CONTRACT"
    }
    assert finding == ("TYPE_REMOVED", "error")
    (finding,) = {
        (each.rule, each.severity)
        for each in find(parse(other), history_of((json.dumps(order()),)))
        if each.verdict == "CONTRACT"
    }
    assert finding == ("TYPE_REMOVED", "warning")


def test_all_versions_that_fail_are_told_newest_first():
    versions = [order(TOTAL), order(TOTAL, field("a", default="")), order(TOTAL, field("b", default=""))]
    found = errors(*versions, order(), level="FULL_TRANSITIVE")
    assert {finding.versions for finding in found["FIELD_REMOVED_WITHOUT_DEFAULT"]} == {("v3", "v2", "v1")}
    found = errors(*versions, order(), level="FULL")
    assert {finding.versions for finding in found["FIELD_REMOVED_WITHOUT_DEFAULT"]} == {("v3",)}


def test_what_old_versions_differ_by_is_warned_of_once():
    versions = [order(field("a", "int", default=0)), order(field("a", "int", default=1))]
    history = history_of(tuple(json.dumps(version) for version in versions))
    assert find(parse(texts(versions[-1])), history) == []
    assert Version("shop.Order", parse(texts(versions[0]))).reach().keys() == {"shop.Order"}
