"""OpenAPI and the gateway take the same bodies, per type of Avro and form of a union, and for our own schemas.

The judge of what the schema takes is jsonschema-rs, which reads patterns as ECMAScript does.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from schemathesis import GenerationMode

from codegen.emit_openapi import document
from services.wire.generated.catalog import CATALOG
from tests.avro import sampling
from tests.codegen.all_of_avro import ALL, COMMANDS
from tests.codegen.doors import EXAMPLES, Door
from tests.codegen.everything import EVERYTHING
from tests.codegen.modules import imported
from tests.codegen.trees import repository_tree

OURS = sorted(name for name, entry in CATALOG.items() if entry.body is not None)
THEIRS = ("shop.Try", "delete.Delete")
TYPES = tuple(command.name for command in COMMANDS)


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """Every operation with a body: of our schemas, of the tree with everything in it, and of each type."""
    ours = document(repository_tree())
    found = {name: Door(ours, CATALOG[name]) for name in OURS}
    with imported(EVERYTHING, tmp_path_factory.mktemp("bodies"), "bodies") as package:
        everything, catalog = document(EVERYTHING), package.catalog()
        found |= {name: Door(everything, catalog[name]) for name in THEIRS}
        with imported(ALL, tmp_path_factory.mktemp("types"), "types_of_avro") as other:
            types, catalog = document(ALL), other.catalog()
            yield found | {name: Door(types, catalog[name]) for name in TYPES}


def examples(name, most):
    """How many bodies to try, unless MILLRACE_EXAMPLES says: the types are many, and each has one field."""
    few = max(most // 6, 3) if name in TYPES else most
    return settings(EXAMPLES, max_examples=sampling.EXAMPLES or few)


NAMES = pytest.mark.parametrize("name", [*OURS, *THEIRS, *TYPES])


@NAMES
def test_the_gateway_takes_what_the_schema_describes(name, doors):
    door = doors[name]

    @examples(name, 30)
    @given(body=door.bodies(GenerationMode.POSITIVE))
    def check(body):
        assert door.schema_takes(body)
        assert door.gateway_takes(body)

    check()


@NAMES
def test_the_gateway_refuses_what_the_schema_refuses(name, doors):
    door = doors[name]

    @examples(name, 30)
    @given(body=door.bodies(GenerationMode.NEGATIVE))
    def check(body):
        assert door.gateway_takes(body) == door.schema_takes(body)

    check()


Change = Callable[[Any], Any]
CHANGES: dict[str, Change] = {
    "null": lambda value: None,
    "true": lambda value: True,
    "number": lambda value: 7,
    "fraction": lambda value: 0.5,
    "text": lambda value: "7",
    "list": lambda value: [value],
    "object": lambda value: {},
    "line": lambda value: f"{value}\n",
    "shorter": lambda value: value[:-1] if isinstance(value, str | list) else value,
    "longer": lambda value: value * 9 if isinstance(value, str | list) else value,
    "upper": lambda value: value.upper() if isinstance(value, str) else value,
    "beyond 32 bits": lambda value: 2**31,
    "below 32 bits": lambda value: -(2**31) - 1,
    "beyond 53 bits": lambda value: 2**53,
    "below 53 bits": lambda value: -(2**53),
    "beyond a float": lambda value: 3.5e38,
    "below a float": lambda value: -3.5e38,
    "negated": lambda value: -value if isinstance(value, int) else value,
    "padding": lambda value: f"{value}=",
    "nul": lambda value: f"{value}\0",
}


def places(body: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value inside a body."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    found = [above] if above else []
    return found + [place for key, value in inner for place in places(value, (*above, key))]


def changed(body: Any, place: tuple[Any, ...], change: Change) -> Any:
    result = copy.deepcopy(body)
    target = result
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = change(target[place[-1]])
    return result


def without(body: Any, name: str) -> Any:
    return {key: value for key, value in body.items() if key != name}


@NAMES
def test_a_body_that_is_nearly_right_is_judged_alike(name, doors):
    door = doors[name]

    @examples(name, 8)  # each gives some hundred near misses
    @given(body=door.bodies(GenerationMode.POSITIVE))
    def check(body):
        near = [("missing " + key, without(body, key)) for key in body]
        near += [("unknown", body | {"unknown": 1}), ("tagged", body | {"@type": name})]
        near += [("mistagged", body | {"@type": "wire.Failed"}), ("untagged", body | {"@type": None})]
        near += [(change, changed(body, place, CHANGES[change])) for place in places(body) for change in CHANGES]
        for what, other in near:
            assert door.gateway_takes(other) == door.schema_takes(other), (what, other)

    check()


def test_a_near_miss_is_refused_for_each_limit(doors):
    """The comparisons above would hold of two judges who take everything."""
    right = {"name": "ada", "password": "correct horse battery"}
    door = doors["accounts.Register"]
    wrong = [
        {"name": "a"},
        {"name": "a" * 33},
        {"name": "ada\n"},
        {"name": "-ada"},
        {"name": None},
        {"password": "short"},
        {"password": "x" * 129},
        {"password": 12345678},
        {"unknown": 1},
        {"@type": "accounts.Login"},
    ]

    assert door.gateway_takes(right)
    assert door.schema_takes(right)
    for change in wrong:
        assert not door.gateway_takes(right | change), change
        assert not door.schema_takes(right | change), change


def test_the_one_known_difference_is_still_there(doors):
    """JSON Schema takes a number that no double holds; no client could write it from a number of its own."""
    assert doors["ask.SendDouble"].schema_takes({"value": 10**400})
    assert not doors["ask.SendDouble"].gateway_takes({"value": 10**400})


ALIKE = {
    "a fraction that is none": ("ask.SendInt", 1.0, True),
    "a fraction that is none, in a list": ("ask.SendTextOrBytes", {"@type": "bytes", "value": 1.0}, False),
    "no fraction where one may be": ("ask.SendDouble", 1, True),
    "an exponent": ("ask.SendInt", 1e2, True),
    "a fraction": ("ask.SendInt", 1.5, False),
    "a leap second": ("ask.SendTimestampMillis", "2016-12-31T23:59:60Z", False),
    "the year 0": ("ask.SendTimestampMillis", "0000-01-01T00:00:00Z", False),
    "a time that is in the year 0 in UTC": ("ask.SendTimestampMillis", "0001-01-01T00:00:00+01:00", False),
    "the last moment of all": ("ask.SendTimestampMicros", "9999-12-31T23:59:59.9999999Z", True),
    "a blank between date and time": ("ask.SendTimestampMillis", "2020-01-01 00:00:00Z", False),
    "an offset without a colon": ("ask.SendTimestampMillis", "2020-01-01T00:00:00+0100", False),
    "small letters": ("ask.SendTimestampMillis", "2020-01-01t00:00:00z", True),
    "a UUID without hyphens": ("ask.SendUuid", "7a0f7f7e5d0c4c9e9d7e0a8f6f1f2b11", True),
    "a UUID in capitals": ("ask.SendUuid", "7A0F7F7E-5D0C-4C9E-9D7E-0A8F6F1F2B11", True),
    "a UUID with one hyphen": ("ask.SendUuid", "7a0f7f7e-5d0c4c9e9d7e0a8f6f1f2b11", False),
    "a UUID in braces": ("ask.SendUuid", "{7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11}", False),
    "a day that there was not": ("ask.SendDate", "2023-02-29", False),
    "a day that there was": ("ask.SendLocalNanos", "2024-02-29T00:00:00", True),
    "a long as a number": ("ask.SendLong", 5, False),
    "a long beyond 64 bits": ("ask.SendLong", "9223372036854775808", False),
    "the least long": ("ask.SendLong", "-9223372036854775808", True),
    "minus nothing": ("ask.SendLong", "-0", False),
    "a decimal as a number": ("ask.SendDecimal", 1.5, False),
    "a decimal with an exponent": ("ask.SendDecimal", "1e3", False),
    "a decimal that is too fine": ("ask.SendDecimal", "0.001", False),
    "before the first nanosecond of 64 bits": ("ask.SendTimestampNanos", "1677-09-21T00:12:43.145224191Z", False),
    "the first nanosecond of 64 bits": ("ask.SendTimestampNanos", "1677-09-21T00:12:43.145224192Z", True),
    "the last nanosecond of 64 bits": ("ask.SendLocalNanos", "2262-04-11T23:47:16.854775807", True),
    "after the last nanosecond of 64 bits": ("ask.SendLocalNanos", "2262-04-11T23:47:16.854775808", False),
    "no number": ("ask.SendDouble", "NaN", True),
    "no number, in small letters": ("ask.SendDouble", "nan", False),
    "an endless number with limits": ("ask.SendSmallDouble", "Infinity", False),
    "a float beyond 32 bits": ("ask.SendFloat", 3.5e38, False),
    "the largest float": ("ask.SendFloat", 3.4028234663852886e38, True),
    "bytes with bits to spare": ("ask.SendBytes", "AB==", True),
    "bytes for the web": ("ask.SendBytes", "_-==", False),
    "too many bytes": ("ask.SendFixedBytes", "AAAAAAAAAAAAAAAAAAAAAAAA", False),
    "a symbol that is not known": ("ask.SendOpenEnum", "UGLY", False),
    "such a symbol in a list": ("ask.SendMoods", ["GOOD", "UGLY"], False),
    "such a symbol in a record": ("ask.SendRecord", {"pan": "4", "moods": ["UGLY"]}, False),
    "such a symbol in a union": ("ask.SendOpenOrFixed", "UGLY", False),
    "a bare map in a union": ("ask.SendMapOrText", {"a": "1"}, False),
    "a branch that needs no wrapper": ("ask.SendTextOrBytes", {"@type": "string", "value": "x"}, False),
    "a record that does not say which": ("ask.SendCardOrCash", {"pan": "4"}, False),
    "a record that says it is another": ("ask.SendRecord", {"@type": "all.Cash", "pan": "4"}, False),
    "a wrapper with more in it": ("ask.SendTextOrBytes", {"@type": "bytes", "value": "AA==", "more": 1}, True),
    "a wrapper without a value": ("ask.SendTextOrBytes", {"@type": "bytes"}, False),
    "a duration in weeks": ("ask.SendDuration", "P1W", False),
    "the longest duration": ("ask.SendDuration", "P4294967295M4294967295DT4294967.295S", True),
}


@pytest.mark.parametrize("what", ALIKE)
def test_both_say_the_same_of_what_others_get_wrong(what, doors):
    name, value, is_taken = ALIKE[what]

    assert doors[name].schema_takes({"value": value}) == is_taken
    assert doors[name].gateway_takes({"value": value}) == is_taken
