"""The pure parts of a worker, each by itself."""

import asyncio
import threading
import time
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.accounts.main import SPEC as ACCOUNTS
from services.board.evolve import EVOLVE
from services.board.main import SPEC as BOARD
from services.greetings.main import SPEC as GREETINGS
from services.runner.fold import NOTHING, Fold
from services.runner.ids import output_id
from services.runner.inbox import Memory
from services.runner.retry import Retry
from services.runner.spec import routes, schemas
from services.runner.unsent import LowWater, Unsent, committed_with, low_water_of
from services.runner.watchdog import Watchdog
from services.sessions.main import SPEC as SESSIONS
from services.wire.broker import Committed
from services.wire.errors import UnknownEvent, WorkerInvalid
from services.wire.generated.accounts import LoginSucceeded
from services.wire.generated.board import NoteDeleted, NotePosted, PostNote
from services.wire.generated.greetings import Greet


def posted(text: str) -> NotePosted:
    return NotePosted(board_id="main", note_id=uuid4(), text=text, author_id=uuid4(), author="ada", version=1)


class TestFold:
    def test_a_decided_state_lies_above_the_committed_one(self):
        """Until it is merged, or dropped."""
        fold = Fold(EVOLVE)
        fold.fold(b"main", posted("a"))
        committed = fold.of(b"main")
        fold.decide(b"main", decided := fold.after(committed, posted("b")))
        assert (decided, 2) == (fold.of(b"main"), decided.seq)

        fold.drop()
        assert committed == fold.of(b"main")

    def test_a_merge_leaves_newer_decisions_above_it(self):
        fold = Fold(EVOLVE)
        fold.decide(b"main", first := fold.after(NOTHING, posted("a")))
        fold.decide(b"main", second := fold.after(first, posted("b")))
        fold.merge(b"main", first)
        assert second is fold.of(b"main")

        fold.drop()
        assert first is fold.of(b"main")

    def test_an_event_that_is_not_in_the_table_is_an_error(self):
        with pytest.raises(UnknownEvent, match="Greet"):
            Fold(EVOLVE).fold(b"main", Greet(name="a", text="b"))


class TestMemory:
    def test_the_oldest_are_forgotten_beyond_the_limit(self):
        memory = Memory(limit=2)
        for name in (b"a", b"b", b"b", b"c"):
            memory.merge(name, b"entry of " + name)

        assert [None, b"entry of b", b"entry of c"] == [memory.entry(name) for name in (b"a", b"b", b"c")]

    def test_a_decision_is_known_before_its_commit(self):
        memory = Memory()
        assert memory.claim(b"id", b"print", b"key")
        memory.decide(b"id", b"entry")
        assert b"entry" == memory.entry(b"id")

        memory.drop()
        assert memory.entry(b"id") is None

    @pytest.mark.parametrize("other", [(b"other", b"key"), (b"print", b"other")])
    def test_another_body_or_key_under_way_is_told_apart(self, other: tuple[bytes, bytes]):
        memory = Memory()
        memory.claim(b"id", b"print", b"key")

        assert memory.claim(b"id", b"print", b"key")
        assert not memory.claim(b"id", *other)

    def test_a_claim_that_led_to_nothing_is_released(self):
        memory = Memory()
        memory.claim(b"id", b"print", b"key")
        memory.release(b"id")

        assert memory.claim(b"id", b"other", b"key")


class TestUnsent:
    def test_the_low_water_is_the_first_that_is_not_sent(self):
        """Whatever the order in which Kafka acknowledges."""
        unsent = Unsent()
        spans = [unsent.open(LowWater(at, at), 5) for at in (10, 20, 30)]
        for closed, expected in ((1, 10), (0, 30), (2, 99)):
            unsent.close(spans[closed])
            assert LowWater(expected, expected) == unsent.low_water(LowWater(99, 99))
        assert 0 == unsent.inputs

    @given(st.integers(0, 2**62), st.integers(0, 2**62), st.integers(0, 2**62))
    def test_what_is_committed_can_be_read_again(self, offset: int, inputs: int, events: int):
        committed = committed_with(offset, LowWater(inputs, events))

        assert LowWater(min(inputs, offset), events) == low_water_of(committed)

    @pytest.mark.parametrize("metadata", ["", "nonsense", "[]", '{"inputs":"x","events":1}'])
    def test_offsets_set_by_hand_say_nothing_of_what_was_sent(self, metadata: str):
        assert low_water_of(Committed(5, metadata)) is None


