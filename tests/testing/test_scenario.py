"""A story of one key: what it lets pass, and what it says when the end is another than was told."""

from functools import partial
from unittest.mock import ANY
from uuid import UUID

import pytest

from services.board.evolve import EVOLVE, Board
from services.board.handlers import HANDLERS
from services.board.project import PROJECT
from services.runner.decision import Decision
from services.runner.spec import WorkerSpec
from services.testing.scenario import NOW, Scenario
from services.wire.generated.accounts import (
    AccountRegistered,
    LoginFailed,
    LoginSucceeded,
    NameTaken,
    Register,
    Registered,
)
from services.wire.generated.board import (
    DeleteNote,
    EditNote,
    ListNotes,
    NoSuchNote,
    Note,
    NoteChanged,
    NoteEdited,
    NotePosted,
    Notes,
    PostNote,
    VersionConflict,
)
from services.wire.generated.sessions import SessionReady
from services.wire.generated.wire import Sealed

ADA = UUID(int=10)
NOTE = UUID(int=11)
POSTED = NotePosted(board_id="main", note_id=NOTE, text="a", author_id=ADA, author="ada", version=1)
POST = PostNote(board_id="main", text="b", author_id=ADA, author="ada")
EDIT = EditNote(board_id="main", note_id=NOTE, text="b", version=1, editor="bob")
SEALED = Sealed(key_id="k", ciphertext=b"box")


class Passwords:
    """Takes its time."""

    async def hash(self, password):
        import asyncio

        await asyncio.sleep(0)
        return "hash"


@pytest.fixture
def scenario():
    return Scenario()


def failure(act, *given):
    """What a failing step says."""
    with pytest.raises(AssertionError) as raised:
        act(*given)
    return str(raised.value)


def test_a_command_is_decided_from_the_events_before_it(scenario):
    scenario.given_events(POSTED)
    scenario.when_command(EDIT)

    edited = NoteEdited(board_id="main", note_id=NOTE, text="b", version=2, editor="bob")
    note = Note(note_id=NOTE, text="b", author="ada", version=2)
    scenario.then_outcome(edited)
    scenario.then_events(edited)
    scenario.then_state(Board({NOTE: note}))
    scenario.then_feed(NoteChanged(board_id="main", note=note, seq=2))


def test_a_second_command_finds_the_events_of_the_first(scenario):
    first = scenario.when_command(POST)
    second = scenario.when_command(POST)
    scenario.when_command(ListNotes(board_id="main"))

    assert first.events != second.events
    scenario.then_outcome(Notes(board_id="main", notes=[ANY, ANY], seq=2))
    scenario.then_events()


def test_each_key_has_its_own_story(scenario):
    scenario.given_events(POSTED)
    scenario.when_command(ListNotes(board_id="other"))

    scenario.then_outcome(Notes(board_id="other", notes=[], seq=0))


def test_a_type_alone_is_enough_for_an_outcome(scenario):
    scenario.when_command(POST)
    scenario.then_outcome(NotePosted)

    assert "expected:\n    some NoSuchNote\ngot:\n    NotePosted(" in failure(scenario.then_outcome, NoSuchNote)


def test_a_handler_that_waits_is_waited_for(scenario):
    scenario.when_command(Register(name="ada", password=SEALED), tools=Passwords())

    scenario.then_outcome(Registered)


async def test_it_is_waited_for_within_a_loop_too(scenario):
    scenario.given_events(AccountRegistered(account_id=ADA, name="ada", password_hash="hash"))
    scenario.when_command(Register(name="ada", password=SEALED), tools=Passwords())

    scenario.then_outcome(NameTaken(name="ada"))


def test_a_handler_is_told_who_asks_and_when():
    seen = []

    def watching(command, state, context):
        seen.append((context.principal, context.now, context.seq))
        return Decision(outcome=Notes(board_id="main", notes=[], seq=0))

    scenario = board_with({ListNotes: watching})
    scenario.when_command(ListNotes(board_id="main"), principal=ADA)

    assert [(str(ADA), NOW, 0)] == seen


def board_with(handlers=HANDLERS, evolve=EVOLVE):
    return Scenario(lambda _: WorkerSpec(domain="board", handlers=handlers, evolve=evolve, project=PROJECT))


def test_what_differs_is_said_with_its_place_and_what_to_do(scenario):
    scenario.given_events(POSTED)
    scenario.when_command(EditNote(board_id="main", note_id=NOTE, text="b", version=9, editor="bob"))
    expected = VersionConflict(current=Note(note_id=NOTE, text="a", author="eve", version=1))

    said = failure(scenario.then_outcome, expected)

    assert said.startswith("board.EditNote after 1 earlier event of the key 'main': the outcome is not as expected.\n")
    assert "where they differ:\n    current.author: expected 'eve', got 'ada'\n" in said
    assert said.endswith("To mend it: change services.board.handlers.edit_note, or what the test expects.")


