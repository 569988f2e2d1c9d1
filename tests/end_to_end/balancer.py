"""One address before several gateways, as a site has it."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from services.local.stack import Stack
from services.local.topology import GATEWAY

CHUNK_BYTES = 64 * 1024


class Balancer:
    """Hands each new connection to the next gateway that takes it. `gateways` are URLs, to be changed at any time.

    It listens where the pages come from that the gateways of the stack serve.
    """

    def __init__(self, stack: Stack) -> None:
        (self.url,) = stack.settings.origins
        self.gateways = [process.spec.address for process in stack.processes.values() if process.spec.role == GATEWAY]
        self._turn = 0
        self._serving: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        here = urlsplit(self.url)
        self._server = await asyncio.start_server(self._serve, here.hostname, here.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        writers = [writer]
        try:
            there_reader, there_writer = await self._connect()
            writers.append(there_writer)
            await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass  # the client sees its connection end, as it would without anybody between
        finally:
            self._serving.discard(task)
            for each in writers:
                each.close()
                with suppress(OSError):
                    await each.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(len(self.gateways)):
            self._turn += 1
            url = urlsplit(self.gateways[self._turn % len(self.gateways)])
            with suppress(OSError):
                return await asyncio.open_connection(url.hostname, url.port)
        raise ConnectionRefusedError("no gateway takes a connection")


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carries what comes to the other side, and its end too."""
    with suppress(OSError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    writer.close()
