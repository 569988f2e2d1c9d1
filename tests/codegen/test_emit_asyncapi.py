"""What AsyncAPI says of the topics and the socket: valid, complete, and no more than is so."""

import io
import json

import fastavro
import jsonschema_rs
import pytest

from codegen.emit_asyncapi import document
from codegen.emit_asyncapi_headers import traits
from gateway.door import PATH, SUBPROTOCOL
from gateway.resume import OFFER
from services.wire import headers
from services.wire.generated.catalog import CATALOG, DOMAINS, TOPICS
from services.wire.settings import Settings
from tests.codegen.everything import EVERYTHING
from tests.codegen.trees import ROOT, field, record, repository_tree, tree

OURS = document(repository_tree())
TREES = {"ours": OURS, "everything": document(EVERYTHING)}
# In the form without $id: each definition is then reached by a pointer into this one file.
META = ROOT / "frontend/node_modules/@asyncapi/specs/schemas/3.1.0-without-$id.json"
EITHER = pytest.mark.parametrize("name", TREES)


@pytest.fixture(scope="module")
def asyncapi():
    """AsyncAPI's own schema of 3.1 documents."""
    assert META.is_file(), f"{META} is missing: `./just test` installs it"
    return jsonschema_rs.Draft7Validator(json.loads(META.read_text()))


@EITHER
def test_the_document_is_valid(name, asyncapi):
    assert list(asyncapi.iter_errors(TREES[name])) == []


@EITHER
def test_the_payloads_are_avro_for_asyncapi_too(name, asyncapi):
    """AsyncAPI looks into Avro of version 1.9.0 alone, and ours says nothing that is newer."""
    older = json.dumps(TREES[name]).replace("avro;version=1.12.0", "avro;version=1.9.0")

    assert list(asyncapi.iter_errors(json.loads(older))) == []


def test_a_document_that_is_wrong_is_refused(asyncapi):
    wrong = json.loads(json.dumps(OURS))
    wrong["operations"]["gateway.send.socket"]["action"] = "shout"

    assert not asyncapi.is_valid(wrong)


@EITHER
def test_every_reference_leads_somewhere(name):
    for reference in _references(TREES[name]):
        _resolved(TREES[name], reference)


def _references(value):
    match value:
        case {"$ref": reference}:
            yield reference
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _references(one)


def _resolved(found, reference):
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


@EITHER
def test_every_schema_is_valid_draft_07(name):
    for schema in TREES[name]["components"]["schemas"].values():
        if "schemaFormat" not in schema:
            jsonschema_rs.meta.validate({"$schema": "http://json-schema.org/draft-07/schema#"} | schema)


@EITHER
def test_nothing_stands_beside_a_reference_in_a_schema(name):
    for schema in TREES[name]["components"]["schemas"].values():
        for value in _objects(schema):
            assert "$ref" not in value or len(value) == 1


def _objects(value):
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(one)


def test_every_topic_is_a_channel_with_its_settings():
    topics = {name: channel for name, channel in OURS["channels"].items() if name != "socket"}

    assert set(topics) == set(TOPICS)
    for name, channel in topics.items():
        assert channel["address"] == f"{{topicPrefix}}{name}"
        said = channel["bindings"]["kafka"]["topicConfiguration"]
        assert {key: _text(value) for key, value in said.items()} == TOPICS[name].config


def _text(value):
    return ",".join(value) if isinstance(value, list) else str(value)


def test_every_type_stands_on_the_topics_of_the_catalogue():
    own_frames = {"wire.Welcome", "wire.Resumed", "wire.Heartbeat", "wire.Goodbye", "wire.Lost", "wire.Cancelled"}
    wanted = {(topic, name) for name, entry in CATALOG.items() for topic in entry.topics if name not in own_frames}
    found = {
        (topic, name)
        for topic in TOPICS
        for name in OURS["channels"][topic]["messages"]
        if TOPICS[topic].kind != "dead"
    }

    assert found == wanted


def test_a_message_holds_what_the_registry_holds():
    for name, entry in CATALOG.items():
        schema = OURS["components"]["schemas"].get(f"{name}-avro")
        if schema is not None:
            assert schema == {
                "schemaFormat": "application/vnd.apache.avro;version=1.12.0",
                "schema": json.loads(entry.schema),
            }


def test_a_message_is_keyed_by_the_field_that_partitions_it():
    components = OURS["components"]["messages"]

    assert components["board.NotePosted"]["bindings"]["kafka"]["key"] == {
        "type": "string",
        "description": "`boardId` as text: The board.",
        "minLength": 1,
        "maxLength": 64,
        "pattern": "^[a-z0-9][a-z0-9-]*$",
    }
    assert "subscriber id" in components["board.NotePosted-replies"]["bindings"]["kafka"]["key"]["description"]
    assert components["board.NoteChanged-feeds"]["bindings"]["kafka"]["key"]["description"].startswith("`board/`")
    assert components["wire.SessionRevoked-feeds"]["bindings"]["kafka"]["key"]["description"].startswith("`session/`")


def test_the_headers_are_those_that_records_carry():
    names = {value for name, value in vars(headers).items() if name.isupper() and isinstance(value, str)}
    said = {name for trait in traits().values() for name in trait["headers"]["properties"]}

    assert said == names | {"query"}


