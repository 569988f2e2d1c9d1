"""The pages for people: one for every type, an index that finds them, and nothing in them that is not ours."""

import json
import shlex

import pytest

from codegen import emit_docs, emit_reference, published
from codegen.curl import curl
from codegen.html_text import Html, inline, joined, paragraphs
from codegen.json_text import readable
from codegen.sample import Samples
from tests.codegen.everything import EVERYTHING
from tests.codegen.pages import Page
from tests.codegen.trees import ROOT, enum, field, record, repository_tree, tree

HISTORY = published.history(
    {
        path.relative_to(ROOT / "schemas/published").as_posix(): path.read_text()
        for path in (ROOT / "schemas/published").rglob("*.avsc")
    }
)


def pages_of(found, history=None):
    """Every page by path, as it is served."""
    files = emit_reference.emit(found, history or {}) | emit_docs.emit(found)
    return {path.removesuffix(".html"): Page(text) for path, text in files.items()}


OURS = pages_of(repository_tree(), HISTORY)
TREES = {"ours": OURS, "everything": pages_of(EVERYTHING)}
EITHER = pytest.mark.parametrize("name", TREES)


def page(full_name):
    return OURS[f"reference/{full_name}"]


@EITHER
def test_every_type_has_a_page_and_the_index_leads_to_it(name):
    found = {"ours": repository_tree(), "everything": EVERYTHING}[name]

    assert {path for path in TREES[name] if path.startswith("reference/")} == {
        f"reference/{one}" for one in found.types
    }
    assert {f"/docs/reference/{one}" for one in found.types} <= set(TREES[name]["reference"].links)


@EITHER
def test_every_link_leads_somewhere(name):
    served = {f"/docs/{path}": page for path, page in TREES[name].items()} | {"/docs": TREES[name]["docs"]}
    served["/docs/reference/"] = TREES[name]["reference"]
    elsewhere = {"/", "/api/openapi.json", "/api/asyncapi.json"}
    for path, shown in served.items():
        for target in shown.links:
            address, _, anchor = target.partition("#")
            if address.startswith("/docs/reference/published/"):
                full_name, number = address.removeprefix("/docs/reference/published/").split("/")
                assert len(HISTORY[full_name]) >= int(number.removesuffix(".avsc"))
            elif address not in elsewhere:
                leads_to = served[address] if address else shown
                assert not anchor or anchor in leads_to.ids, (path, target)


@EITHER
def test_a_page_holds_nothing_that_a_strict_policy_would_stop(name):
    for shown in TREES[name].values():
        assert len(shown.ids) == len(set(shown.ids))
        for tag, attributes in shown.elements:
            assert tag not in ("style", "iframe", "object", "img", "base")
            assert not any(one.startswith("on") or one == "style" for one in attributes)
        assert [one["src"] for tag, one in shown.elements if tag == "script"] == ["/docs/search.js"]


HOSTILE = "</script><img src=x onerror=alert(1)>&lt;\"'`<b>`\n\n</p></main><svg/onload=alert(2)>\0\x1b"


def test_no_word_of_a_schema_becomes_markup():
    found = tree(
        record(
            "a.Say",
            field("text", doc=HOSTILE, default=HOSTILE.replace("\0", "")),
            field("shade", "a.Shade"),
            doc=HOSTILE,
            millrace={
                "kind": "command",
                "route": "POST /a",
                "key": "text",
                "owner": HOSTILE,
                "deprecated": HOSTILE,
                "examples": [{"text": HOSTILE, "shade": "DARK"}],
                "outcomes": ["a.Said"],
            },
        ),
        record("a.Said", field("text", millrace={"pattern": "^<b>'\"$"}), doc=HOSTILE, millrace={"kind": "message"}),
        enum("a.Shade", "DARK", doc=HOSTILE, millrace={"table": {"DARK": {"meaning": HOSTILE}}}),
    )
    ours = set().union(*(shown.tags for shown in OURS.values())) | {"strong"}
    for path, shown in pages_of(found).items():
        assert shown.tags <= ours, path
        assert [one for tag, one in shown.elements if tag == "svg"] == [{"viewbox": "0 0 32 32", "aria-hidden": "true"}]
        assert "\0" not in shown.text
        assert "\x1b" not in shown.text
    said = pages_of(found)["reference/a.Say"]
    assert "</script><img src=x onerror=alert(1)>&lt;\"'<b>" in said.words
    assert "</p></main><svg/onload=alert(2)>" in said.words


