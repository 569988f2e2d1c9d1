"""A feed: one snapshot, then every later change of its key, each once, whatever comes first."""

import uuid
from datetime import UTC, datetime

from gateway.commands import QUERY
from gateway.limits import Limits
from services.testing.server import eventually
from services.wire.broker import Outgoing
from services.wire.framing import header
from services.wire.generated.board import ListNotes, NoteRemoved, Notes
from services.wire.generated.catalog import CATALOG
from services.wire.generated.wire import Expired, FeedOpened
from services.wire.headers import Envelope
from services.wire.subscriber import lane_of
from tests.gateway.watching import KEY, NOTE_ID, bodies, changed, seen, snapshot, watch


async def test_a_feed_goes_on_from_its_snapshot(ada, stage, asked):
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(4), final=False)
    await ada.frame(feed, lambda frame: True)
    await stage.tell(KEY, changed(5))
    await stage.tell(KEY, NoteRemoved(board_id="main", note_id=NOTE_ID, seq=6))
    await seen(ada, feed, ("Notes", 4), ("NoteChanged", 5), ("NoteRemoved", 6))
    assert [frame["final"] for frame in ada.frames[feed]] == [False] * 3
    assert [frame["position"] is None for frame in ada.frames[feed]] == [False, True, True]


async def test_the_opening_is_on_the_lane_before_the_query_is_asked(ada, stage, asked):
    await watch(ada, asked)
    [opening] = stage.broker.records("replies")
    assert stage.codec.decode(opening.value) == FeedOpened(query="board.ListNotes", key="main")
    assert opening.partition == lane_of(ada.subscriber_id)
    assert stage.codec.decode(opening.headers[QUERY]) == ListNotes(board_id="main")
    assert "fingerprint" not in asked[0].record.headers


async def test_what_was_told_before_the_snapshot_came_is_played_after_it(ada, stage, asked):
    feed = await watch(ada, asked)
    for seq in (4, 5, 6):
        await stage.tell(KEY, changed(seq))
    asked[0].reply(snapshot(4), final=False)
    await seen(ada, feed, ("Notes", 4), ("NoteChanged", 5), ("NoteChanged", 6))


async def test_what_was_told_before_the_feed_was_opened_is_played_too(ada, stage, asked):
    for seq in (1, 2, 3):
        await stage.tell(KEY, changed(seq))
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(1), final=False)
    await seen(ada, feed, ("Notes", 1), ("NoteChanged", 2), ("NoteChanged", 3))


async def test_the_message_overtakes_the_opening(ada, stage, asked):
    """Lane and feeds are two topics: the change may be read first, though the feed was opened first."""
    request_id = str(uuid.uuid4())
    envelope = Envelope(id=uuid.uuid4(), request_id=uuid.UUID(request_id), subscriber_id=ada.subscriber_id)
    await stage.tell(KEY, changed(8))
    headers = envelope.to_headers() | {QUERY: stage.codec.encode("board.commands", ListNotes(board_id="main"))}
    opening = stage.codec.encode("replies", FeedOpened(query="board.ListNotes", key="main"))
    lane = lane_of(ada.subscriber_id)
    await stage.broker.produce(Outgoing("replies", ada.subscriber_id.encode(), opening, headers, lane))
    value = stage.codec.encode("replies", snapshot(7))
    answer = envelope.to_headers() | {"id": str(uuid.uuid4()).encode(), "final": b"0"}
    await stage.broker.produce(Outgoing("replies", ada.subscriber_id.encode(), value, answer, lane))
    await seen(ada, request_id, ("Notes", 7), ("NoteChanged", 8))


async def test_a_repeat_is_told_once(ada, stage, asked):
    """A worker that was killed sends again what it does not know to be sent."""
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(0), final=False)
    asked[0].reply(snapshot(0), final=False)
    ids = [uuid.uuid4() for _ in range(4)]
    for at in (0, 1, 2, 1, 2, 3, 0):
        await stage.tell(KEY, changed(at + 1), ids[at])
    await seen(ada, feed, ("Notes", 0), *(("NoteChanged", seq) for seq in (1, 2, 3, 4)))


async def test_two_messages_of_one_change_are_both_told(ada, stage, asked):
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(0), final=False)
    await stage.tell(KEY, changed(1))
    await stage.tell(KEY, NoteRemoved(board_id="main", note_id=NOTE_ID, seq=1))
    await seen(ada, feed, ("Notes", 0), ("NoteChanged", 1), ("NoteRemoved", 1))


async def test_changes_of_other_keys_are_not_told(ada, stage, asked):
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(0), final=False)
    await stage.tell("board/other", changed(1))
    await stage.tell("accounts/main", changed(2))
    await stage.tell(KEY, changed(1))
    await seen(ada, feed, ("Notes", 0), ("NoteChanged", 1))