def test_every_request_is_sent_by_the_gateway_and_answered_by_its_domain():
    for name, entry in CATALOG.items():
        if entry.kind in ("command", "query"):
            sent, received = (
                OURS["operations"][f"{who}.{name}"] for who in ("gateway.send", f"{entry.domain}.receive")
            )
            channel = f"#/channels/{entry.domain}.commands"
            assert (sent["action"], received["action"]) == ("send", "receive")
            assert sent["channel"] == received["channel"] == {"$ref": channel}
            assert sent["messages"] == received["messages"] == [{"$ref": f"{channel}/messages/{name}"}]
            assert sent["reply"] == received["reply"]
            ends = [one["$ref"].rpartition("/")[2] for one in sent["reply"]["messages"]]
            assert ends == [*entry.outcomes, "wire.Expired", "wire.Failed", "wire.RequestIdReused"]


def test_every_message_of_a_channel_is_sent_by_somebody():
    for name, channel in OURS["channels"].items():
        sent = {
            message["$ref"]
            for operation in OURS["operations"].values()
            if operation["action"] == "send" and operation["channel"]["$ref"] == f"#/channels/{name}"
            for message in operation["messages"]
        }
        assert sent == {f"#/channels/{name}/messages/{message}" for message in channel["messages"]}


def test_who_reacts_to_an_event_is_said_to_be_unknown():
    operation = OURS["operations"]["reactions.receive.accounts.signals"]

    assert "cannot tell" in operation["description"]
    assert operation["x-millrace-by"] == "reactions"


def test_every_domain_has_a_dead_letter_channel():
    for domain in DOMAINS:
        assert set(OURS["channels"][f"{domain}.dead"]["messages"]) == {"dead-letter", "dead-mark"}


def test_the_socket_is_a_channel():
    socket = OURS["channels"]["socket"]
    handshake = socket["bindings"]["ws"]["headers"]

    assert socket["address"] == PATH
    assert SUBPROTOCOL in handshake["properties"]["Sec-WebSocket-Protocol"]["examples"]
    assert OFFER in handshake["properties"]["Sec-WebSocket-Protocol"]["description"]
    assert "4508" in socket["description"]
    assert "accounts.Registered" in socket["messages"]
    assert "accounts.AccountRegistered" not in socket["messages"]


def test_the_servers_are_where_the_settings_have_them():
    servers, settings = OURS["servers"], Settings()

    assert servers["kafka"]["variables"]["bootstrap"]["default"] == settings.kafka_bootstrap
    assert servers["kafka"]["bindings"]["kafka"]["schemaRegistryUrl"] == settings.registry_url
    assert servers["gateway"]["variables"]["host"]["default"] == f"{settings.host}:{settings.port}"


@EITHER
def test_every_example_is_a_value_of_its_message(name):
    found = TREES[name]
    for key, message in found["components"]["messages"].items():
        [example] = message["examples"]
        if key.endswith("-frame"):
            _check(found, message["payload"], example["payload"])
            assert set(example["payload"]) == {"requestId", "final", "position", "body"}
            continue
        [trait] = message["traits"]
        _check(found, _resolved(found, trait["$ref"])["headers"], example["headers"])
        if "payload" in example:
            schema = _resolved(found, message["payload"]["$ref"])["schema"]
            assert list(fastavro.json_reader(io.StringIO(json.dumps(example["payload"])), schema))


def _check(found, schema, value):
    schemas = {key: one for key, one in found["components"]["schemas"].items() if "schemaFormat" not in one}
    whole = schema | {"components": {"schemas": schemas}}
    jsonschema_rs.Draft7Validator(whole, validate_formats=True).validate(value)


@pytest.mark.parametrize(
    ("name", "answers", "final", "position"),
    [
        ("wire.Welcome", False, False, False),
        ("board.NotePosted", True, True, True),
        ("board.Notes", True, False, True),
        ("board.NoteChanged", True, False, False),
        ("wire.Cancelled", True, True, False),
        ("wire.Failed", True, True, True),
    ],
)
def test_a_frame_shows_what_it_answers_and_whether_it_is_the_last(name, answers, final, position):
    [example] = OURS["components"]["messages"][f"{name}-frame"]["examples"]
    frame = example["payload"]

    assert (frame["requestId"] is not None, frame["final"], frame["position"] is not None) == (
        answers,
        final,
        position,
    )


def test_words_go_over_as_they_are():
    hostile = "</script><img onerror=alert(1)>\n\nSecond *paragraph*."
    found = document(
        tree(record("a.Said", field("text"), doc=hostile, millrace={"kind": "message", "deprecated": "since ever"}))
    )
    message = found["components"]["messages"]["a.Said-frame"]

    assert message["summary"] == "</script><img onerror=alert(1)>"
    assert message["description"] == (
        "Second *paragraph*.\n\nDeprecated: since ever\n\n[a.Said](/docs/reference/a.Said)"
    )
    assert message["deprecated"]


@pytest.mark.parametrize(
    ("retention", "words"),
    [("P1D", "for 1 day"), ("PT36H", "for 36 hours"), ("PT90S", "for 90 seconds"), ("P2D", "for 2 days")],
)
def test_how_long_a_topic_keeps_its_records_is_said_in_words(retention, words):
    event = record("a.Told", field("id"), millrace={"kind": "event", "key": "id", "retention": retention})

    assert document(tree(event))["channels"]["a.signals"]["description"].endswith(f"Kept {words}.")
