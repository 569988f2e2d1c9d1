"""OpenAPI and the decoder of the gateway take the same bodies.

The judge of what the schema takes is jsonschema-rs, which reads patterns as ECMAScript does. The few forms that
the two take differently are listed in `DIFFERENCES`; no client that goes by the document meets them but the leap
second and the year 0, and `1.0`, which is an integer for JSON Schema and none for the decoder.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from codegen.emit_openapi import document
from services.wire.generated.catalog import CATALOG
from tests.codegen.everything import EVERYTHING
from tests.codegen.modules import imported
from tests.codegen.trees import repository_tree

OURS = sorted(name for name, entry in CATALOG.items() if entry.body is not None)
EXAMPLES = settings(
    max_examples=30,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


class Door:
    """One operation with a body: what its schema takes, what its decoder takes, and a source of bodies."""

    def __init__(self, found: dict[str, Any], name: str, body: Any) -> None:
        path, method = next(
            (path, method)
            for path, item in found["paths"].items()
            for method, operation in item.items()
            if operation["operationId"] == name
        )
        written = found["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        self.schema = written | {"components": found["components"]}
        self._validator = jsonschema_rs.Draft202012Validator(self.schema, validate_formats=True)
        self._decoder = msgspec.json.Decoder(body)
        self._operation = schemathesis.openapi.from_dict(found)[path][method.upper()]

    def schema_takes(self, body: Any) -> bool:
        return self._validator.is_valid(body)

    def decoder_takes(self, body: Any) -> bool:
        try:
            self._decoder.decode(json.dumps(body).encode())
        except msgspec.ValidationError:
            return False
        return True

    def bodies(self, mode: GenerationMode) -> st.SearchStrategy[Any]:
        cases = self._operation.as_strategy(generation_mode=mode)
        return cases.map(lambda case: whole(case.body)).filter(is_json)


def whole(value: Any) -> Any:
    """The value with `1.0` as `1`, which is the same number."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {name: whole(inner) for name, inner in value.items()}
        case list():
            return [whole(inner) for inner in value]
    return value


def is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False).encode()
    except (TypeError, ValueError):
        return False
    return True


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """Every operation with a body, of our schemas and of the tree with everything in it."""
    ours, everything = document(repository_tree()), document(EVERYTHING)
    with imported(EVERYTHING, tmp_path_factory.mktemp("bodies"), "bodies") as package:
        theirs = package.catalog()
        yield {name: Door(ours, name, CATALOG[name].body) for name in OURS} | {
            name: Door(everything, name, theirs[name].body) for name in ("shop.Try", "delete.Delete")
        }


NAMES = pytest.mark.parametrize("name", [*OURS, "shop.Try", "delete.Delete"])


@NAMES
def test_the_decoder_takes_what_the_schema_describes(name, doors):
    door = doors[name]

    @EXAMPLES
    @given(body=door.bodies(GenerationMode.POSITIVE))
    def check(body):
        assert door.schema_takes(body)
        assert door.decoder_takes(body)

    check()


@NAMES
def test_the_decoder_refuses_what_the_schema_refuses(name, doors):
    door = doors[name]

    @EXAMPLES
    @given(body=door.bodies(GenerationMode.NEGATIVE))
    def check(body):
        assert door.decoder_takes(body) == door.schema_takes(body)

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

    @settings(EXAMPLES, max_examples=8)  # each gives some hundred near misses
    @given(body=door.bodies(GenerationMode.POSITIVE))
    def check(body):
        near = [("missing " + key, without(body, key)) for key in body]
        near += [("unknown", body | {"unknown": 1}), ("tagged", body | {"@type": name})]
        near += [("mistagged", body | {"@type": "wire.Failed"}), ("untagged", body | {"@type": None})]
        near += [(change, changed(body, place, CHANGES[change])) for place in places(body) for change in CHANGES]
        for what, other in near:
            assert door.decoder_takes(other) == door.schema_takes(other), (what, other)

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

    assert door.decoder_takes(right)
    assert door.schema_takes(right)
    for change in wrong:
        assert not door.decoder_takes(right | change), change
        assert not door.schema_takes(right | change), change


DIFFERENCES = {
    "a leap second": ("at", "2016-12-31T23:59:60Z", True),
    "the year 0": ("at", "0000-01-01T00:00:00Z", True),
    "a blank between date and time": ("at", "2020-01-01 00:00:00Z", False),
    "an offset without a colon": ("at", "2020-01-01T00:00:00+0100", False),
    "a UUID without hyphens": ("id", "7a0f7f7e5d0c4c9e9d7e0a8f6f1f2b11", False),
    "a fraction that is none": ("count", 1.0, True),
}


@pytest.mark.parametrize("what", DIFFERENCES)
def test_the_known_differences_are_still_there(what, doors):
    name, value, is_in_the_schema = DIFFERENCES[what]
    body = doors["shop.Try"].bodies(GenerationMode.POSITIVE)

    @settings(EXAMPLES, max_examples=1)
    @given(body=body)
    def check(body):
        assert doors["shop.Try"].schema_takes(body | {name: value}) == is_in_the_schema
        assert doors["shop.Try"].decoder_takes(body | {name: value}) != is_in_the_schema

    check()
