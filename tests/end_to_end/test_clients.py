"""The generated Python client, used as the README shows it."""

import pytest

from services.wire.generated import accounts, board, greetings, sessions
from services.wire.generated.client import Client
from services.wire.transport import HttpTransport
from tests.end_to_end.people import PASSWORD, fresh_name

pytestmark = pytest.mark.integration


async def test_a_command_returns_its_typed_outcome(gateway_url):
    async with HttpTransport(gateway_url) as transport:
        millrace = Client(transport)
        assert await millrace.greetings.greet(name="Ada", text="hello") == greetings.Greeted(text="hello")


async def test_a_whole_visit_is_typed(gateway_url):
    """Register, log in, post, and see the note in the board's feed."""
    async with HttpTransport(gateway_url) as transport:
        millrace = Client(transport)
        name, here = fresh_name(), fresh_name("board")
        assert isinstance(await millrace.accounts.register(name=name, password=PASSWORD), accounts.Registered)
        assert isinstance(await millrace.accounts.login(name=name, password=PASSWORD), sessions.SessionReady)
        await transport.begin_session()
        posted = await millrace.board.post_note(board_id=here, text="mind the sluice")
        assert isinstance(posted, board.NotePosted)
        assert posted.author == name
        async for message in millrace.board.list_notes(board_id=here):
            assert isinstance(message, board.Notes)
            assert [note.text for note in message.notes] == ["mind the sluice"]
            break


async def test_the_fixtures_for_users_reach_real_servers_here(member):
    """Those of services/testing, which elsewhere run in process."""
    here = fresh_name("board")
    assert isinstance(await member.board.post_note(board_id=here, text="mind the sluice"), board.NotePosted)
