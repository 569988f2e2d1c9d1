"""The catalogue: what travels, on which topics, under which key."""

from uuid import UUID

import pytest

from services.wire.entry import InputField, key_text
from services.wire.generated import accounts, board, greetings, wire
from services.wire.generated.catalog import BY_TYPE, CATALOG, DOMAINS, TOPICS
from tests.codegen.modules import imported
from tests.codegen.trees import enum, field, record, repository_tree, tree

INBOXES = tuple(f"{domain}.inbox" for domain in DOMAINS)


def test_it_holds_every_record_that_is_for_something():
    assert set(CATALOG) == {record.name for record in repository_tree().records() if record.kind}
    assert all(BY_TYPE[entry.type] is entry for entry in CATALOG.values())


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("board.PostNote", ("board.commands",)),
        ("board.ListNotes", ("board.commands",)),
        ("accounts.AccountRegistered", ("accounts.events",)),
        ("accounts.LoginFailed", ("accounts.signals",)),
        ("board.NotePosted", ("board.events", "replies")),
        ("sessions.SessionReady", ("replies",)),
        ("board.NoteChanged", ("feeds",)),
        ("wire.Expired", ("replies",)),
        ("wire.FeedOpened", ("replies",)),
        ("wire.SessionRevoked", ("feeds",)),
        ("wire.InboxEntry", INBOXES),
    ],
)
def test_a_type_knows_every_topic_that_it_travels_on(name, topics):
    assert CATALOG[name].topics == topics


def test_every_topic_of_a_type_exists():
    assert {topic for entry in CATALOG.values() for topic in entry.topics} <= set(TOPICS)


@pytest.mark.parametrize(
    ("topic", "settings"),
    [
        ("board.commands", {"retention.ms": "86400000", "segment.ms": "8640000"}),
        ("board.events", {"retention.ms": "-1"}),
        ("accounts.signals", {"retention.ms": "86400000", "segment.ms": "8640000"}),
        ("board.inbox", {"retention.ms": "86400000", "segment.ms": "8640000"}),
        ("board.dead", {"retention.ms": "2592000000", "segment.ms": "86400000"}),
        ("replies", {"retention.ms": "600000", "segment.ms": "60000", "message.timestamp.type": "LogAppendTime"}),
        ("feeds", {"retention.ms": "600000", "segment.ms": "60000"}),
    ],
)
def test_a_topic_keeps_records_as_long_as_they_are_needed(topic, settings):
    assert settings.items() <= TOPICS[topic].config.items()
    assert TOPICS[topic].name == topic


def test_only_domains_with_passing_facts_have_signals():
    assert [name for name in TOPICS if name.endswith(".signals")] == ["accounts.signals", "greetings.signals"]


def test_a_request_says_where_each_field_comes_from():
    assert CATALOG["accounts.Login"].fields == (
        InputField("name", "name", "body"),
        InputField("password", "password", "body", seal_to="accounts"),
        InputField("loginHash", "login_hash", "login.hash"),
    )
    assert CATALOG["accounts.Login"].body is accounts.LoginBody
    assert CATALOG["board.DeleteNote"].body is None
    assert CATALOG["board.DeleteNote"].parameters is board.DeleteNoteParameters
    assert CATALOG["greetings.Greet"].parameters is None


def test_a_key_is_text():
    deleted = board.NoteDeleted(board_id="main", note_id=UUID(int=7), version=1)
    assert key_text(BY_TYPE[board.NoteDeleted], deleted) == "main"
    with pytest.raises(ValueError, match="expected a type with a key"):
        key_text(BY_TYPE[wire.Cancelled], wire.Cancelled())
    assert BY_TYPE[greetings.Greet].key == "name"


@pytest.mark.parametrize(
    ("written", "value", "text"),
    [
        ({"type": "string", "logicalType": "uuid"}, lambda module: UUID(int=7), str(UUID(int=7))),
        ("int", lambda module: -5, "-5"),
        ("notes.Mood", lambda module: module("notes").Mood.GOOD, "GOOD"),
    ],
)
def test_a_key_of_any_allowed_type_is_text(written, value, text, tmp_path):
    mood = enum("notes.Mood", "GOOD")
    told = record(
        "notes.Told", field("about", written), millrace={"kind": "event", "key": "about", "retention": "PT1H"}
    )
    with imported(tree(mood, told), tmp_path) as package:
        entry = package.catalog()["notes.Told"]
        assert key_text(entry, entry.type(about=value(package.module))) == text
        assert package.module("catalog").TOPICS["notes.signals"].config["retention.ms"] == "3600000"
