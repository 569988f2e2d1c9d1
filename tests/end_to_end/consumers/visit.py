"""What somebody writes who has installed the Python package; prints what a visit brought."""

import asyncio
import json
import sys
from contextlib import aclosing
from typing import Never

from millrace_client import Client, HttpTransport, RequestRefused, accounts, board, greetings, sessions


async def greet(url: str) -> str:
    async with HttpTransport(url) as transport:
        client = Client(transport)
        match await client.greetings.greet(name="Ada", text="hello"):
            case greetings.Greeted(text=text):
                return text
            case ending:
                return f"no greeting: {ending}"


async def visit(url: str, name: str, password: str) -> list[object]:
    """Register, log in, post a note, and see it in the board's feed."""
    async with HttpTransport(url) as transport:
        client = Client(transport)
        registered = await client.accounts.register(name=name, password=password)
        if not isinstance(registered, accounts.Registered):
            stop(registered)
        ready = await client.accounts.login(name=name, password=password)
        if not isinstance(ready, sessions.SessionReady):
            stop(ready)
        await transport.begin_session()
        session = await transport.read_session()
        posted = await client.board.post_note(board_id=name, text="mind the sluice")
        if not isinstance(posted, board.NotePosted):
            stop(posted)
        texts: list[str] = []
        async with aclosing(client.board.list_notes(board_id=name)) as messages:
            async for message in messages:
                if isinstance(message, board.Notes):
                    texts = [note.text for note in message.notes]
                    break
        await transport.end_session()
        return [registered.name, session and session.name, posted.author, texts, await refusal(client)]


async def refusal(client: Client) -> str | None:
    """Nobody posts without a session."""
    try:
        await client.board.post_note(board_id="main", text="x")
    except RequestRefused as refused:
        return refused.type
    return None


def stop(outcome: object) -> Never:
    sys.exit(f"expected to go on, got {outcome}")


if __name__ == "__main__":
    print(json.dumps([asyncio.run(greet(sys.argv[1])), *asyncio.run(visit(*sys.argv[1:]))]))
