"""What lies one step beyond a JSON Schema."""

import json
import re

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from codegen.emit_openapi import document
from gateway.body import decode_body
from gateway.problems import Refusal, value_error
from services.testing.composed import Composer
from services.testing.near_misses import Judge, pointer
from services.testing.schema_text import read
from services.testing.strategies import just_invalid
from services.wire.generated.accounts import AccountRegistered
from services.wire.generated.board import NotePosted, Notes
from tests.codegen.doors import Door
from tests.codegen.modules import imported
from tests.testing.all_types import TREE

FEW = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("type_", [NotePosted, Notes, AccountRegistered])
def test_a_message_beyond_one_limit_is_refused_by_its_decoder(type_):
    """Also of an event that no browser ever sees."""

    @FEW
    @given(just_invalid(type_))
    def check(invalid):
        assert invalid.request is None
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(msgspec.json.encode(invalid.json), type=type_)

    check()


NESTED = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/$defs/item"}, "minItems": 1, "maxItems": 2},
        "either": {"oneOf": [{"type": "string", "maxLength": 2}, {"$ref": "#/$defs/item"}]},
        "by/name": {"type": "object", "additionalProperties": {"type": "integer", "maximum": 3}},
        "share": {"type": "number", "minimum": 0},
        "colour": {"enum": ["RED"]},
    },
    "$defs": {"item": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}, "required": ["n"]}},
}
WHOLE = {"items": [{"n": 1}], "either": {"n": 5}, "by/name": {"a~": 3}, "share": 0.0, "colour": "RED"}


def test_each_place_within_a_value_is_reached():
    """Items, members of maps and of the branch that a value is of; one step beyond the limit."""
    stepped = {(pointer(miss.path), miss.keyword): miss.value for miss in Judge(NESTED).near_misses(WHOLE)}

    assert stepped.keys() >= {
        ("/items", "minItems"),
        ("/items", "maxItems"),
        ("/items/0/n", "minimum"),
        ("/items/0/n", "required"),
        ("/either/n", "minimum"),
        ("/by~1name/a~0", "maximum"),
        ("/share", "minimum"),
        ("/colour", "enum"),
    }
    assert stepped["/items/0/n", "minimum"] == WHOLE | {"items": [{"n": 0}]}
    assert stepped["/by~1name/a~0", "maximum"] == WHOLE | {"by/name": {"a~": 4}}
    assert -1e-300 < stepped["/share", "minimum"]["share"] < 0


def test_what_breaks_two_limits_is_not_near():
    schema = {"type": "string", "minLength": 1, "pattern": "^[a-z]+$"}

    assert {miss.keyword for miss in Judge(schema).near_misses("a")} == {"pattern", "type"}


@pytest.mark.parametrize("kind", ["any", "limits"])
def test_the_gateway_refuses_what_is_near_any_type_of_avro(tmp_path, kind):
    """In every form of a union too, and with its place."""
    with imported(TREE, tmp_path, "near_all_types") as package:
        entry, told = package.catalog()["all.Send"], package.catalog()["all.Told"]
        door = Door(document(TREE), entry)
        judge = Judge(door.schema)
        composer = Composer(lambda leaf: getattr(leaf, kind), is_at_limits=kind == "limits")
        near = []

        @settings(FEW, max_examples=4)
        @given(composer.struct(told.type, read(told.schema)))
        def check(message):
            body = json.loads(msgspec.json.encode(told.to_json(message))) | {"@type": "all.Send"}
            near.extend(judge.near_misses(body))

        check()
        for miss in near:
            assert not door.gateway_takes(miss.value), miss
            assert re.fullmatch(place_of(miss.path), fault_of(entry, miss.value)), miss
    assert {str(miss.path[0]) for miss in near if miss.path} >= {
        field["name"] for field in json.loads(entry.schema)["fields"]
    }


def fault_of(entry, body):
    """The place that a body is refused for: by its decoder, by what makes values of its twin, or by the codec."""
    try:
        made = entry.body_from_json(decode_body(msgspec.json.Decoder(entry.body), json.dumps(body).encode()))
        entry.encode(made, bytearray())
    except Refusal as refusal:
        return refusal.errors[0].path
    except ValueError as error:
        return value_error(entry, error).errors[0].path
    raise AssertionError("it was taken")


def place_of(path):
    steps = (re.escape(str(step)) for step in path)
    return r"\$" + "".join(rf"(?:\.{step}|\['?{step}'?\]|\[\.\.\.\])" for step in steps)
