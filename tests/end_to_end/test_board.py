"""The live board, over two gateways."""

import uuid

import pytest

from tests.end_to_end.people import fresh_name, member
from tests.end_to_end.visitor import Visitor, visitor

pytestmark = pytest.mark.integration


async def watch(somebody: Visitor, board: str) -> tuple[str, dict]:
    """Subscribe to a board: the request id of the feed, and the snapshot."""
    request_id = str(uuid.uuid4())
    accepted = await somebody.send("GET", f"/boards/{board}/notes", request_id=request_id)
    assert accepted.status_code == 202, accepted.text
    snapshot = await somebody.frame(request_id, lambda frame: frame["body"]["@type"] == "board.Notes")
    assert snapshot["final"] is False
    return request_id, snapshot["body"]


def changed(text: str):
    return lambda frame: frame["body"]["@type"] == "board.NoteChanged" and frame["body"]["note"]["text"] == text


async def test_a_note_posted_at_one_gateway_is_seen_at_the_other(two_gateways):
    here, there = two_gateways
    async with visitor(here) as ada, visitor(there) as bob:
        author = await member(ada)
        board = fresh_name("board")
        feed, snapshot = await watch(bob, board)
        assert snapshot["notes"] == []
        posted = await ada.ask("POST", f"/boards/{board}/notes", {"text": "mind the sluice"})
        assert posted["@type"] == "board.NotePosted"
        seen = (await bob.frame(feed, changed("mind the sluice")))["body"]
        note = {"noteId": posted["noteId"], "text": "mind the sluice", "author": author, "version": 1}
        assert seen["note"] == {"@type": "board.Note"} | note
        assert seen["seq"] == snapshot["seq"] + 1


async def test_the_second_of_two_edits_of_one_version_is_refused_with_the_first(gateway_url):
    async with visitor(gateway_url) as ada:
        await member(ada)
        board = fresh_name("board")
        note = (await ada.ask("POST", f"/boards/{board}/notes", {"text": "one"}))["noteId"]
        path = f"/boards/{board}/notes/{note}"
        edited = await ada.ask("PUT", path, {"text": "two", "version": 1})
        assert (edited["@type"], edited["version"]) == ("board.NoteEdited", 2)
        conflict = await ada.ask("PUT", path, {"text": "three", "version": 1})
        assert (conflict["@type"], conflict["current"]["text"]) == ("board.VersionConflict", "two")


async def test_a_deleted_note_is_gone_for_the_watcher_and_for_the_editor(gateway_url):
    async with visitor(gateway_url) as ada:
        await member(ada)
        board = fresh_name("board")
        note = (await ada.ask("POST", f"/boards/{board}/notes", {"text": "one"}))["noteId"]
        feed, snapshot = await watch(ada, board)
        assert [n["noteId"] for n in snapshot["notes"]] == [note]
        deleted = await ada.ask("DELETE", f"/boards/{board}/notes/{note}?version=1")
        assert deleted["@type"] == "board.NoteDeleted"
        removed = await ada.frame(feed, lambda frame: frame["body"]["@type"] == "board.NoteRemoved")
        assert removed["body"]["noteId"] == note
        gone = await ada.ask("PUT", f"/boards/{board}/notes/{note}", {"text": "two", "version": 1})
        assert gone == {"@type": "board.NoSuchNote", "noteId": note}


async def test_a_cancelled_feed_ends_and_brings_nothing_more(gateway_url):
    async with visitor(gateway_url) as ada:
        await member(ada)
        board = fresh_name("board")
        feed, _ = await watch(ada, board)
        assert (await ada.send("DELETE", f"/requests/{feed}")).status_code == 202
        assert (await ada.final(feed))["body"] == {"@type": "wire.Cancelled"}
        await ada.ask("POST", f"/boards/{board}/notes", {"text": "unheard"})
        _, snapshot = await watch(ada, board)
        assert [n["text"] for n in snapshot["notes"]] == ["unheard"]
        assert not [frame for frame in ada.frames[feed] if frame["body"]["@type"] == "board.NoteChanged"]


async def test_a_feed_brings_every_change_once_and_in_order(two_gateways):
    """Posted while others subscribe: each watcher's snapshot and feed add up to the same board."""
    here, there = two_gateways
    async with visitor(here) as ada, visitor(there) as bob:
        await member(ada)
        board = fresh_name("board")
        texts = [f"note {n}" for n in range(20)]
        seen: list[str] = []
        for n, text in enumerate(texts):
            if n == 10:
                feed, snapshot = await watch(bob, board)
                seen = [note["text"] for note in snapshot["notes"]]
            await ada.ask("POST", f"/boards/{board}/notes", {"text": text})
        await bob.frame(feed, changed(texts[-1]))
        seen += [
            frame["body"]["note"]["text"] for frame in bob.frames[feed] if frame["body"]["@type"] == "board.NoteChanged"
        ]
        assert seen == texts
