"""A network link that can be cut, or die silently: a proxy between a process and a node."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

CHUNK_BYTES = 64 * 1024
HOST = "127.0.0.1"


class Link:
    """Carries connections from one port to another."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.target = target
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()
        self._is_cut = False
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await asyncio.gather(*(one.task for one in list(self._open)), return_exceptions=True)

    @property
    def count(self) -> int:
        """How many connections there are, dead ones too."""
        return len(self._open)

    def cut(self) -> None:
        """Break every connection, and refuse new ones."""
        self._is_cut = True
        for connection in list(self._open):
            connection.task.cancel()

    def mend(self) -> None:
        """Take connections again, and carry again what was held."""
        self._is_cut = False
        self._flowing.set()

    def stall(self) -> None:
        """Hold everything, in both directions, and let go of nothing."""
        self._flowing.clear()

    def fall_silent(self) -> None:
        """Swallow from now on what the present connections carry; neither side is told. New ones are carried."""
        for connection in self._open:
            connection.is_dead = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connection = _Connection(task, self._flowing)
        self._open.add(connection)
        writers = [writer]
        try:
            if self._is_cut:
                return
            there_reader, there_writer = await asyncio.open_connection(HOST, self.target)
            writers.append(there_writer)
            await asyncio.gather(connection.carry(reader, there_writer), connection.carry(there_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass  # both ends see their connection end
        finally:
            self._open.discard(connection)
            for each in writers:
                each.transport.abort()
                with suppress(OSError):
                    await each.wait_closed()


class _Connection:
    def __init__(self, task: "asyncio.Task[None]", flowing: asyncio.Event) -> None:
        self.task = task
        self.is_dead = False
        self._flowing = flowing

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            await self._flowing.wait()
            if not self.is_dead:
                writer.write(chunk)
                await writer.drain()
        if self.is_dead:
            await asyncio.Event().wait()
        writer.close()