def test_a_command_shows_its_way():
    words = page("board.PostNote").words

    for step in (
        "Browser Asks with POST /api/boards/{boardId}/notes, with a session.",
        "Gateway Checks it and answers at once: 202, or a problem. It fills in what comes from the session.",
        "Kafka Stands on board.commands, keyed by boardId. Kept for 1 day. Subject board.commands-board.PostNote",
        "board worker Decides it with the state of its key",
        "services/board/handlers.py",
        "within 60 s",
        "Browser Hears on the socket how it ended: board.NotePosted A note was put on a board.",
        "Or the platform ends it: wire.Expired, wire.Failed,",
    ):
        assert step in words


def test_a_query_shows_its_feed():
    words = page("board.ListNotes").words

    assert "Asks with GET /api/boards/{boardId}/notes, anyone may." in words
    assert "Answers it from the state of its key" in words
    assert "it is told of every change under the same key: board.NoteChanged A note was posted or edited." in words


def test_a_sealed_field_is_said_to_be_sealed():
    words = page("accounts.Login").words

    assert "It fills in what comes from the login. It seals password to the accounts worker." in words
    assert "Sent string, in the clear Avro wire.Sealed" in words
    assert "Sealed to the accounts worker Length 1 to 128 characters" in words
    assert "From the login: the hash of its cookie" in words


def test_an_event_shows_who_writes_folds_and_hears_it():
    words = page("board.NotePosted").words

    assert "board worker Writes it when it has decided, exactly once. It is an outcome of board.PostNote." in words
    assert "Stands on board.events, keyed by boardId. Kept for ever." in words
    assert "Folds it into the state of its key: services/board/evolve.py" in words
    assert "Other domains May react to it: their reactions.py says." in words
    assert "Stands on replies" in words
    assert "Takes it as the end of: board.PostNote" in words


def test_a_fact_that_only_tells_is_not_folded():
    words = page("accounts.LoginSucceeded").words

    assert "Stands on accounts.signals, keyed by name. Kept for 1 day." in words
    assert "Folds" not in words
    assert "Browser" not in words


@pytest.mark.parametrize(
    ("full_name", "said"),
    [
        ("accounts.NameTaken", "accounts worker Sends it after the commit."),
        ("sessions.SessionReady", "accounts worker or sessions worker Sends it after the commit."),
        ("board.Notes", "Takes it as the first answer to: board.ListNotes"),
        ("board.NoteChanged", "Hears it, again and again, if it asked: board.ListNotes"),
        ("board.NoteChanged", "keyed by board/ and the key, read by every gateway"),
        ("wire.Welcome", "Gateway Says it of itself, to one socket."),
        ("wire.Expired", "Any worker Sends it instead of an outcome."),
        ("wire.Cancelled", "Takes it as the end of any command or query."),
        ("wire.InboxEntry", "Every worker Notes with it what it has handled"),
        ("wire.SessionRevoked", "Stands on feeds, read by every gateway."),
        ("board.Note", "board.NoteChanged A note was posted or edited."),
        ("wire.FieldError", "wire.Problem The body of every refusal"),
    ],
)
def test_who_sends_and_who_hears_it(full_name, said):
    assert said in page(full_name).words


def test_a_field_shows_its_type_on_every_side_and_what_holds_for_it():
    words = page("board.NoteChanged").words

    assert "seq The number of this change of the board. Avro long JSON number Python int TypeScript number" in words
    assert "Range 0 to 9007199254740991" in words
    assert (
        "note The note as it stands now. Avro board.Note JSON object Python board.Note TypeScript board.Note" in words
    )
    assert (
        "Key partitions and orders Length 1 to 64 characters Pattern ^[a-z0-9][a-z0-9-]*$"
        in page("board.NotePosted").words
    )


def test_limits_inside_arrays_and_unions_are_shown():
    words = TREES["everything"]["reference/shop.Try"].words

    assert "parts The parts. Avro array of shop.Part JSON array of object" in words
    assert "Length 1 to 3 items" in words
    assert "maybeWord The maybeWord. Avro null | string JSON string or null" in words
    assert "Length at most 3 characters Default null" in words
    assert 'Default "it\'s"' in words


def test_an_enum_shows_its_table():
    words = page("wire.CloseCode").words

    assert "Symbol Code Reconnect Meaning" in words
    assert "TOO_SLOW 4508 yes The client reads more slowly than its frames come." in words


def test_a_deprecated_type_says_so_on_its_page_and_in_the_index():
    found = tree(
        record("a.Said", field("text"), millrace={"kind": "message", "deprecated": "Use `a.Told`, since June."})
    )
    pages = pages_of(found)

    assert "Deprecated. Use a.Told, since June." in pages["reference/a.Said"].words
    assert "A Said. deprecated" in pages["reference"].words


