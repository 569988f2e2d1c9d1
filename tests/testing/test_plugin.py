"""The fixtures as a test of somebody's domain meets them, here of the sample's."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from unittest.mock import ANY
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.testing.stack import Stack, elsewhere, in_process
from services.testing.stack_fixtures import visited
from services.wire.generated.accounts import NameTaken, Registered
from services.wire.generated.board import NotePosted, Notes, PostNote
from services.wire.transport import RequestRefused

ROOT = Path(__file__).parents[2]
ADA = UUID(int=10)
POST = PostNote(board_id="main", text="a", author_id=ADA, author="ada")


def test_a_story_is_told_by_its_fixtures(given_events, when_command, then_events, then_outcome, then_feed):
    given_events(NotePosted(board_id="main", note_id=ADA, text="a", author_id=ADA, author="ada", version=1))
    when_command(POST)
    posted = NotePosted(board_id="main", note_id=ANY, text="a", author_id=ADA, author="ada", version=1)
    then_events(posted)
    then_outcome(posted)
    then_feed(ANY)


def test_each_test_begins_with_nothing(when_command, then_state, scenario):
    with pytest.raises(AssertionError, match="nothing has happened yet"):
        then_state(None)


@given(st.from_type(PostNote))
def test_hypothesis_draws_what_the_schema_allows(command):
    assert 1 <= len(command.text) <= 500


async def test_a_visitor_registers_over_the_whole_platform(client):
    assert Registered(account_id=ANY, name="ada") == await client.accounts.register(name="ada", password="a password")
    assert NameTaken(name="ada") == await client.accounts.register(name="ada", password="a password")


async def test_a_member_is_somebody(member, client):
    """What needs a session is refused to a visitor, and comes back to a member."""
    assert (await member.board.post_note(board_id="main", text="hello")).text == "hello"
    with pytest.raises(RequestRefused):
        await client.board.post_note(board_id="main", text="hello")


async def test_more_people_come_when_they_are_asked_for(stack):
    ada, bob = await stack.member("ada"), await stack.member("bob")
    await ada.board.post_note(board_id="main", text="hello")
    feed = bob.board.list_notes(board_id="main")
    shown = await anext(feed)
    await feed.aclose()

    assert isinstance(shown, Notes)
    assert ["ada"] == [note.author for note in shown.notes]


async def test_a_test_may_look_inside_the_platform_in_process(stack):
    before = set(stack.platform.cache.values)
    await stack.member()

    assert set(stack.platform.cache.values) > before


async def test_the_same_visitors_reach_a_platform_that_runs_elsewhere():
    """Where the platform is in another process, its inside is out of reach, and the failure says so."""
    async with in_process() as running, elsewhere(running.gateway_url) as stack:
        member = await stack.member()
        assert isinstance(await member.board.post_note(board_id="main", text="hello"), NotePosted)
        with pytest.raises(AssertionError, match="run this test without --gateway"):
            assert stack.platform


class AnotherStack:
    """What a conftest of its own may call `stack`."""

    def __init__(self, gateway_url: str) -> None:
        self.gateway_url = gateway_url


async def test_visitors_reach_another_stack_by_its_gateway(stack):
    async for found in visited.__wrapped__(AnotherStack(stack.gateway_url)):
        assert isinstance(found, Stack)
        assert isinstance(await found.member(), object)


ELSEWHERE = """
async def test_a_member_is_served(member):
    assert (await member.board.post_note(board_id="main", text="hello")).text == "hello"


async def test_its_inside_is_out_of_reach(stack):
    stack.platform
"""


async def test_the_same_tests_run_against_a_gateway_that_is_named(tmp_path):
    """As on the command line; what looks inside fails there, and says why."""
    (tmp_path / "test_elsewhere.py").write_text(ELSEWHERE)
    async with in_process() as running:
        words = ["-m", "pytest", "-c", "pyproject.toml", "-p", "services.testing.plugin", "-p", "no:cacheprovider"]
        done = await asyncio.create_subprocess_exec(
            sys.executable, *words, "--gateway", running.gateway_url, tmp_path, cwd=ROOT, stdout=PIPE, stderr=STDOUT
        )
        said, _ = await done.communicate()

    assert b"1 failed, 1 passed" in said
    assert b"run this test without --gateway" in said
