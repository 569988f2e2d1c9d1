"""Examples: made from the schemas alone, and each a value of its type in every form."""

import io
import json

import fastavro
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.emit_openapi import document
from codegen.model import Array, Constraints, Enum, Field, Fixed, Map, Place, Primitive, Record, Reference, Tree, Union
from codegen.sample import Samples
from codegen.sample_text import fits, sample_text
from tests.codegen.everything import EVERYTHING
from tests.codegen.trees import field, record, repository_tree, tree

TREES = {"ours": repository_tree(), "everything": EVERYTHING}
HERE = Place(file="here")


@pytest.mark.parametrize("name", TREES)
def test_every_example_is_what_a_client_may_receive(name):
    samples, found = Samples(TREES[name]), document(TREES[name])
    for full_name, schema in found["components"]["schemas"].items():
        named = TREES[name].types.get(full_name)
        if isinstance(named, Record):
            validator = jsonschema_rs.Draft202012Validator(
                schema | {"components": found["components"]}, validate_formats=True
            )
            validator.validate(samples.record(named, "json"))


@pytest.mark.parametrize("name", TREES)
def test_every_example_in_avros_encoding_is_read_by_fastavro(name):
    samples = Samples(TREES[name])
    for named in TREES[name].records():
        written = json.dumps(samples.record(named, "avro"))
        [value] = fastavro.json_reader(io.StringIO(written), json.loads(named.registry_text))
        fastavro.schemaless_writer(io.BytesIO(), json.loads(named.registry_text), value)


def of_type(written, *more):
    """The sample of a field of this type in both forms."""
    holder = Record(
        name="x.Holder",
        doc="",
        fields=(Field(name="value", type=written, doc="", place=HERE),),
        place=HERE,
    )
    samples = Samples(Tree({one.name: one for one in (holder, *more)}))
    found = [samples.record(holder, form) for form in ("json", "avro")]
    return tuple(one and one["value"] for one in found)


MONEY = Fixed(name="x.Money", doc="", size=4, logical="decimal", precision=5, scale=2, place=HERE)
TOKEN = Fixed(name="x.Token", doc="", size=3, place=HERE)
SPAN = Fixed(name="x.Span", doc="", size=12, logical="duration", place=HERE)
SHADE = Enum(name="x.Shade", doc="", symbols=("PALE", "DARK"), default="DARK", place=HERE)


@pytest.mark.parametrize(
    ("written", "in_json", "in_avro"),
    [
        (Primitive("long"), "1", 1),
        (Primitive("long", json_number=True), 1, 1),
        (Primitive("int", constraints=Constraints(minimum=7)), 7, 7),
        (Primitive("double", constraints=Constraints(maximum=-2)), -2, -2),
        (Primitive("bytes"), "AQID", "\x01\x02\x03"),
        (Primitive("bytes", "decimal", precision=6, scale=2), "1.25", "\x7d"),
        (Primitive("bytes", "decimal", precision=1, scale=1), "0.1", "\x01"),
        (Primitive("bytes", "big-decimal"), "1.25", "\x02\x7d\x04"),
        (Primitive("int", "date"), "2026-11-25", 20_782),
        (Primitive("int", "time-millis"), "09:30:00", 34_200_000),
        (Primitive("long", "timestamp-micros"), "2026-11-25T09:30:00Z", 1_795_599_000_000_000),
        (Primitive("long", "local-timestamp-nanos"), "2026-11-25T09:30:00", 1_795_599_000_000_000_000),
        (Reference("x.Money"), "1.25", "\x00\x00\x00\x7d"),
        (Reference("x.Token"), "AAEC", "\x00\x01\x02"),
        (Reference("x.Span"), "P1M2DT3S", "\x01\x00\x00\x00\x02\x00\x00\x00\xb8\x0b\x00\x00"),
        (Reference("x.Shade"), "DARK", "DARK"),
        (Map(Primitive("string")), {"key": "value"}, {"key": "value"}),
        (Array(Primitive("boolean"), Constraints(min_items=2)), [True, True], [True, True]),
        (Union((Primitive("null"), Primitive("string"))), "value", {"string": "value"}),
        (
            Union((Map(Primitive("int")), Primitive("string"))),
            {"@type": "map", "value": {"key": 1}},
            {"map": {"key": 1}},
        ),
    ],
)
def test_each_type_has_an_example_in_both_forms(written, in_json, in_avro):
    assert of_type(written, MONEY, TOKEN, SPAN, SHADE) == (in_json, in_avro)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (Union((Primitive("null"), Reference("x.Holder"))), None),
        (Array(Reference("x.Holder")), []),
        (Map(Reference("x.Holder")), {}),
        (Union((Reference("x.Holder"), Primitive("int"))), 1),
    ],
)
def test_a_record_within_itself_ends(written, expected):
    assert of_type(written)[0] == expected


def test_a_record_without_an_end_has_no_example():
    assert of_type(Reference("x.Holder")) == (None, None)


def test_an_example_of_the_same_domain_is_taken_first():
    found = tree(
        record("a.Said", field("text"), millrace={"kind": "message"}),
        record(
            "a.Say",
            field("text"),
            millrace={"kind": "command", "route": "POST /a", "key": "text", "examples": [{"text": "of a"}]},
        ),
        record(
            "b.Say",
            field("text"),
            millrace={"kind": "command", "route": "POST /b", "key": "text", "examples": [{"text": "of b"}]},
        ),
        record("b.Said", field("text"), field("number", "int"), millrace={"kind": "message"}),
    )
    samples = Samples(found)

    assert samples.record(found.types["a.Said"], "json") == {"@type": "a.Said", "text": "of a"}
    assert samples.record(found.types["b.Said"], "json") == {"@type": "b.Said", "text": "of b", "number": 1}


def test_an_example_that_breaks_the_limits_of_another_field_is_not_taken():
    found = tree(
        record("a.Said", field("text", millrace={"maxLength": 3}), millrace={"kind": "message"}),
        record(
            "a.Say",
            field("text"),
            millrace={"kind": "command", "route": "POST /a", "key": "text", "examples": [{"text": "too long"}]},
        ),
    )

    assert Samples(found).record(found.types["a.Said"], "json")["text"] == "tex"


PATTERNS = (
    "^[A-Za-z0-9][A-Za-z0-9._-]*$",
    "^[a-z]+$",
    "^(?:red|green)-[0-9]{3}$",
    "^(?:|a)[^a-z]?$",
    "^\\.\\/x{2,4}(?:ab)*$",
    "^[^\\n]*$",
    None,
)


@given(st.sampled_from(PATTERNS), st.integers(0, 12), st.integers(0, 20), st.sampled_from(["", "some words", "x"]))
def test_a_text_keeps_its_limits_or_there_is_none(pattern, low, more, candidate):
    constraints = Constraints(pattern=pattern, min_length=low, max_length=low + more)
    text = sample_text(constraints, [candidate] if candidate else [])

    assert text is None or fits(constraints, text)
    if pattern in ("^[^\\n]*$", "^[a-z]+$") and low:
        assert text is not None


def test_a_pattern_that_only_grows_is_given_up():
    assert sample_text(Constraints(pattern="^(?:(?:(?:(?:ab)*c?)*d?)*)*$", min_length=3, max_length=3), []) is None
    assert sample_text(Constraints(pattern="^(?:(?:(?:ab)+)+)+$", max_length=1), []) is None
