"""A link that is cut, stalls or falls silent does to connections what a network does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

from services.local.ports import free_ports
from tests.chaos.link import HOST, Link


class Talk:
    """A connection over the link, to somebody who repeats what they hear."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, text: bytes) -> bytes:
        """Say something; empty if the connection has ended."""
        try:
            self.writer.write(text)
            return await self.reader.read(100)
        except ConnectionError:
            return b""


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    async def repeat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(100):
            writer.write(chunk)
        writer.close()

    port, target = free_ports(2, HOST)
    async with await asyncio.start_server(repeat, HOST, target), Link(port, target) as made:
        yield made


@pytest.fixture
async def talk(link: Link) -> AsyncIterator[Callable[[], Awaitable[Talk]]]:
    """Opens connections, which are closed in the end."""
    talks: list[Talk] = []

    async def opened() -> Talk:
        talks.append(Talk(*await asyncio.open_connection(HOST, link.port)))
        return talks[-1]

    yield opened
    for one in talks:
        one.writer.close()
        with suppress(ConnectionError):
            await one.writer.wait_closed()


async def unanswered(talk: Talk, text: bytes) -> "asyncio.Task[bytes]":
    """Ask, and see that nothing comes."""
    asking = asyncio.create_task(talk.ask(text))
    await asyncio.wait([asking], timeout=0.05)
    assert not asking.done()
    return asking


async def test_a_link_carries_both_ways(link: Link, talk) -> None:
    assert b"hello" == await (await talk()).ask(b"hello")
    assert 1 == link.count


async def test_a_cut_breaks_what_there_is_and_refuses_what_comes(link: Link, talk) -> None:
    before = await talk()
    await before.ask(b"hello")
    link.cut()
    assert b"" == await before.ask(b"anybody?")
    assert b"" == await (await talk()).ask(b"anybody?")

    link.mend()
    assert b"again" == await (await talk()).ask(b"again")


async def test_what_stalls_comes_late_and_whole(link: Link, talk) -> None:
    held = await talk()
    await held.ask(b"hello")
    link.stall()
    asking = await unanswered(held, b"late")
    link.mend()

    assert b"late" == await asking


async def test_what_falls_silent_stays_so_and_nobody_is_told(link: Link, talk) -> None:
    """New connections are carried."""
    before = await talk()
    await before.ask(b"hello")
    link.fall_silent()
    asking = await unanswered(before, b"anybody?")
    assert b"hello" == await (await talk()).ask(b"hello")

    assert not asking.done()
    asking.cancel()
