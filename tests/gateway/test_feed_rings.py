"""The ring of a key keeps its last changes: long enough for a snapshot to come, and no longer."""

import uuid

from gateway.feeds import UNUSED_FOR_S
from gateway.limits import Limits
from services.testing.server import eventually
from services.wire.generated.board import ListNotes
from tests.gateway.watching import KEY, changed, seen, snapshot, watch


async def test_a_ring_that_is_too_short_asks_again(stage, asked):
    """More changes than the ring holds came before the snapshot: a newer one is asked for, and no gap is shown."""
    async with stage.gateway(Limits(ring_messages=3)) as running, running.visitor() as ada:
        feed = await watch(ada, asked)
        for seq in range(1, 9):
            await stage.tell(KEY, changed(seq))
        asked[0].reply(snapshot(2), final=False)
        await eventually(lambda: len(asked) == 2)
        assert feed not in ada.frames
        first, second = (one.record.headers for one in asked)
        assert first["id"] != second["id"]
        assert first["request-id"] == second["request-id"]
        asked[1].reply(snapshot(7), final=False)
        await seen(ada, feed, ("Notes", 7), ("NoteChanged", 8))


async def test_a_key_that_changes_too_fast_ends_in_words(stage):
    def always_late(command, asked):
        asked.reply(snapshot(0), final=False)

    await stage.worker({ListNotes: always_late})
    async with stage.gateway(Limits(ring_messages=2)) as running, running.visitor() as ada:
        for seq in range(1, 9):
            await stage.tell(KEY, changed(seq))
        request_id = str(uuid.uuid4())
        await ada.send("GET", "/boards/main/notes", request_id=request_id)
        ended = await ada.final(request_id)
        assert (ended["body"]["@type"], ended["body"]["retryable"]) == ("wire.Failed", True)
        assert len(stage.commands(ListNotes)) == 5


async def test_a_key_that_was_forgotten_is_not_trusted(stage, asked):
    """What the ring of a key held is gone with it, so the first snapshot after that may be too old."""
    async with stage.gateway(Limits(ring_keys=2)) as running, running.visitor() as ada:
        for key in (KEY, "board/b", "board/c", "board/d"):
            await stage.tell(key, changed(1))
        feed = await watch(ada, asked)
        asked[0].reply(snapshot(0), final=False)
        await eventually(lambda: len(asked) == 2)
        asked[1].reply(snapshot(1), final=False)
        await stage.tell(KEY, changed(2))
        await seen(ada, feed, ("Notes", 1), ("NoteChanged", 2))
        for key in ("board/e", "board/f", "board/g"):
            await stage.tell(key, changed(1))
        await stage.tell(KEY, changed(3))
        await seen(ada, feed, ("Notes", 1), ("NoteChanged", 2), ("NoteChanged", 3))
        assert len(running.parts.feeds._rings) <= 3


async def test_all_rings_together_are_bounded(stage, asked):
    async with stage.gateway(Limits(ring_messages=3, ring_messages_of_all=5)) as running, running.visitor() as ada:
        feed = await watch(ada, asked)
        asked[0].reply(snapshot(0), final=False)
        for seq in range(1, 8):
            await stage.tell(KEY, changed(seq))
            await stage.tell(f"board/{seq % 3}", changed(seq))
        await seen(ada, feed, ("Notes", 0), *(("NoteChanged", seq) for seq in range(1, 8)))
        rings = running.parts.feeds._rings
        await eventually(lambda: running.parts.feeds._kept == sum(map(len, rings.values())) <= 5)
        assert KEY.encode() in rings


async def test_a_ring_that_nobody_needs_any_more_is_forgotten_and_not_missed(stage, asked, monkeypatch):
    """Its changes are older than any snapshot that is still to come; the ring of an open feed stays."""
    async with stage.gateway() as running, running.visitor() as ada:
        feeds = running.parts.feeds
        feed = await watch(ada, asked)
        asked[0].reply(snapshot(0), final=False)
        await stage.tell(KEY, changed(1))
        await stage.tell("board/quiet", changed(1))
        await seen(ada, feed, ("Notes", 0), ("NoteChanged", 1))
        await eventually(lambda: b"board/quiet" in feeds._rings)
        later_s = feeds._clock_s() + UNUSED_FOR_S + 1
        monkeypatch.setattr(feeds, "_clock_s", lambda: later_s)
        await stage.tell("board/other", changed(1))
        await eventually(lambda: b"board/other" in feeds._rings)
        assert set(feeds._rings) == {KEY.encode(), b"board/other"}
        assert feeds._kept == 2

        quiet = await watch(ada, asked, "quiet")
        asked[1].reply(snapshot(1), final=False)
        await seen(ada, quiet, ("Notes", 1))
        assert len(asked) == 2