async def test_a_socket_has_so_many_feeds(stage, asked):
    async with stage.gateway(Limits(feeds_per_socket=2)) as running, running.visitor() as ada:
        feeds = [await watch(ada, asked, board) for board in ("a", "b", "c")]
        refused = await ada.final(feeds[2])
        assert (refused["body"]["@type"], refused["body"]["code"]) == ("wire.Failed", "too-many-feeds")
        for question in asked:
            question.reply(snapshot(0), final=False)
        await seen(ada, feeds[1], ("Notes", 0))
        assert len(ada.frames[feeds[2]]) == 1
        await ada.send("DELETE", f"/requests/{feeds[0]}")
        await ada.final(feeds[0])
        again = await watch(ada, asked, "c")
        asked[-1].reply(snapshot(0), final=False)
        await seen(ada, again, ("Notes", 0))


async def test_a_cancelled_id_that_is_used_again_ends_at_once(ada, stage, asked):
    feed = await watch(ada, asked)
    await ada.send("DELETE", f"/requests/{feed}")
    await ada.final(feed)
    assert (await ada.send("GET", "/boards/main/notes", request_id=feed)).status_code == 202
    await eventually(lambda: len(ada.frames[feed]) == 2)
    assert {frame["body"]["@type"] for frame in ada.frames[feed]} == {"wire.Cancelled"}


async def test_a_feed_that_ended_may_be_opened_again_under_its_id(ada, stage, asked):
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(0), final=False)
    await ada.frame(feed, lambda frame: True)
    asked[0].reply(Expired(deadline=datetime(2026, 1, 1, tzinfo=UTC)), index=1)
    await ada.final(feed)
    await ada.send("GET", "/boards/main/notes", request_id=feed)
    await eventually(lambda: len(asked) == 2)
    asked[1].reply(snapshot(0), final=False)
    await stage.tell(KEY, changed(1))
    await seen(ada, feed, ("Notes", 0), ("Expired", None), ("Notes", 0), ("NoteChanged", 1))


async def test_a_feed_whose_query_expired_is_over(ada, stage, asked):
    feed = await watch(ada, asked)
    asked[0].reply(Expired(deadline=datetime(2026, 1, 1, tzinfo=UTC)))
    assert (await ada.final(feed))["body"]["@type"] == "wire.Expired"
    await stage.tell(KEY, changed(1))
    assert len(ada.frames[feed]) == 1


async def test_a_cancelled_feed_ends_and_brings_nothing_more(ada, stage, asked, running):
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(0), final=False)
    await ada.frame(feed, lambda frame: True)
    cancelled = await ada.send("DELETE", f"/requests/{feed.upper()}")
    assert cancelled.status_code == 202
    assert cancelled.json()["requestId"] == cancelled.headers["x-request-id"] != feed
    assert (await ada.final(feed))["body"] == {"@type": "wire.Cancelled"}
    await stage.tell(KEY, changed(1))
    asked[0].reply(snapshot(1), final=False, index=1)
    again = await watch(ada, asked)
    asked[1].reply(snapshot(1), final=False)
    await ada.frame(again, lambda frame: True)
    assert len(ada.frames[feed]) == 2


async def test_a_cancel_may_come_before_the_snapshot_and_through_another_gateway(stage, asked):
    async with stage.two_gateways(0, 1) as (here, there), here.visitor() as ada, there.visitor() as bob:
        feed = await watch(ada, asked)
        headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": str(uuid.uuid4())}
        assert (await bob.send("DELETE", f"/requests/{feed}", headers=headers)).status_code == 202
        assert (await ada.final(feed))["body"] == {"@type": "wire.Cancelled"}
        asked[0].reply(snapshot(0), final=False)
        await stage.tell(KEY, changed(1))
        again = await watch(ada, asked)
        asked[1].reply(snapshot(1), final=False)
        await ada.frame(again, lambda frame: True)
        assert len(ada.frames[feed]) == 1


async def test_a_cancel_may_overtake_the_request(ada, stage, asked):
    feed = str(uuid.uuid4())
    assert (await ada.send("DELETE", f"/requests/{feed}")).status_code == 202
    assert (await ada.send("GET", "/boards/main/notes", request_id=feed)).status_code == 202
    assert (await ada.final(feed))["body"] == {"@type": "wire.Cancelled"}


async def test_nobody_else_can_cancel(stage, asked, running):
    async with running.visitor() as ada, running.visitor() as eve:
        feed = await watch(ada, asked)
        assert (await eve.send("DELETE", f"/requests/{feed}")).status_code == 202
        asked[0].reply(snapshot(0), final=False)
        await seen(ada, feed, ("Notes", 0))


