"""Every type of Avro and every form of a union: each is the one field of a command, of a message and of a record."""

from codegen.model import Array, Constraints, Map, Primitive, Record, Reference, Route, Tree, Type, Union
from tests.codegen.models import enum, field, fixed, record, tree

NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, BYTES, STRING = (
    Primitive(name) for name in ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
)
UUID, DATE = Primitive("string", "uuid"), Primitive("int", "date")
DECIMAL = Primitive("bytes", "decimal", precision=12, scale=2)
TIMESTAMP, NANOS = Primitive("long", "timestamp-millis"), Primitive("long", "timestamp-nanos")
TONE, MOOD, MD5, ID, AMOUNT, PAUSE = (
    Reference(f"all.{name}") for name in ("Tone", "Mood", "Md5", "Id", "Amount", "Pause")
)
CARD, CASH, NODE, COIN = (Reference(name) for name in ("all.Card", "all.Cash", "all.Node", "all.other.Coin"))


def limited(name: str, low: float, high: float, **attributes: bool) -> Primitive:
    return Primitive(name, constraints=Constraints(minimum=low, maximum=high), **attributes)


SCALARS: dict[str, Type] = {
    "Null": NULL,
    "Boolean": BOOLEAN,
    "Int": INT,
    "SmallInt": limited("int", -3, 7),
    "Long": LONG,
    "SmallLong": limited("long", -12, 345),
    "NumberLong": limited("long", -(2**53) + 1, 2**53 - 1, json_number=True),
    "Float": FLOAT,
    "SmallFloat": limited("float", 0, 1),
    "Double": DOUBLE,
    "SmallDouble": limited("double", -0.5, 1.5),
    "Bytes": BYTES,
    "Text": STRING,
    "Word": Primitive("string", constraints=Constraints(min_length=2, max_length=5, pattern="^[a-z]+$")),
    "Decimal": DECIMAL,
    "Fraction": Primitive("bytes", "decimal", precision=3, scale=3),
    "Whole": Primitive("bytes", "decimal", precision=40),
    "BigDecimal": Primitive("bytes", "big-decimal"),
    "Uuid": UUID,
    "Date": DATE,
    "TimeMillis": Primitive("int", "time-millis"),
    "TimeMicros": Primitive("long", "time-micros"),
    "TimestampMillis": TIMESTAMP,
    "TimestampMicros": Primitive("long", "timestamp-micros"),
    "TimestampNanos": NANOS,
    "LocalMillis": Primitive("long", "local-timestamp-millis"),
    "LocalMicros": Primitive("long", "local-timestamp-micros"),
    "LocalNanos": Primitive("long", "local-timestamp-nanos"),
    "FixedBytes": MD5,
    "FixedUuid": ID,
    "FixedDecimal": AMOUNT,
    "Duration": PAUSE,
    "Enum": TONE,
    "OpenEnum": MOOD,
}
COMPOUNDS: dict[str, Type] = {
    "Record": CARD,
    "EmptyRecord": CASH,
    "Foreign": COIN,
    "Recursive": NODE,
    "Words": Array(STRING, Constraints(min_items=1, max_items=3)),
    "Longs": Array(LONG),
    "Doubles": Array(DOUBLE),
    "Moods": Array(MOOD),
    "Cards": Array(CARD),
    "Grid": Array(Array(DECIMAL)),
    "Counts": Map(INT),
    "Totals": Map(LONG),
    "Index": Map(Array(Map(DATE))),
    "MaybeText": Union((NULL, STRING)),
    "MaybeLong": Union((LONG, NULL)),
    "MaybeDouble": Union((NULL, DOUBLE)),
    "MaybeCard": Union((NULL, CARD)),
    "MaybeTotals": Union((NULL, Map(LONG))),
    "MaybeRows": Array(Union((NULL, Array(DOUBLE)))),
}
UNIONS: dict[str, Type] = {
    "TextOrBytes": Union((STRING, BYTES)),
    "BytesOrText": Union((BYTES, STRING)),
    "TextOrLong": Union((STRING, LONG)),
    "LongOrText": Union((LONG, STRING)),
    "IntOrLong": Union((INT, LONG)),
    "LongOrInt": Union((LONG, INT)),
    "IntOrNanos": Union((INT, NANOS, NULL)),
    "DoubleOrText": Union((DOUBLE, STRING)),
    "IntOrDouble": Union((INT, DOUBLE)),
    "DoubleOrFloat": Union((DOUBLE, FLOAT)),
    "FloatOrLong": Union((FLOAT, LONG, BOOLEAN)),
    "SmallOrText": Union((limited("double", 0, 1), STRING)),
    "EnumOrText": Union((TONE, STRING, MOOD)),
    "OpenOrFixed": Union((MOOD, MD5)),
    "FixedOrFixed": Union((MD5, ID, AMOUNT, PAUSE)),
    "UuidOrDate": Union((UUID, DATE)),
    "DecimalOrText": Union((DECIMAL, STRING)),
    "TextOrDecimal": Union((NULL, STRING, DECIMAL)),
    "ListOrText": Union((Array(LONG), STRING)),
    "MapOrText": Union((Map(LONG), STRING)),
    "CardOrCash": Union((CARD, CASH)),
    "CardOrCoin": Union((NULL, COIN, CARD)),
    "CardOrMap": Union((CARD, Map(STRING))),
    "Anything": Union(
        (NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, BYTES, STRING, MD5, TONE, Array(STRING), Map(LONG), CARD)
    ),
    "Unions": Array(Union((STRING, Map(Union((LONG, CARD)))))),
}
TYPES = SCALARS | COMPOUNDS | UNIONS

NAMED = (
    enum("all.Tone", "RED", "GREEN"),
    enum("all.Mood", "GOOD", "BAD", default="GOOD"),
    fixed("all.Md5", 16),
    fixed("all.Id", 16, "uuid"),
    fixed("all.Amount", 8, "decimal", precision=10, scale=3),
    fixed("all.Pause", 12, "duration"),
    record("all.Card", field("pan", STRING), field("limit", LONG, 5), field("moods", Array(MOOD), [])),
    record("all.Cash"),
    record("all.other.Coin", field("worth", DECIMAL), field("card", Union((NULL, CARD)), None)),
    record("all.Node", field("worth", DOUBLE), field("next", Union((NULL, NODE)), None), field("all", Array(NODE), [])),
)


def command(name: str, written: Type) -> Record:
    """A command whose body has one field, and which is answered by a message with the same."""
    route = Route(method="POST", path=f"/{name.lower()}")
    sent = field("value", written, source="body")
    return record(f"ask.Send{name}", sent, kind="command", route=route, key="value", outcomes=(f"told.{name}",))


COMMANDS = tuple(command(name, written) for name, written in TYPES.items())
MESSAGES = tuple(record(f"told.{name}", field("value", written), kind="message") for name, written in TYPES.items())

LOST = record("wire.Lost", field("reason", STRING), kind="message")

ALL: Tree = tree(*NAMED, *COMMANDS, *MESSAGES, LOST)
