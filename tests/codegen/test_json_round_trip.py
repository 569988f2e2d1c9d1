"""From Python through JSON and TypeScript and back: the same value, for every type of Avro and form of a union."""

import json
import math
import shutil
import subprocess
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from codegen import naming
from codegen.emit_openapi import document
from codegen.json_twins import twins_of
from tests.codegen.all_of_avro import ALL, MESSAGES
from tests.codegen.modules import imported
from tests.codegen.typescript_compiler import FOR_NODE, NODE, USES, compile_folder, write
from tests.codegen.values import named_values

# The values do not heed limits.
LIMITED = {"SmallInt", "SmallLong", "NumberLong", "SmallFloat", "SmallDouble", "Word", "Words", "SmallOrText"}
NAMES = [message.name for message in MESSAGES if naming.simple(message.name) not in LIMITED]
WRITTEN = twins_of(ALL).written
FEW = settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    with imported(ALL, tmp_path_factory.mktemp("round_trip"), "round_trip") as made:
        yield made


def strategy(name, package):
    return named_values(name, ALL, package.module).filter(lambda value: has_json(value, name, package))


def has_json(value, name, package):
    """Big decimals have more digits in Avro than in JSON."""
    try:
        to_json(value, name, package)
    except package.module("json.values").JsonError:
        return False
    return True


def to_json(value: Any, name: str, package: Any) -> bytes:
    """As the gateway writes a message."""
    convert = package.catalog()[name].to_json
    return msgspec.json.encode(value if convert is None else convert(value))


def from_json(text: bytes, name: str, package: Any) -> Any:
    """As the client reads a message."""
    made = getattr(package.module("told"), naming.class_name(name))
    if name not in WRITTEN:
        return msgspec.json.decode(text, type=made)
    twins = package.module("json.told")
    twin = msgspec.json.decode(text, type=getattr(twins, f"{naming.class_name(name)}Json"))
    return getattr(twins, f"{naming.function(name)}_from_json")(twin)


def alike(one: Any, other: Any) -> bool:
    """Equal, and what is no number is the same as what is no number."""
    match one:
        case float() if math.isnan(one):
            return isinstance(other, float) and math.isnan(other)
        case Struct():
            names = one.__struct_fields__
            return type(one) is type(other) and all(alike(getattr(one, name), getattr(other, name)) for name in names)
        case list():
            return len(one) == len(other) and all(map(alike, one, other))
        case dict():
            return one.keys() == other.keys() and all(alike(value, other[key]) for key, value in one.items())
        case _:
            return type(one) is type(other) and one == other


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_written_as_its_schema_says_and_comes_back(name, package):
    found = document(ALL)
    schema = found["components"]["schemas"][name] | {"components": found["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    @FEW
    @given(strategy(name, package))
    def check(value):
        text = to_json(value, name, package)
        validator.validate(json.loads(text))
        assert alike(from_json(text, name, package), value)

    check()


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    """The visitor as CommonJS, which the strictest compiler took."""
    folder = tmp_path_factory.mktemp("visitor")
    write(ALL, folder)
    shutil.copy(USES / "visit.ts", folder)
    assert compile_folder(folder, **FOR_NODE) == ""
    return folder


def through_typescript(texts: list[bytes], folder: Any) -> list[str]:
    """What the visitor makes of each message: parsed, visited, and written by JavaScript."""
    script = (
        "const { visit } = require('./visit.js');"
        "const lines = require('node:fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean);"
        "console.log(lines.map((line) => JSON.stringify(visit(JSON.parse(line)))).join('\\n'));"
    )
    given_lines = b"\n".join(texts)
    done = subprocess.run([NODE, "-e", script], cwd=folder, input=given_lines, capture_output=True, check=True)
    return done.stdout.decode().removesuffix("\n").split("\n")


def test_a_value_comes_back_from_typescript(package, visitor):
    one = st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), strategy(name, package)))

    @settings(FEW, phases=[Phase.generate])
    @given(st.lists(one, min_size=20, max_size=40))
    def check(sent):
        back = through_typescript([to_json(value, name, package) for name, value in sent], visitor)
        assert len(back) == len(sent)
        for (name, value), text in zip(sent, back, strict=True):
            assert alike(from_json(text.encode(), name, package), value), (name, value, text)

    check()


def test_a_symbol_that_is_not_known_comes_back_as_it_is(package, visitor):
    told, mood = package.module("told"), package.module("all_").Mood
    moods = told.Moods(value=[mood("UGLY"), mood.GOOD])

    [text] = through_typescript([to_json(moods, "told.Moods", package)], visitor)
    back = from_json(text.encode(), "told.Moods", package)

    assert [each.value for each in back.value] == ["UGLY", "GOOD"]
    assert [each.is_known for each in back.value] == [False, True]