def test_an_example_is_shown_as_a_browser_would_hear_it():
    words = page("board.NotePosted").words

    assert '"requestId": "7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11", "final": true, "position": "17-4711"' in words
    assert '"@type": "board.NotePosted"' in words
    assert '"accountId"' in page("sessions.Session").words


def test_published_versions_are_listed_with_what_they_changed():
    first = json.dumps({"type": "record", "name": "Said", "fields": [{"name": "text"}, {"name": "old"}]})
    second = json.dumps({"type": "record", "name": "Said", "fields": [{"name": "text"}, {"name": "more"}]})
    found = tree(record("a.Said", field("text"), field("more", default=""), millrace={"kind": "message"}))
    shown = pages_of(found, {"a.Said": [first, second]})["reference/a.Said"]

    assert "/docs/reference/published/a.Said/2.avsc" in shown.links
    assert "Version 1 Version 2 + more \N{MINUS SIGN} old" in shown.words
    assert "more The more." in shown.words
    assert "Since version 2" in shown.words
    assert shown.words.count("Since") == 1
    assert "None yet." in pages_of(found)["reference/a.Said"].words


def test_the_index_is_found_by_more_than_it_shows():
    entries = {
        attributes["data-words"].split()[0]: attributes["data-words"]
        for tag, attributes in OURS["reference"].elements
        if "data-words" in attributes
    }

    assert len(entries) == len(repository_tree().types)
    assert "boardid" in entries["board.notechanged"]
    assert "board.events" in entries["board.noteposted"]
    assert "too_slow" in entries["wire.closecode"]


def test_the_index_is_ordered_by_domain_with_the_platform_last():
    headings = [one for one in OURS["reference"].ids if one in ("accounts", "board", "greetings", "sessions", "wire")]

    assert headings == ["accounts", "board", "greetings", "sessions", "wire"]


def test_the_operations_are_all_there():
    words = OURS["docs"].words

    assert "POST /api/boards/{boardId}/notes Puts a note on a board. Needs the cookie of the session." in words
    assert "POST /api/register Opens an account under a name that nobody has. Anyone may ask." in words
    assert "GET /api/health/live Says that the process runs. For any program." in words
    assert "rate-limited Too many requests" in words
    assert "Ends on the socket board.NotePosted" in words
    assert "Then keeps coming board.NoteChanged board.NoteRemoved" in words


@pytest.mark.parametrize(
    ("full_name", "expected"),
    [
        ("greetings.Greet", ["POST", "/api/greetings", '{"name": "Ada", "text": "hello"}']),
        ("board.DeleteNote", ["DELETE", "/api/boards/main/notes/7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11?version=1"]),
        ("board.ListNotes", ["GET", "/api/boards/main/notes"]),
    ],
)
def test_a_request_can_be_asked_from_a_shell(full_name, expected):
    found = repository_tree()
    words = shlex.split(curl(found.types[full_name], Samples(found)).replace("\\\n", ""))

    assert words[3] == expected[0]
    assert words[4] == f"http://127.0.0.1:8080{expected[1]}"
    assert words[-2:] == ["-d", expected[2]] if len(expected) == 3 else "-d" not in words
    assert ("cookie: __Host-auth-token=$SESSION" in words) == (full_name == "board.DeleteNote")


def test_a_shell_hears_quotes_and_slashes_as_they_are():
    words = shlex.split(curl(EVERYTHING.types["shop.Find"], Samples(EVERYTHING)).replace("\\\n", ""))
    say = record(
        "a.Say",
        field("text"),
        millrace={"kind": "command", "route": "POST /a", "key": "text", "examples": [{"text": "it's $HOME `x`"}]},
    )
    found = tree(say)

    assert words[4] == "http://127.0.0.1:8080/api/shelves/a%2Fb/finds?colours=RED"
    assert json.loads(shlex.split(curl(found.types["a.Say"], Samples(found)).replace("\\\n", ""))[-1]) == {
        "text": "it's $HOME `x`"
    }


def test_markup_is_told_from_words():
    assert inline("p", "<b>", Html("<br>"), title='"<') == '<p title="&quot;&lt;">&lt;b&gt;<br></p>'
    assert joined("a & b") == "a &amp; b"
    assert paragraphs("One\ntwo.\n\n`Three`.") == ["<p>One two.</p>", "<p><code>Three</code>.</p>"]


def test_json_is_broken_where_it_does_not_fit():
    assert readable({"a": [1, 2], "b": {}}) == '{"a": [1, 2], "b": {}}'
    assert readable({"a": [1, 2], "b": {}}, width=15) == '{\n  "a": [1, 2],\n  "b": {}\n}'
    assert json.loads(readable({"a": ["x" * 60] * 3})) == {"a": ["x" * 60] * 3}
