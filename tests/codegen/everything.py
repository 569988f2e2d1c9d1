"""A small schema tree with one of everything, under names that are hard on a generator."""

from tests.codegen.trees import enum, field, record, tree

UUID = {"type": "string", "logicalType": "uuid"}
TIMESTAMP = {"type": "long", "logicalType": "timestamp-millis"}
SAFE = {"json": "number", "minimum": -9007199254740991, "maximum": 9007199254740991}
PART = {"type": "array", "items": "shop.Part"}

PROBLEMS = {
    "BODY_INVALID": {"status": 422, "title": "The body is not as the schema says"},
    "SESSION_REQUIRED": {"status": 401, "title": "This needs a session"},
    "LOGIN_NOT_READY": {"status": 401, "title": "There is no finished login"},
    "UNAVAILABLE": {"status": 503, "title": "A server does not answer"},
}
PLATFORM = (
    record("wire.Sealed", field("keyId"), field("ciphertext", "bytes")),
    enum("wire.ProblemType", *PROBLEMS, millrace={"table": PROBLEMS}),
    record("wire.Accepted", field("requestId", UUID)),
    record("wire.Problem", field("type"), field("status", "int")),
    record("wire.Expired", millrace={"kind": "message"}),
    record("wire.Failed", field("code"), millrace={"kind": "message"}),
    record("sessions.Session", field("accountId", UUID)),
)

# `commands` is also a generated module, `delete` a keyword, `Record` and `Readonly` are global types.
POLICIES = {"KEEP": {"text": "it's \\kept\\", "code": 1}, "DROP": {"text": 'a "drop"\n\u2028', "code": 2}}
HARD_NAMES = (
    record("commands.Record", field("readonly"), field("class", ["null", "commands.Readonly"])),
    record("commands.Readonly", field("type", "boolean"), field("next", ["null", "commands.Readonly"], default=None)),
    enum("delete.Policy", *POLICIES, millrace={"table": POLICIES}),
    record(
        "delete.Delete",
        field("name", millrace={"pattern": "^[^'\\\\/]*$"}),
        field("default", "commands.Record"),
        millrace={"kind": "command", "route": "POST /delete", "key": "name", "outcomes": ["delete.Deleted"]},
    ),
    record(
        "delete.Deleted",
        field("policy", "delete.Policy"),
        millrace={"kind": "message", "deprecated": "*/ since ever"},
        doc="Ends a comment */ early.\n\nIn two paragraphs: \\ and `ticks`.",
    ),
)

TRY = record(
    "shop.Try",
    field("id", UUID),
    field("at", TIMESTAMP),
    field("word", millrace={"minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"}),
    field("free"),
    field("count", "int"),
    field("small", "int", millrace={"minimum": -3, "maximum": 3}),
    field("large", "long", millrace=SAFE),
    field("share", "double", millrace={"minimum": 0, "maximum": 1}),
    field("flag", "boolean"),
    field("raw", "bytes"),
    field("colour", "shop.Colour"),
    field("part", "shop.Part"),
    field("parts", PART, millrace={"minItems": 1, "maxItems": 3}),
    field("labels", {"type": "map", "values": "int"}),
    field("rows", {"type": "array", "items": {"type": "array", "items": ["null", "string"]}}),
    field("maybe", ["null", UUID]),
    field("maybeWord", ["null", "string"], millrace={"maxLength": 3}, default=None),
    field("fallback", default="it's"),
    field("since", TIMESTAMP, default=0),
    field("bytesBefore", "bytes", default="\u00ff"),
    field("shade", "shop.Colour", default="RED"),
    field("secret", "wire.Sealed", millrace={"sealed": {"to": "shop", "type": "string"}, "minLength": 4}),
    field("who", UUID, millrace={"from": "session.accountId"}),
    millrace={"kind": "command", "route": "POST /tries", "key": "id", "outcomes": ["shop.Tried", "shop.NotTried"]},
)
FIND = record(
    "shop.Find",
    field("shelf", millrace={"minLength": 1}),
    field("colours", {"type": "array", "items": "shop.Colour"}, default=[]),
    field("most", ["null", "int"], default=None),
    millrace={
        "kind": "query",
        "route": "GET /shelves/{shelf}/finds",
        "key": "shelf",
        "access": "anyone",
        "outcomes": ["shop.Tried"],
        "feed": ["shop.PartMoved"],
        "examples": [{"shelf": "a/b", "colours": ["RED"]}],
    },
)
STOP = record(
    "shop.v2.Stop",
    field("id", UUID),
    millrace={"kind": "command", "route": "DELETE /v2/tries/{id}", "key": "id", "outcomes": ["shop.NotTried"]},
)
WEIGHT = field("weight", "int", millrace={"minimum": 1})
SEQ = field("seq", "long", millrace=SAFE)
SHOP = (
    TRY,
    FIND,
    STOP,
    enum("shop.Colour", "RED", "GREEN"),
    record(
        "shop.Part", field("weight", "int", millrace={"minimum": 1}), field("note", ["null", "string"], default=None)
    ),
    record("shop.Tried", field("part", ["null", "shop.Part"]), SEQ, millrace={"kind": "event", "key": "seq"}),
    record("shop.NotTried", millrace={"kind": "refusal"}),
    record("shop.PartMoved", field("part", "shop.Part"), SEQ, millrace={"kind": "message"}),
    record("shop.StockCounted", SEQ, millrace={"kind": "event", "key": "seq"}),
)

EVERYTHING = tree(*PLATFORM, *HARD_NAMES, *SHOP)
