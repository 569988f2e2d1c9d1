"""Values travel as Confluent's framing around Avro, and come back as the structs that they were."""

import asyncio
import gc
import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import fastavro
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.wire.codec import VALUE_LIMIT_BYTES, Codec
from services.wire.entry import Entry
from services.wire.errors import DecodeError, EncodeError, TypeUnknown, UnknownSchemaId
from services.wire.framing import BODY_AT, header, schema_id_of
from services.wire.generated.accounts import NameTaken
from services.wire.generated.catalog import CATALOG
from services.wire.patience import Patience
from services.wire.registry import MemoryRegistry
from services.wire.startup import check_schemas, subject_of

IMPATIENT = Patience(first_s=0.001, longest_s=0.002)
YEARS = (datetime(1971, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 -- hypothesis adds the zone
TIMES = st.datetimes(*YEARS, timezones=st.just(UTC)).map(
    lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000)
)
SCALARS: dict[type[msgspec.inspect.Type], st.SearchStrategy[Any]] = {
    # The length of a text of more than 63 bytes takes a second byte, and of more than 8,191 a third.
    msgspec.inspect.StrType: st.text(max_size=20) | st.sampled_from(["x" * 63, "x" * 64, "é" * 4_096]),
    msgspec.inspect.IntType: st.integers(0, 2**31 - 1),
    msgspec.inspect.BoolType: st.booleans(),
    msgspec.inspect.BytesType: st.binary(max_size=20),
    msgspec.inspect.NoneType: st.none(),
    msgspec.inspect.UUIDType: st.uuids(),
    msgspec.inspect.DateTimeType: TIMES,
}


def values(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Values of a type as msgspec describes it."""
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            return values(inner)
        case msgspec.inspect.EnumType(cls=cls):
            return st.sampled_from(list(cls))
        case msgspec.inspect.ListType(item_type=item):
            return st.lists(values(item), max_size=3)
        case msgspec.inspect.UnionType(types=types):
            return st.one_of([values(one) for one in types])
        case msgspec.inspect.StructType(cls=cls, fields=fields):
            return st.builds(cls, **{field.name: values(field.type) for field in fields})
        case _:
            return SCALARS[type(kind)]


STRUCTS = {name: values(msgspec.inspect.type_info(entry.type)) for name, entry in CATALOG.items()}
PLACES = sorted((topic, entry.name) for entry in CATALOG.values() for topic in entry.topics)


async def registered(registry: MemoryRegistry) -> Codec:
    for topic, name in PLACES:
        await registry.register(subject_of("", topic, name), CATALOG[name].schema)
    return await check_schemas(registry, CATALOG.values(), patience=IMPATIENT)


@pytest.fixture
def registry() -> MemoryRegistry:
    return MemoryRegistry()


@pytest.fixture
async def codec(registry: MemoryRegistry) -> Codec:
    return await registered(registry)


IDS = {place: number for number, place in enumerate(PLACES, 1)}
CODEC = Codec(CATALOG.values(), IDS, MemoryRegistry())


@given(st.sampled_from(PLACES), st.data())
@settings(max_examples=300, deadline=None)
def test_every_type_comes_back_on_every_topic(place: tuple[str, str], data: st.DataObject) -> None:
    topic, name = place
    value = data.draw(STRUCTS[name])
    framed = CODEC.encode(topic, value)
    assert schema_id_of(framed) == IDS[place]
    assert CODEC.decode(framed) == value


@given(st.sampled_from(PLACES), st.data())
@settings(max_examples=300, deadline=None)
def test_another_implementation_of_avro_reads_and_writes_the_same_bytes(
    place: tuple[str, str], data: st.DataObject
) -> None:
    topic, name = place
    framed = CODEC.encode(topic, data.draw(STRUCTS[name]))
    schema = fastavro.parse_schema(json.loads(CATALOG[name].schema))
    source = io.BytesIO(framed[BODY_AT:])
    read = fastavro.schemaless_reader(source, schema)
    assert source.read() == b""
    again = io.BytesIO()
    fastavro.schemaless_writer(again, schema, read)
    assert again.getvalue() == framed[BODY_AT:]


@given(st.sampled_from(PLACES), st.data())
@settings(max_examples=300, deadline=None)
def test_hostile_bytes_are_refused_by_one_kind_of_error(place: tuple[str, str], data: st.DataObject) -> None:
    framed = bytearray(CODEC.encode(place[0], data.draw(STRUCTS[place[1]])))
    for at, byte in data.draw(st.lists(st.tuples(st.integers(5, 400), st.integers(0, 255)), max_size=4)):
        framed[at : at + 1] = bytes([byte])
    cut = bytes(framed[: data.draw(st.integers(0, len(framed)))])
    with suppress(DecodeError):
        CODEC.decode(cut)


async def test_bytes_behind_a_value_are_refused(codec: Codec) -> None:
    framed = codec.encode("replies", NameTaken(name="hello"))
    with pytest.raises(DecodeError, match="1 more"):
        codec.decode(framed + b"\0")


async def test_an_error_says_once_where_it_is(codec: Codec) -> None:
    framed = codec.encode("replies", NameTaken(name="hello"))
    with pytest.raises(DecodeError) as caught:
        codec.decode(framed[:-1])
    assert (caught.value.path, str(caught.value)) == ("$.name", "$.name: the data ends early")


async def test_a_value_beyond_the_limit_is_refused(codec: Codec) -> None:
    framed = codec.encode("replies", NameTaken(name="x" * VALUE_LIMIT_BYTES))
    with pytest.raises(DecodeError, match=r"^\$: expected at most"):
        codec.decode(framed)


async def test_a_value_of_just_the_limit_is_read(codec: Codec) -> None:
    short = codec.encode("replies", NameTaken(name="x" * (VALUE_LIMIT_BYTES - 100)))
    value = NameTaken(name="x" * (VALUE_LIMIT_BYTES - 100 + VALUE_LIMIT_BYTES - len(short)))
    framed = codec.encode("replies", value)
    assert len(framed) == VALUE_LIMIT_BYTES
    assert codec.decode(framed) == value


async def test_a_type_is_written_only_where_it_travels(codec: Codec) -> None:
    with pytest.raises(EncodeError, match=r"NameTaken does not travel on accounts\.events"):
        codec.encode("accounts.events", NameTaken(name="hello"))


async def test_a_value_that_avro_cannot_hold_is_refused_with_its_type(codec: Codec) -> None:
    with pytest.raises(EncodeError, match=r"^NameTaken: .*surrogates"):
        codec.encode("replies", NameTaken(name="\ud800"))


async def test_an_unknown_id_can_be_learned(codec: Codec, registry: MemoryRegistry) -> None:
    newer, body = newer_refusal(CATALOG["accounts.NameTaken"])
    framed = header(await registry.register("replies-accounts.NameTaken", newer)) + body
    with pytest.raises(UnknownSchemaId) as caught:
        codec.decode(framed)
    await codec.learn(caught.value.schema_id)
    assert codec.decode(framed) == NameTaken(name="hello")


async def test_a_type_that_was_renamed_reads_what_was_written_before(registry: MemoryRegistry) -> None:
    entry = CATALOG["accounts.NameTaken"]
    renamed = msgspec.structs.replace(entry, schema=json.dumps(json.loads(entry.schema) | {"aliases": ["Welcomed"]}))
    codec = Codec([renamed], {}, registry)
    older, body = newer_refusal(entry)
    older = json.dumps(json.loads(older) | {"name": "Welcomed"})
    schema_id = await registry.register("replies-accounts.NameGone", older)
    await codec.learn(schema_id)
    assert codec.decode(header(schema_id) + body) == NameTaken(name="hello")


async def test_an_id_that_nobody_knows_is_asked_for_a_few_times(codec: Codec, registry: MemoryRegistry) -> None:
    """It may be known later on: the next record that names it begins anew."""
    asked = counted(registry)
    with pytest.raises(UnknownSchemaId, match="schema id 4711 is not known yet"):
        await codec.learn(4711)
    assert asked == [4711] * IMPATIENT.unknown_tries
    newer, body = newer_refusal(CATALOG["accounts.NameTaken"])
    schema_id = await registry.register("replies-accounts.NameTaken", newer)
    await codec.learn(schema_id)
    assert codec.decode(header(schema_id) + body) == NameTaken(name="hello")


async def test_an_id_that_is_registered_while_it_is_asked_for_is_learned(
    codec: Codec, registry: MemoryRegistry
) -> None:
    """One of several registries may be behind the others."""
    newer, body = newer_refusal(CATALOG["accounts.NameTaken"])
    schema_id = await registry.register("replies-accounts.NameTaken", newer)
    known, left = registry.schema_of, [None, None]

    async def behind(schema_id: int) -> str | None:
        return left.pop() if left else await known(schema_id)

    registry.schema_of = behind  # type: ignore[method-assign]
    await codec.learn(schema_id)
    assert codec.decode(header(schema_id) + body) == NameTaken(name="hello")


async def test_a_type_that_is_not_ours_is_asked_for_once(codec: Codec, registry: MemoryRegistry) -> None:
    """An id means one schema for ever, so that what cannot be read costs the registry nothing more."""
    foreign = '{"type": "record", "name": "Foreign", "namespace": "elsewhere", "fields": []}'
    schema_id = await registry.register("replies-elsewhere.Foreign", foreign)
    asked = counted(registry)
    for _ in range(2):
        with pytest.raises(
            TypeUnknown, match=rf"{schema_id} is of elsewhere\.Foreign, which this process does not know"
        ):
            await codec.learn(schema_id)
        with pytest.raises(TypeUnknown):
            codec.decode(header(schema_id))
    assert asked == [schema_id]


async def test_a_version_that_cannot_become_ours_is_unreadable(codec: Codec, registry: MemoryRegistry) -> None:
    other = '{"type": "record", "name": "NameTaken", "namespace": "accounts", "fields": []}'
    schema_id = await registry.register("replies-accounts.NameTaken", other)
    with pytest.raises(DecodeError, match=r"another version of accounts\.NameTaken cannot be read here"):
        await codec.learn(schema_id)


async def test_a_registry_that_is_away_is_asked_once_for_all_who_wait(codec: Codec, registry: MemoryRegistry) -> None:
    """Whoever gives up does not take the answer away from the others."""
    newer, _ = newer_refusal(CATALOG["accounts.NameTaken"])
    schema_id = await registry.register("replies-accounts.NameTaken", newer)
    asked = counted(registry)
    registry.is_away = True
    first, second = (asyncio.ensure_future(codec.learn(schema_id)) for _ in range(2))
    while len(asked) < 3:
        await asyncio.sleep(0.001)
    first.cancel()
    registry.is_away = False
    await second
    assert first.cancelled()
    asked.clear()
    await codec.learn(schema_id)
    assert asked == []


async def test_all_who_wait_for_an_id_share_one_answer(codec: Codec, registry: MemoryRegistry) -> None:
    newer, _ = newer_refusal(CATALOG["accounts.NameTaken"])
    schema_id = await registry.register("replies-accounts.NameTaken", newer)
    asked = counted(registry)
    await asyncio.gather(*(codec.learn(schema_id) for _ in range(3)))
    assert asked == [schema_id]


async def test_an_id_that_was_not_known_is_asked_for_anew_when_it_is_met_again(
    codec: Codec, registry: MemoryRegistry
) -> None:
    newer, body = newer_refusal(CATALOG["accounts.NameTaken"])
    schema_id = await registry.register("replies-accounts.NameTaken", newer)
    known, registry.schema_of = registry.schema_of, nobody_knows  # type: ignore[method-assign]
    with pytest.raises(UnknownSchemaId):
        await codec.learn(schema_id)
    registry.schema_of = known  # type: ignore[method-assign]
    await codec.learn(schema_id)
    assert codec.decode(header(schema_id) + body) == NameTaken(name="hello")


async def test_a_failure_that_nobody_waits_for_any_more_is_no_lost_exception(
    codec: Codec, registry: MemoryRegistry
) -> None:
    """asyncio reports what a task raised and nobody looked at."""
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    answer = asyncio.Event()

    async def at_last(_: int) -> str | None:
        await answer.wait()
        return None

    registry.schema_of = at_last  # type: ignore[method-assign]
    others = asyncio.all_tasks()
    waiting = asyncio.ensure_future(codec.learn(4711))
    await asyncio.sleep(0)
    (learning,) = asyncio.all_tasks() - others - {waiting}
    waiting.cancel()
    answer.set()
    await asyncio.wait([waiting, learning])
    del waiting, learning
    await asyncio.sleep(0)
    gc.collect()
    assert reported == []


async def nobody_knows(_: int) -> str | None:
    return None


def counted(registry: MemoryRegistry) -> list[int]:
    """The ids for which the registry is asked from now on."""
    asked, known = [], registry.schema_of

    async def schema_of(schema_id: int) -> str | None:
        asked.append(schema_id)
        return await known(schema_id)

    registry.schema_of = schema_of  # type: ignore[method-assign]
    return asked


def newer_refusal(entry: Entry) -> tuple[str, bytes]:
    """A version with one more field, and the Avro of a value of it."""
    schema = json.loads(entry.schema)
    schema["fields"].append({"name": "mood", "type": "string", "default": ""})
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), {"name": "hello", "mood": "merry"})
    return json.dumps(schema), out.getvalue()
