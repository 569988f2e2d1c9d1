"""What lies between a client and its gateway, and may be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Carries connections to a gateway while it is whole."""

    def __init__(self, gateway_url: str) -> None:
        self._to = urlsplit(gateway_url)
        self._carrying: set[asyncio.StreamWriter] = set()
        self.is_whole = True
        self.answers_to_lose = 0
        self.url = ""

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Cable"]:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        """Break every connection there is."""
        for writer in self._carrying:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_whole:
            writer.transport.abort()
            return
        onward = await asyncio.open_connection(self._to.hostname, self._to.port)
        ends = {writer, onward[1]}
        self._carrying |= ends
        await asyncio.gather(self._carry(reader, onward[1]), self._carry(onward[0], writer))
        self._carrying -= ends

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while (data := await reader.read(65536)) and not self._loses(data):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    def _loses(self, data: bytes) -> bool:
        """Whether this is an answer that shall not arrive."""
        if not (self.answers_to_lose and data.startswith(b"HTTP/1.1 202")):
            return False
        self.answers_to_lose -= 1
        return True
