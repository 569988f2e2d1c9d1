"""Every type that travels and every topic. Generated from schemas/ by `just generate`: edit those."""

from msgspec import Struct

from ..entry import Entry, InputField, Route, TopicSpec
from . import accounts, board, greetings, sessions, wire
from .codec import accounts as accounts_codec
from .codec import board as board_codec
from .codec import greetings as greetings_codec
from .codec import sessions as sessions_codec
from .codec import wire as wire_codec

DOMAINS: tuple[str, ...] = ("accounts", "board", "greetings", "sessions")

TOPICS: dict[str, TopicSpec] = {
    "accounts.commands": TopicSpec(
        name="accounts.commands",
        kind="commands",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "accounts.events": TopicSpec(
        name="accounts.events",
        kind="events",
        config={"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    ),
    "accounts.inbox": TopicSpec(
        name="accounts.inbox",
        kind="inbox",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "accounts.dead": TopicSpec(
        name="accounts.dead",
        kind="dead",
        config={"cleanup.policy": "delete", "retention.ms": "2592000000", "segment.ms": "86400000"},
    ),
    "accounts.signals": TopicSpec(
        name="accounts.signals",
        kind="signals",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "board.commands": TopicSpec(
        name="board.commands",
        kind="commands",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "board.events": TopicSpec(
        name="board.events",
        kind="events",
        config={"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    ),
    "board.inbox": TopicSpec(
        name="board.inbox",
        kind="inbox",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "board.dead": TopicSpec(
        name="board.dead",
        kind="dead",
        config={"cleanup.policy": "delete", "retention.ms": "2592000000", "segment.ms": "86400000"},
    ),
    "greetings.commands": TopicSpec(
        name="greetings.commands",
        kind="commands",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "greetings.events": TopicSpec(
        name="greetings.events",
        kind="events",
        config={"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    ),
    "greetings.inbox": TopicSpec(
        name="greetings.inbox",
        kind="inbox",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "greetings.dead": TopicSpec(
        name="greetings.dead",
        kind="dead",
        config={"cleanup.policy": "delete", "retention.ms": "2592000000", "segment.ms": "86400000"},
    ),
    "greetings.signals": TopicSpec(
        name="greetings.signals",
        kind="signals",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "sessions.commands": TopicSpec(
        name="sessions.commands",
        kind="commands",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "sessions.events": TopicSpec(
        name="sessions.events",
        kind="events",
        config={"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
    ),
    "sessions.inbox": TopicSpec(
        name="sessions.inbox",
        kind="inbox",
        config={"cleanup.policy": "delete", "retention.ms": "86400000", "segment.ms": "8640000"},
    ),
    "sessions.dead": TopicSpec(
        name="sessions.dead",
        kind="dead",
        config={"cleanup.policy": "delete", "retention.ms": "2592000000", "segment.ms": "86400000"},
    ),
    "replies": TopicSpec(
        name="replies",
        kind="replies",
        config={
            "cleanup.policy": "delete",
            "retention.ms": "600000",
            "segment.ms": "60000",
            "message.timestamp.type": "LogAppendTime",
        },
    ),
    "feeds": TopicSpec(
        name="feeds",
        kind="feeds",
        config={"cleanup.policy": "delete", "retention.ms": "600000", "segment.ms": "60000"},
    ),
}

_ENTRIES = (
    Entry(
        name="accounts.AccountRegistered",
        type=accounts.AccountRegistered,
        kind="event",
        domain="accounts",
        topics=("accounts.events",),
        key="name",
        schema=(
            '{"type":"record","name":"AccountRegistered","namespace":"accounts","fields":[{"name":"accountId",'
            '"type":{"type":"string","logicalType":"uuid"}},{"name":"name","type":"string"},{"name":"passwordHash",'
            '"type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_account_registered,
        decode=accounts_codec.decode_account_registered,
        owner="accounts",
    ),
    Entry(
        name="accounts.Login",
        type=accounts.Login,
        kind="command",
        domain="accounts",
        topics=("accounts.commands",),
        key="name",
        schema=(
            '{"type":"record","name":"Login","namespace":"accounts","fields":[{"name":"name","type":"string"},'
            '{"name":"password","type":{"type":"record","name":"Sealed","namespace":"wire","fields":[{"name":"keyId",'
            '"type":"string"},{"name":"ciphertext","type":"bytes"}]}},{"name":"loginHash","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_login,
        decode=accounts_codec.decode_login,
        route=Route(method="POST", path="/login"),
        body=accounts.LoginBody,
        fields=(
            InputField("name", "name", "body"),
            InputField("password", "password", "body", seal_to="accounts"),
            InputField("loginHash", "login_hash", "login.hash"),
        ),
        access="anyone",
        outcomes=("sessions.SessionReady", "accounts.LoginRefused"),
        timeout_ms=60000,
        owner="accounts",
    ),
    Entry(
        name="accounts.LoginFailed",
        type=accounts.LoginFailed,
        kind="event",
        domain="accounts",
        topics=("accounts.signals",),
        key="name",
        schema=(
            '{"type":"record","name":"LoginFailed","namespace":"accounts","fields":[{"name":"name","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_login_failed,
        decode=accounts_codec.decode_login_failed,
        retention_ms=86400000,
        owner="accounts",
    ),
    Entry(
        name="accounts.LoginRefused",
        type=accounts.LoginRefused,
        kind="refusal",
        domain="accounts",
        topics=("replies",),
        schema='{"type":"record","name":"LoginRefused","namespace":"accounts","fields":[]}',
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_login_refused,
        decode=accounts_codec.decode_login_refused,
        owner="accounts",
    ),
    Entry(
        name="accounts.LoginSucceeded",
        type=accounts.LoginSucceeded,
        kind="event",
        domain="accounts",
        topics=("accounts.signals",),
        key="name",
        schema=(
            '{"type":"record","name":"LoginSucceeded","namespace":"accounts","fields":[{"name":"name","type":"string"},'
            '{"name":"accountId","type":{"type":"string","logicalType":"uuid"}},{"name":"loginHash","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_login_succeeded,
        decode=accounts_codec.decode_login_succeeded,
        retention_ms=86400000,
        owner="accounts",
    ),
    Entry(
        name="accounts.NameTaken",
        type=accounts.NameTaken,
        kind="refusal",
        domain="accounts",
        topics=("replies",),
        schema='{"type":"record","name":"NameTaken","namespace":"accounts","fields":[{"name":"name","type":"string"}]}',
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_name_taken,
        decode=accounts_codec.decode_name_taken,
        owner="accounts",
    ),
    Entry(
        name="accounts.Register",
        type=accounts.Register,
        kind="command",
        domain="accounts",
        topics=("accounts.commands",),
        key="name",
        schema=(
            '{"type":"record","name":"Register","namespace":"accounts","fields":[{"name":"name","type":"string"},'
            '{"name":"password","type":{"type":"record","name":"Sealed","namespace":"wire","fields":[{"name":"keyId",'
            '"type":"string"},{"name":"ciphertext","type":"bytes"}]}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_register,
        decode=accounts_codec.decode_register,
        route=Route(method="POST", path="/register"),
        body=accounts.RegisterBody,
        fields=(
            InputField("name", "name", "body"),
            InputField("password", "password", "body", seal_to="accounts"),
        ),
        access="anyone",
        outcomes=("accounts.Registered", "accounts.NameTaken"),
        timeout_ms=60000,
        owner="accounts",
    ),
    Entry(
        name="accounts.Registered",
        type=accounts.Registered,
        kind="message",
        domain="accounts",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Registered","namespace":"accounts","fields":[{"name":"accountId",'
            '"type":{"type":"string","logicalType":"uuid"}},{"name":"name","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=accounts_codec.encode_registered,
        decode=accounts_codec.decode_registered,
        owner="accounts",
    ),
    Entry(
        name="board.DeleteNote",
        type=board.DeleteNote,
        kind="command",
        domain="board",
        topics=("board.commands",),
        key="board_id",
        schema=(
            '{"type":"record","name":"DeleteNote","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"version","type":"int"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_delete_note,
        decode=board_codec.decode_delete_note,
        route=Route(method="DELETE", path="/boards/{boardId}/notes/{noteId}"),
        parameters=board.DeleteNoteParameters,
        fields=(
            InputField("boardId", "board_id", "path"),
            InputField("noteId", "note_id", "path"),
            InputField("version", "version", "query"),
        ),
        outcomes=("board.NoteDeleted", "board.VersionConflict", "board.NoSuchNote"),
        timeout_ms=60000,
        owner="board",
    ),
    Entry(
        name="board.EditNote",
        type=board.EditNote,
        kind="command",
        domain="board",
        topics=("board.commands",),
        key="board_id",
        schema=(
            '{"type":"record","name":"EditNote","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"text","type":"string"},'
            '{"name":"version","type":"int"},{"name":"editor","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_edit_note,
        decode=board_codec.decode_edit_note,
        route=Route(method="PUT", path="/boards/{boardId}/notes/{noteId}"),
        body=board.EditNoteBody,
        parameters=board.EditNoteParameters,
        fields=(
            InputField("boardId", "board_id", "path"),
            InputField("noteId", "note_id", "path"),
            InputField("text", "text", "body"),
            InputField("version", "version", "body"),
            InputField("editor", "editor", "session.name"),
        ),
        outcomes=("board.NoteEdited", "board.VersionConflict", "board.NoSuchNote"),
        timeout_ms=60000,
        owner="board",
    ),
    Entry(
        name="board.ListNotes",
        type=board.ListNotes,
        kind="query",
        domain="board",
        topics=("board.commands",),
        key="board_id",
        schema='{"type":"record","name":"ListNotes","namespace":"board","fields":[{"name":"boardId","type":"string"}]}',
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_list_notes,
        decode=board_codec.decode_list_notes,
        route=Route(method="GET", path="/boards/{boardId}/notes"),
        parameters=board.ListNotesParameters,
        fields=(InputField("boardId", "board_id", "path"),),
        access="anyone",
        outcomes=("board.Notes",),
        feed=("board.NoteChanged", "board.NoteRemoved"),
        timeout_ms=60000,
        owner="board",
    ),
    Entry(
        name="board.NoSuchNote",
        type=board.NoSuchNote,
        kind="refusal",
        domain="board",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"NoSuchNote","namespace":"board","fields":[{"name":"noteId",'
            '"type":{"type":"string","logicalType":"uuid"}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_no_such_note,
        decode=board_codec.decode_no_such_note,
        owner="board",
    ),
    Entry(
        name="board.NoteChanged",
        type=board.NoteChanged,
        kind="message",
        domain="board",
        topics=("feeds",),
        schema=(
            '{"type":"record","name":"NoteChanged","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"note","type":{"type":"record","name":"Note","namespace":"board","fields":[{"name":"noteId",'
            '"type":{"type":"string","logicalType":"uuid"}},{"name":"text","type":"string"},{"name":"author",'
            '"type":"string"},{"name":"version","type":"int"}]}},{"name":"seq","type":"long"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_note_changed,
        decode=board_codec.decode_note_changed,
        owner="board",
    ),
    Entry(
        name="board.NoteDeleted",
        type=board.NoteDeleted,
        kind="event",
        domain="board",
        topics=("board.events", "replies"),
        key="board_id",
        schema=(
            '{"type":"record","name":"NoteDeleted","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"version","type":"int"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_note_deleted,
        decode=board_codec.decode_note_deleted,
        owner="board",
    ),
    Entry(
        name="board.NoteEdited",
        type=board.NoteEdited,
        kind="event",
        domain="board",
        topics=("board.events", "replies"),
        key="board_id",
        schema=(
            '{"type":"record","name":"NoteEdited","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"text","type":"string"},'
            '{"name":"version","type":"int"},{"name":"editor","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_note_edited,
        decode=board_codec.decode_note_edited,
        owner="board",
    ),
    Entry(
        name="board.NotePosted",
        type=board.NotePosted,
        kind="event",
        domain="board",
        topics=("board.events", "replies"),
        key="board_id",
        schema=(
            '{"type":"record","name":"NotePosted","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"text","type":"string"},'
            '{"name":"authorId","type":{"type":"string","logicalType":"uuid"}},{"name":"author","type":"string"},'
            '{"name":"version","type":"int"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_note_posted,
        decode=board_codec.decode_note_posted,
        owner="board",
    ),
    Entry(
        name="board.NoteRemoved",
        type=board.NoteRemoved,
        kind="message",
        domain="board",
        topics=("feeds",),
        schema=(
            '{"type":"record","name":"NoteRemoved","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"seq","type":"long"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_note_removed,
        decode=board_codec.decode_note_removed,
        owner="board",
    ),
    Entry(
        name="board.Notes",
        type=board.Notes,
        kind="message",
        domain="board",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Notes","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"notes","type":{"type":"array","items":{"type":"record","name":"Note","namespace":"board",'
            '"fields":[{"name":"noteId","type":{"type":"string","logicalType":"uuid"}},{"name":"text","type":"string"},'
            '{"name":"author","type":"string"},{"name":"version","type":"int"}]}}},{"name":"seq","type":"long"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_notes,
        decode=board_codec.decode_notes,
        owner="board",
    ),
    Entry(
        name="board.PostNote",
        type=board.PostNote,
        kind="command",
        domain="board",
        topics=("board.commands",),
        key="board_id",
        schema=(
            '{"type":"record","name":"PostNote","namespace":"board","fields":[{"name":"boardId","type":"string"},'
            '{"name":"text","type":"string"},{"name":"authorId","type":{"type":"string","logicalType":"uuid"}},'
            '{"name":"author","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_post_note,
        decode=board_codec.decode_post_note,
        route=Route(method="POST", path="/boards/{boardId}/notes"),
        body=board.PostNoteBody,
        parameters=board.PostNoteParameters,
        fields=(
            InputField("boardId", "board_id", "path"),
            InputField("text", "text", "body"),
            InputField("authorId", "author_id", "session.accountId"),
            InputField("author", "author", "session.name"),
        ),
        outcomes=("board.NotePosted",),
        timeout_ms=60000,
        owner="board",
    ),
    Entry(
        name="board.VersionConflict",
        type=board.VersionConflict,
        kind="refusal",
        domain="board",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"VersionConflict","namespace":"board","fields":[{"name":"current",'
            '"type":{"type":"record","name":"Note","namespace":"board","fields":[{"name":"noteId",'
            '"type":{"type":"string","logicalType":"uuid"}},{"name":"text","type":"string"},{"name":"author",'
            '"type":"string"},{"name":"version","type":"int"}]}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=board_codec.encode_version_conflict,
        decode=board_codec.decode_version_conflict,
        owner="board",
    ),
    Entry(
        name="greetings.Greet",
        type=greetings.Greet,
        kind="command",
        domain="greetings",
        topics=("greetings.commands",),
        key="name",
        schema=(
            '{"type":"record","name":"Greet","namespace":"greetings","fields":[{"name":"name","type":"string"},'
            '{"name":"text","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=greetings_codec.encode_greet,
        decode=greetings_codec.decode_greet,
        route=Route(method="POST", path="/greetings"),
        body=greetings.GreetBody,
        fields=(
            InputField("name", "name", "body"),
            InputField("text", "text", "body"),
        ),
        access="anyone",
        outcomes=("greetings.Greeted",),
        timeout_ms=60000,
        owner="greetings",
    ),
    Entry(
        name="greetings.Greeted",
        type=greetings.Greeted,
        kind="message",
        domain="greetings",
        topics=("replies",),
        schema='{"type":"record","name":"Greeted","namespace":"greetings","fields":[{"name":"text","type":"string"}]}',
        level="FULL_TRANSITIVE",
        encode=greetings_codec.encode_greeted,
        decode=greetings_codec.decode_greeted,
        owner="greetings",
    ),
    Entry(
        name="greetings.GreetingGiven",
        type=greetings.GreetingGiven,
        kind="event",
        domain="greetings",
        topics=("greetings.signals",),
        key="name",
        schema=(
            '{"type":"record","name":"GreetingGiven","namespace":"greetings","fields":[{"name":"name","type":"string"},'
            '{"name":"text","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=greetings_codec.encode_greeting_given,
        decode=greetings_codec.decode_greeting_given,
        retention_ms=86400000,
        owner="greetings",
    ),
    Entry(
        name="sessions.SessionReady",
        type=sessions.SessionReady,
        kind="message",
        domain="sessions",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"SessionReady","namespace":"sessions","fields":[{"name":"pickUpBefore",'
            '"type":{"type":"long","logicalType":"timestamp-millis"}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=sessions_codec.encode_session_ready,
        decode=sessions_codec.decode_session_ready,
        owner="sessions",
    ),
    Entry(
        name="wire.Cancelled",
        type=wire.Cancelled,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema='{"type":"record","name":"Cancelled","namespace":"wire","fields":[]}',
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_cancelled,
        decode=wire_codec.decode_cancelled,
    ),
    Entry(
        name="wire.Expired",
        type=wire.Expired,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Expired","namespace":"wire","fields":[{"name":"deadline","type":{"type":"long",'
            '"logicalType":"timestamp-millis"}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_expired,
        decode=wire_codec.decode_expired,
    ),
    Entry(
        name="wire.Failed",
        type=wire.Failed,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Failed","namespace":"wire","fields":[{"name":"code","type":"string"},'
            '{"name":"reason","type":"string"},{"name":"retryable","type":"boolean"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_failed,
        decode=wire_codec.decode_failed,
    ),
    Entry(
        name="wire.FeedCancelled",
        type=wire.FeedCancelled,
        kind="control",
        domain="wire",
        topics=("replies",),
        schema='{"type":"record","name":"FeedCancelled","namespace":"wire","fields":[]}',
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_feed_cancelled,
        decode=wire_codec.decode_feed_cancelled,
    ),
    Entry(
        name="wire.FeedOpened",
        type=wire.FeedOpened,
        kind="control",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"FeedOpened","namespace":"wire","fields":[{"name":"query","type":"string"},'
            '{"name":"key","type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_feed_opened,
        decode=wire_codec.decode_feed_opened,
    ),
    Entry(
        name="wire.Goodbye",
        type=wire.Goodbye,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Goodbye","namespace":"wire","fields":[{"name":"reconnectAfterMs","type":"int"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_goodbye,
        decode=wire_codec.decode_goodbye,
    ),
    Entry(
        name="wire.Heartbeat",
        type=wire.Heartbeat,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Heartbeat","namespace":"wire","fields":[{"name":"resumeToken","type":"string"},'
            '{"name":"position","type":"string"},{"name":"serverTime","type":{"type":"long",'
            '"logicalType":"timestamp-millis"}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_heartbeat,
        decode=wire_codec.decode_heartbeat,
    ),
    Entry(
        name="wire.InboxEntry",
        type=wire.InboxEntry,
        kind="control",
        domain="wire",
        topics=("accounts.inbox", "board.inbox", "greetings.inbox", "sessions.inbox"),
        schema=(
            '{"type":"record","name":"InboxEntry","namespace":"wire","fields":[{"name":"fingerprint","type":"bytes"},'
            '{"name":"outcome","type":["null","bytes"],"default":null},{"name":"final","type":"boolean",'
            '"default":true}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_inbox_entry,
        decode=wire_codec.decode_inbox_entry,
    ),
    Entry(
        name="wire.Lost",
        type=wire.Lost,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema='{"type":"record","name":"Lost","namespace":"wire","fields":[{"name":"reason","type":"string"}]}',
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_lost,
        decode=wire_codec.decode_lost,
    ),
    Entry(
        name="wire.RequestIdReused",
        type=wire.RequestIdReused,
        kind="refusal",
        domain="wire",
        topics=("replies",),
        schema='{"type":"record","name":"RequestIdReused","namespace":"wire","fields":[]}',
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_request_id_reused,
        decode=wire_codec.decode_request_id_reused,
    ),
    Entry(
        name="wire.Resumed",
        type=wire.Resumed,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Resumed","namespace":"wire","fields":[{"name":"complete","type":"boolean"},'
            '{"name":"replayed","type":"int"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_resumed,
        decode=wire_codec.decode_resumed,
    ),
    Entry(
        name="wire.SessionRevoked",
        type=wire.SessionRevoked,
        kind="control",
        domain="wire",
        topics=("feeds",),
        schema=(
            '{"type":"record","name":"SessionRevoked","namespace":"wire","fields":[{"name":"sessionRef",'
            '"type":"string"}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_session_revoked,
        decode=wire_codec.decode_session_revoked,
    ),
    Entry(
        name="wire.Welcome",
        type=wire.Welcome,
        kind="message",
        domain="wire",
        topics=("replies",),
        schema=(
            '{"type":"record","name":"Welcome","namespace":"wire","fields":[{"name":"subscriberId","type":"string"},'
            '{"name":"resumeToken","type":"string"},{"name":"position","type":"string"},{"name":"heartbeatMs",'
            '"type":"int"},{"name":"serverTime","type":{"type":"long","logicalType":"timestamp-millis"}}]}'
        ),
        level="FULL_TRANSITIVE",
        encode=wire_codec.encode_welcome,
        decode=wire_codec.decode_welcome,
    ),
)

CATALOG: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}
BY_TYPE: dict[type[Struct], Entry] = {entry.type: entry for entry in _ENTRIES}