@given(st.uuids(), st.text(max_size=20))
def test_ids_of_outputs_are_those_of_the_standard(input_id: UUID, name: str):
    assert str(uuid5(input_id, name)).encode() == output_id(input_id, name)


@given(st.integers(1, 1000), st.floats(0, 1))
def test_waits_grow_and_stay_within_bounds(tried: int, chance: float):
    retry = Retry(first_ms=50, most_ms=5_000)

    assert 0.025 <= retry.delay_s(tried, lambda: chance) <= 5.0


class TestRoutes:
    def test_inputs_are_the_commands_and_what_is_reacted_to(self):
        async def react(event, context) -> None: ...

        spec = replace(BOARD, reactions={LoginSucceeded: react})

        assert ("board.commands", "accounts.signals") == routes(spec).inputs

    @pytest.mark.parametrize(
        ("spec", "fault"),
        [
            (replace(BOARD, handlers={}), "HANDLERS lacks board.PostNote"),
            (replace(BOARD, evolve={}), "EVOLVE lacks board.NotePosted"),
            (replace(BOARD, handlers={**BOARD.handlers, Greet: lambda *_: None}), "HANDLERS has .*Greet"),
            (replace(BOARD, project={PostNote: lambda *_: ()}), "PROJECT has .*PostNote"),
            (replace(GREETINGS, handlers={}), "nothing to do"),
            (replace(GREETINGS, reactions={Greet: lambda *_: None}), "REACTIONS has .*Greet"),
        ],
    )
    def test_tables_that_do_not_fit_the_schemas_are_named(self, spec, fault: str):
        with pytest.raises(WorkerInvalid, match=fault):
            routes(spec)

    def test_kept_events_alone_are_folded(self):
        assert routes(BOARD).keeps_events
        assert not routes(GREETINGS).keeps_events
        assert "board.events" == routes(BOARD).event_topics[NoteDeleted]


class TestSchemas:
    def places(self, entries) -> set[tuple[str, str]]:
        return {(topic, entry.name) for entry in entries for topic in entry.topics}

    def test_a_worker_needs_what_its_domain_and_the_platform_say(self):
        """And nothing of other domains: theirs may be rolled out later."""
        needed, met = schemas(routes(GREETINGS))

        assert {
            ("greetings.commands", "greetings.Greet"),
            ("greetings.signals", "greetings.GreetingGiven"),
            ("replies", "greetings.Greeted"),
            ("replies", "wire.Failed"),
            ("greetings.inbox", "wire.InboxEntry"),
        } <= self.places(needed)
        assert {"greetings", "wire"} == {entry.domain for entry in needed}
        assert {"greetings", "replies", "feeds"} == {topic.partition(".")[0] for topic, _ in self.places(needed)}
        assert not met

    def test_a_worker_needs_what_it_reacts_to_and_meets_the_rest(self):
        needed, met = schemas(routes(SESSIONS))

        assert ("accounts.signals", "accounts.LoginSucceeded") in self.places(needed)
        assert {("accounts.signals", "accounts.LoginFailed")} == self.places(met)

    def test_a_worker_needs_the_outcomes_of_its_commands(self):
        """Whoever ends the request."""
        needed, _ = schemas(routes(ACCOUNTS))

        assert {outcome for command in routes(ACCOUNTS).commands.values() for outcome in command.outcomes} <= {
            entry.type for entry in needed
        }


class TestWatchdog:
    async def test_a_stalled_loop_ends_the_process(self):
        ended = threading.Event()
        with Watchdog(asyncio.get_running_loop(), limit_s=0.05, end=ended.set):
            time.sleep(0.3)  # noqa: ASYNC251 - a handler that blocks the loop is what this is about

        assert ended.is_set()

    async def test_a_loop_that_answers_is_let_be(self):
        ended = threading.Event()
        with Watchdog(asyncio.get_running_loop(), limit_s=0.5, end=ended.set):
            await asyncio.sleep(0.1)

        assert not ended.is_set()

    async def test_a_process_that_does_not_end_is_ended(self):
        """What is stuck in a library keeps its slot from whoever comes next."""
        ended = threading.Event()
        with Watchdog(asyncio.get_running_loop(), end=ended.set) as watchdog:
            for _ in range(2):
                watchdog.expect_end(within_s=0.01)
        assert await asyncio.to_thread(ended.wait, 5)