async def test_a_change_anywhere_is_seen_at_every_gateway(stage, asked):
    async with stage.two_gateways(0, 1) as (here, there), here.visitor() as ada, there.visitor() as bob:
        one, other = await watch(ada, asked), await watch(bob, asked)
        for question in asked:
            question.reply(snapshot(0), final=False)
        await stage.tell(KEY, changed(1))
        await seen(ada, one, ("Notes", 0), ("NoteChanged", 1))
        await seen(bob, other, ("Notes", 0), ("NoteChanged", 1))


async def test_a_feed_asked_for_at_one_gateway_comes_to_the_other(stage, asked):
    async with stage.two_gateways(0, 1) as (here, there), here.visitor() as ada, there.visitor() as bob:
        feed = str(uuid.uuid4())
        headers = {"x-subscriber-id": ada.subscriber_id, "x-request-id": feed}
        assert (await bob.send("GET", "/boards/main/notes", headers=headers)).status_code == 202
        await eventually(lambda: asked)
        asked[0].reply(snapshot(0), final=False)
        await stage.tell(KEY, changed(1))
        await seen(ada, feed, ("Notes", 0), ("NoteChanged", 1))


async def test_a_closed_socket_leaves_no_feed(stage, asked, running):
    async with running.visitor() as ada:
        await watch(ada, asked)
        await eventually(lambda: running.parts.feeds._open)
    await eventually(lambda: not running.parts.feeds._open)


async def test_a_change_that_cannot_be_read_brings_a_new_snapshot(ada, stage, asked):
    """It may be of a type that newer gateways know; to leave it out would be a gap that nobody sees."""
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(4), final=False)
    await seen(ada, feed, ("Notes", 4))
    await tell_unreadable(stage)
    await eventually(lambda: len(asked) == 2)
    await stage.tell(KEY, changed(6))
    asked[1].reply(snapshot(5), final=False)
    await seen(ada, feed, ("Notes", 4), ("Notes", 5), ("NoteChanged", 6))


async def test_a_snapshot_under_way_is_not_trusted_after_an_unreadable_change(ada, stage, asked):
    """It may be older than the change; the one that is asked for now is not."""
    feed = await watch(ada, asked)
    await tell_unreadable(stage)
    asked[0].reply(snapshot(4), final=False)
    await eventually(lambda: len(asked) == 2)
    asked[1].reply(snapshot(5), final=False)
    await seen(ada, feed, ("Notes", 5))


async def test_a_feed_that_opens_after_an_unreadable_change_is_not_behind_it(ada, stage, asked):
    """Nobody followed the key, or the opening was on its way."""
    await tell_unreadable(stage)
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(4), final=False)
    await eventually(lambda: len(asked) == 2)
    asked[1].reply(snapshot(5), final=False)
    await seen(ada, feed, ("Notes", 5))


async def test_what_cannot_be_read_and_is_no_change_hides_no_later_one(ada, stage, asked):
    """A worker that starts again tells a change twice; and what anybody else wrote is none."""
    feed = await watch(ada, asked)
    asked[0].reply(snapshot(4), final=False)
    await seen(ada, feed, ("Notes", 4))
    for number in (1, 2):
        await tell_unreadable(stage)
        await eventually(lambda wanted=1 + number: len(asked) == wanted)
        asked[number].reply(snapshot(4), final=False)
        await seen(ada, feed, *[("Notes", 4)] * (1 + number))
    await stage.tell(KEY, changed(5))
    await seen(ada, feed, *[("Notes", 4)] * 3, ("NoteChanged", 5))


async def test_a_change_whose_schema_is_not_known_yet_keeps_its_place(ada, stage, asked):
    """Other keys go on while the registry is away."""
    main, side = await watch(ada, asked), await watch(ada, asked, "side")
    asked[0].reply(snapshot(1), final=False)
    asked[1].reply(Notes(board_id="side", notes=[], seq=1), final=False)
    await seen(ada, side, ("Notes", 1))
    grown = CATALOG["board.NoteRemoved"].schema[:-2] + ',{"name":"by","type":"string","default":""}]}'
    schema_id = await stage.registry.register("feeds-board.NoteRemoved", grown)
    gone = stage.codec.encode("feeds", NoteRemoved(board_id="main", note_id=NOTE_ID, seq=2))
    stage.registry.is_away = True
    await tell_unreadable(stage, header(schema_id) + gone[5:] + b"\x06ada")
    await stage.tell(KEY, changed(3))
    await stage.tell("board/side", NoteRemoved(board_id="side", note_id=NOTE_ID, seq=2))
    await seen(ada, side, ("Notes", 1), ("NoteRemoved", 2))
    assert bodies(ada, main) == [("Notes", 1)]
    stage.registry.is_away = False
    await seen(ada, main, ("Notes", 1), ("NoteRemoved", 2), ("NoteChanged", 3))


async def tell_unreadable(stage, value: bytes = b"nonsense") -> None:
    headers = Envelope(id=uuid.uuid4()).to_headers()
    await stage.broker.produce(Outgoing("feeds", KEY.encode(), value, headers))