def test_an_event_too_many_is_named(scenario):
    scenario.when_command(POST)

    said = failure(scenario.then_events)

    assert "expected:\n    none\ngot:\n    NotePosted(" in said
    assert "    [0]: expected nothing, got NotePosted(" in said


def test_events_of_another_key_are_pointed_out(scenario):
    """The usual slip."""
    scenario.given_events(POSTED)
    scenario.when_command(DeleteNote(board_id="mian", note_id=NOTE, version=1))

    said = failure(scenario.then_outcome, None)

    assert "after 0 earlier events of the key 'mian' (those given are of 'main')" in said


def test_a_sealed_value_is_not_shown(scenario):
    scenario.when_command(Register(name="ada", password=SEALED), tools=Passwords())

    assert "box" not in failure(scenario.then_outcome, Register(name="ada", password=SEALED))


def test_a_command_without_a_handler_is_named():
    said = failure(board_with({}).when_command, POST)

    assert "HANDLERS of services/board/handlers.py has no function for board.PostNote." in said
    assert "HANDLERS = {PostNote: ...}" in said


def test_an_event_without_a_fold_is_named():
    assert "EVOLVE = {NotePosted: ...}" in failure(board_with(evolve={}).given_events, POSTED)


def test_a_domain_without_a_worker_is_named():
    assert "run `just new domain billing`" in failure(Scenario(spec_of_billing).given_events, POSTED)


def spec_of_billing(_):
    from services.testing.scenario import spec_of

    return spec_of("billing")


def test_events_of_another_domain_are_refused(scenario):
    scenario.given_events(AccountRegistered(account_id=ADA, name="ada", password_hash="hash"))

    assert "board.PostNote is for board, and this scenario is about accounts" in failure(scenario.when_command, POST)


@pytest.mark.parametrize("step", ["given_events", "when_command"])
@pytest.mark.parametrize("value", ["hello", Note(note_id=NOTE, text="a", author="ada", version=1), EDIT, POSTED])
def test_what_is_of_another_kind_is_refused(scenario, step, value):
    if (step, value) in [("given_events", POSTED), ("when_command", EDIT)]:
        getattr(scenario, step)(value)
    else:
        assert f"expected {'an event' if step == 'given_events' else 'a command'}" in failure(
            getattr(scenario, step), value
        )


def test_a_fact_that_only_tells_is_no_history(scenario):
    assert "leave it out of given_events" in failure(scenario.given_events, LoginFailed(name="ada"))


@pytest.mark.parametrize("step", ["then_outcome", "then_state"])
def test_nothing_follows_where_nothing_was_asked(scenario, step):
    assert f"when_command(...) goes before {step}(...)" in failure(getattr(scenario, step), None)


def test_events_alone_lead_to_a_state(scenario):
    scenario.given_events(POSTED)

    scenario.then_state(Board({NOTE: Note(note_id=NOTE, text="a", author="ada", version=1)}))
    said = failure(scenario.then_state, Board({}))
    assert said.startswith("the state of the key 'main' is not as expected.\n")
    assert said.endswith("To mend it: change services.board.evolve, or what the test expects.")


def test_a_state_may_be_given_without_its_events(scenario):
    note = Note(note_id=NOTE, text="a", author="ada", version=1)
    scenario.given_state(Board({NOTE: note}), seq=7)
    scenario.when_command(ListNotes(board_id="main"))

    scenario.then_outcome(Notes(board_id="main", notes=[note], seq=7))


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision(outcome=NameTaken(name="ada")), "NameTaken is not among the outcomes in the schema"),
        (
            Decision((NotePosted(board_id="x", note_id=NOTE, text="a", author_id=ADA, author="a", version=1),)),
            "has key",
        ),
        (Decision((LoginFailed(name="ada"),)), "LoginFailed is not an event of board"),
    ],
)
def test_what_no_worker_would_let_pass_fails(decision, words):
    said = failure(board_with({PostNote: lambda *_: decision}).when_command, POST)

    assert words in said
    assert "To mend it: change " in said


class Store:
    async def put(self, login_hash, pickup):
        self.kept = (login_hash, pickup.name)


SUCCEEDED = LoginSucceeded(name="ada", account_id=ADA, login_hash="h")


def test_a_domain_reacts_to_another_ones_event(scenario):
    store = Store()
    scenario.when_event(SUCCEEDED, domain="sessions", tools=store)

    scenario.then_outcome(SessionReady)
    assert ("h", "ada") == store.kept


def test_an_event_that_a_domain_does_not_react_to_is_named(scenario):
    act = partial(scenario.when_event, domain="board")

    assert "REACTIONS of services/board/reactions.py has no function for accounts.LoginSucceeded." in failure(
        act, SUCCEEDED
    )


def test_a_handler_that_forgets_its_decision_is_named():
    scenario = board_with({PostNote: lambda *_: None})

    assert "<lambda> gave None.\nTo mend it: give a Decision." in failure(scenario.when_command, POST)
