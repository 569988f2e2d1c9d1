"""A schema tree whose one command and one message hold every type of Avro, with every limit that there is."""

from tests.codegen.trees import enum, field, record, tree

LONG_NUMBER = {"json": "number", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}


def logical(kind, name, **more):
    return {"type": kind, "logicalType": name, **more}


def fixed(name, size, **more):
    return {"type": "fixed", "name": name, "namespace": "all", "doc": f"A {name}.", "size": size, **more}


DECIMAL = logical("bytes", "decimal", precision=12, scale=2)
FIELDS = (
    field("nothing", "null"),
    field("flag", "boolean"),
    field("whole", "int"),
    field("small", "int", millrace={"minimum": -3, "maximum": 7}),
    field("large", "long"),
    field("smallLong", "long", millrace={"minimum": -12, "maximum": 345}),
    field("number", "long", millrace=LONG_NUMBER),
    field("single", "float"),
    field("share", "float", millrace={"minimum": 0, "maximum": 0.1}),
    field("ratio", "double"),
    field("percent", "double", millrace={"minimum": -0.5, "maximum": 1.5}),
    field("raw", "bytes"),
    field("free", "string"),
    field("word", "string", millrace={"minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"}),
    field("slug", "string", millrace={"minLength": 8, "maxLength": 60, "pattern": "^[a-z][a-z0-9-]*[a-z0-9]$"}),
    field("title", "string", millrace={"minLength": 1, "maxLength": 300}),
    field("price", DECIMAL),
    field("fraction", logical("bytes", "decimal", precision=3, scale=3)),
    field("exact", logical("bytes", "big-decimal")),
    field("id", logical("string", "uuid")),
    field("day", logical("int", "date")),
    field("clock", logical("int", "time-millis")),
    field("fineClock", logical("long", "time-micros")),
    field("moment", logical("long", "timestamp-millis")),
    field("fineMoment", logical("long", "timestamp-micros")),
    field("finestMoment", logical("long", "timestamp-nanos")),
    field("here", logical("long", "local-timestamp-millis")),
    field("fineHere", logical("long", "local-timestamp-micros")),
    field("finestHere", logical("long", "local-timestamp-nanos")),
    field("md5", "all.Md5"),
    field("fixedId", "all.Id"),
    field("amount", "all.Amount"),
    field("pause", "all.Pause"),
    field("tone", "all.Tone"),
    field("mood", "all.Mood"),
    field("card", "all.Card"),
    field("node", "all.Node"),
    field("words", {"type": "array", "items": "string"}, millrace={"minItems": 1, "maxItems": 3}),
    field("cards", {"type": "array", "items": "all.Card"}),
    field("grid", {"type": "array", "items": {"type": "array", "items": DECIMAL}}),
    field("counts", {"type": "map", "values": "int"}),
    field("index", {"type": "map", "values": {"type": "array", "items": logical("int", "date")}}),
    field("maybe", ["null", "string"], millrace={"maxLength": 3}),
    field("maybeCard", ["all.Card", "null"]),
    field("textOrBytes", ["string", "bytes"]),
    field("intOrLong", ["int", "long"]),
    field("momentOrPrice", [logical("long", "timestamp-micros"), DECIMAL, "null"]),
    field("cardOrNode", ["all.Card", "all.Node"]),
    field("fixedOrTone", ["all.Md5", "all.Tone", "all.Amount"]),
    field("doubleOrMap", ["double", {"type": "map", "values": ["null", "all.Card"]}]),
    field("anyNumber", ["float", "long", "boolean"]),
)
NAMED = (
    enum("all.Tone", "RED", "GREEN"),
    enum("all.Mood", "GOOD", "BAD", default="GOOD"),
    fixed("Md5", 16),
    fixed("Id", 16, logicalType="uuid"),
    fixed("Amount", 8, logicalType="decimal", precision=10, scale=3),
    fixed("Pause", 12, logicalType="duration"),
    record("all.Card", field("pan", millrace={"minLength": 4}), field("limit", "long", default=5)),
    record(
        "all.Node",
        field("worth", "double"),
        field("next", ["null", "all.Node"], default=None),
        field("all", {"type": "array", "items": "all.Node"}, default=[]),
    ),
)
COMMAND = {"kind": "command", "route": "POST /all", "key": "id", "outcomes": ["all.Told"]}
TREE = tree(
    *NAMED,
    record("all.Send", *FIELDS, millrace=COMMAND),
    record("all.Told", *FIELDS, millrace={"kind": "message"}),
    record("wire.Lost", field("reason"), millrace={"kind": "message"}),
)
