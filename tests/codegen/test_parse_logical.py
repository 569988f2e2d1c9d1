"""Logical types: on the types that the specification allows, with a precision and scale that fit, or ignored."""

from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.model import Fixed, Primitive
from codegen.parse_logical import digits_in
from tests.codegen.trees import field, record, tree

ALLOWED = [
    ("bytes", "big-decimal"),
    ("string", "uuid"),
    ("int", "date"),
    ("int", "time-millis"),
    ("long", "time-micros"),
    *(("long", f"{local}timestamp-{unit}") for local in ("", "local-") for unit in ("millis", "micros", "nanos")),
]
DECIMAL = {"logicalType": "decimal", "precision": 4, "scale": 2}


def parsed(schema):
    """The primitive or the fixed of a field, and what is said of it."""
    made = tree(record("a.B", field("x", schema)))
    written = made.types["a.B"].fields[0].type
    said = [remark.message for remark in made.remarks if remark.rule == "LOGICAL_TYPE_IGNORED"]
    return (written if isinstance(written, Primitive) else made.types[written.name]), said


def fixed(size, **members):
    return {"type": "fixed", "name": "F", "size": size} | members


@pytest.mark.parametrize(("name", "logical"), ALLOWED)
def test_a_logical_type_stands_on_its_underlying_type(name, logical):
    assert parsed({"type": name, "logicalType": logical}) == (Primitive(name, logical), [])


@pytest.mark.parametrize(
    ("schema", "logical"),
    [
        (fixed(16, logicalType="uuid"), ("uuid", None, 0)),
        (fixed(12, logicalType="duration"), ("duration", None, 0)),
        (fixed(2) | DECIMAL, ("decimal", 4, 2)),
        (fixed(2, logicalType="decimal", precision=4), ("decimal", 4, 0)),
    ],
)
def test_a_fixed_may_have_a_logical_type(schema, logical):
    named, said = parsed(schema)
    assert isinstance(named, Fixed)
    assert (named.logical, named.precision, named.scale) == logical
    assert said == []


def test_a_decimal_has_a_precision_and_a_scale():
    assert parsed({"type": "bytes"} | DECIMAL) == (Primitive("bytes", "decimal", precision=4, scale=2), [])
    assert parsed({"type": "bytes", "logicalType": "decimal", "precision": 4})[0].scale == 0


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "logicalType": "email"}, 'there is no logical type "email": known are decimal'),
        ({"type": "long", "logicalType": "timestamp-milis"}, "did you mean timestamp-millis?"),
        ({"type": "long", "logicalType": 7}, "there is no logical type 7"),
        ({"type": "int", "logicalType": "timestamp-millis"}, "expected timestamp-millis on long, got it on int"),
        ({"type": "string"} | DECIMAL, "expected decimal on bytes or fixed, got it on string"),
        ({"type": "string", "logicalType": "duration"}, "expected duration on fixed"),
        ({"type": "bytes", "logicalType": "uuid"}, "expected uuid on string or fixed, got it on bytes"),
        ({"type": "bytes", "logicalType": "decimal"}, "expected `precision`, a whole number above 0, got null"),
        ({"type": "bytes"} | DECIMAL | {"precision": 0}, "a whole number above 0, got 0"),
        ({"type": "bytes"} | DECIMAL | {"precision": "4"}, 'a whole number above 0, got "4"'),
        ({"type": "bytes"} | DECIMAL | {"precision": True}, "a whole number above 0, got true"),
        ({"type": "bytes"} | DECIMAL | {"scale": 5}, "expected `scale` from 0 to the precision 4, got 5"),
        ({"type": "bytes"} | DECIMAL | {"scale": -1}, "from 0 to the precision 4, got -1"),
        (fixed(1) | DECIMAL, "a precision of at most 2, which is what 1 bytes hold; got 4"),
        (fixed(0) | DECIMAL, "a precision of at most 0"),
        (fixed(15, logicalType="uuid"), "expected uuid on a fixed of size 16, got size 15"),
        (fixed(16, logicalType="duration"), "expected duration on a fixed of size 12, got size 16"),
        (fixed(4, logicalType="big-decimal"), "expected big-decimal on bytes, got it on fixed"),
    ],
)
def test_one_that_is_unknown_or_invalid_is_ignored_and_noted(schema, said):
    written, remarks = parsed(schema)
    assert (written.logical, written.precision, written.scale) == (None, None, 0)
    (remark,) = remarks
    assert said in remark
    assert "Avro ignores the logical type" in remark


def test_the_place_of_a_remark_is_that_of_the_logical_type():
    (remark,) = tree(record("a.B", field("x", {"type": "string", "logicalType": "email"}))).remarks
    assert remark.place.pointer == "/fields/0/type/logicalType"


@given(st.integers(1, 2000))
def test_a_fixed_holds_every_number_of_so_many_digits_and_not_of_one_more(size):
    largest = 2 ** (8 * size - 1) - 1
    assert 10 ** digits_in(size) - 1 <= largest < 10 ** (digits_in(size) + 1) - 1
    assert abs(digits_in(size) - log10(2) * (8 * size - 1)) < 1
