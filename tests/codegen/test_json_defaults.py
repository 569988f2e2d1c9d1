"""Defaults are told in the JSON form, whatever Avro makes of them."""

import pytest

from codegen.json_defaults import json_default
from codegen.model import Array, Map, Primitive, Reference, Union
from tests.codegen.models import enum, field, fixed, record, tree

CARD = record("a.Card", field("pan", Primitive("string")), field("limit", Primitive("long"), 5))
TREE = tree(
    CARD,
    enum("a.Tone", "RED", "GREEN"),
    fixed("a.Md5", 3),
    fixed("a.Id", 16, "uuid"),
    fixed("a.Amount", 2, "decimal", precision=4, scale=1),
    fixed("a.Pause", 12, "duration"),
)
STRING, LONG, BYTES, INT = (Primitive(name) for name in ("string", "long", "bytes", "int"))


@pytest.mark.parametrize(
    ("written", "default", "json"),
    [
        (Primitive("boolean"), True, True),
        (INT, 7, 7),
        (LONG, 9007199254740993, "9007199254740993"),
        (Primitive("long", json_number=True), 7, 7),
        (Primitive("double"), 0.5, 0.5),
        (Primitive("double"), float("-inf"), "-Infinity"),
        (Union((STRING, Primitive("double"))), float("nan"), {"@type": "double", "value": "NaN"}),
        (STRING, "it's", "it's"),
        (BYTES, "\u00ff\u0001", "/wE="),
        (Primitive("bytes", "decimal", precision=12, scale=2), "\u00ff\u0001", "-2.55"),
        (Primitive("bytes", "decimal", precision=40, scale=0), "\u0012" * 16, str(int.from_bytes(b"\x12" * 16))),
        (Primitive("bytes", "big-decimal"), "\u0002\u0005\u0004", "0.05"),
        (Primitive("string", "uuid"), "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11", "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11"),
        (Primitive("int", "date"), 19000, "2022-01-08"),
        (Primitive("int", "time-millis"), 1001, "00:00:01.001000"),
        (Primitive("long", "time-micros"), 1, "00:00:00.000001"),
        (Primitive("long", "timestamp-millis"), 0, "1970-01-01T00:00:00Z"),
        (Primitive("long", "timestamp-micros"), -1, "1969-12-31T23:59:59.999999Z"),
        (Primitive("long", "timestamp-nanos"), 1, "1970-01-01T00:00:00.000000001Z"),
        (Primitive("long", "local-timestamp-millis"), 1, "1970-01-01T00:00:00.001000"),
        (Primitive("long", "local-timestamp-micros"), 0, "1970-01-01T00:00:00"),
        (Primitive("long", "local-timestamp-nanos"), 10**9, "1970-01-01T00:00:01"),
        (Reference("a.Md5"), "\u00ff\u0000\u0001", "/wAB"),
        (Reference("a.Id"), "\u0000" * 15 + "\u0005", "00000000-0000-0000-0000-000000000005"),
        (Reference("a.Amount"), "\u0000\u0001", "0.1"),
        (
            Reference("a.Pause"),
            "\u0001" + "\u0000" * 3 + "\u0002" + "\u0000" * 3 + "\u00ff\u0001\u0000\u0000",
            "P1M2DT0.511S",
        ),
        (Reference("a.Tone"), "RED", "RED"),
        (Reference("a.Card"), {"pan": "4"}, {"@type": "a.Card", "pan": "4"}),
        (Array(LONG), [1, 2], ["1", "2"]),
        (Map(Array(BYTES)), {"a": ["\u00ff"]}, {"a": ["/w=="]}),
        (Union((Primitive("null"), LONG)), None, None),
        (Union((Primitive("null"), LONG)), 5, "5"),
        (Union((STRING, LONG)), 5, {"@type": "long", "value": "5"}),
        (Union((INT, Primitive("double"))), 0.5, {"@type": "double", "value": 0.5}),
        (Union((STRING, Reference("a.Card"))), {"pan": "4"}, {"@type": "a.Card", "pan": "4"}),
        (Union((STRING, Map(LONG))), {"a": 1}, {"@type": "map", "value": {"a": "1"}}),
    ],
)
def test_a_default_has_the_form_of_its_type(written, default, json):
    assert json_default(written, default, TREE) == json
