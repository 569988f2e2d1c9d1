"""Somebody who posts notes for as long as the standard input is open: run in the folder of the build it is a client of.

Every other note goes through the generated client, the rest as the JSON that a page of that build sends.
"""

import asyncio
import json
import sys
import uuid
from collections import Counter
from contextlib import suppress

import msgspec

from services.wire.generated.board import NotePosted
from services.wire.generated.client import Call, Client
from services.wire.transport import HttpTransport
from services.wire.transport.live_socket import Frame

PASSWORD = "a good password"
EVERY_S = 0.04
MOST = 2_000
LAST_WITHIN_S = 30.0
AFTERWARDS_S = 1.0
"""For what should not come: a second end of a request."""


class Watched(HttpTransport):
    """Counts the ends of every request, those that nobody waits for any more too."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.ends: Counter[str] = Counter()
        self._hear, self._trips.frame = self._trips.frame, self._count  # type: ignore[method-assign]

    def _count(self, frame: Frame) -> None:
        self.ends[frame.request_id or ""] += frame.final
        self._hear(frame)


class Poster:
    """Posts notes on several boards, in turn."""

    def __init__(self, transport: Watched, boards: list[str]) -> None:
        self.transport = transport
        self.client = Client(transport)
        self.boards = boards
        self.posted: list[str] = []
        self.failed: list[str] = []

    async def enter(self) -> None:
        name = f"old-{uuid.uuid4().hex[:8]}"
        await self.client.accounts.register(name=name, password=PASSWORD)
        await self.client.accounts.login(name=name, password=PASSWORD)
        await self.transport.begin_session()

    async def post(self, number: int) -> None:
        board, text = self.boards[number % len(self.boards)], f"note {number}"
        try:
            outcome = await (self._typed(board, text) if number % 2 else self._plain(board, text))
        except Exception as error:
            self.failed.append(f"{text}: {error!r}")
            return
        if isinstance(outcome, NotePosted) and outcome.text == text:
            self.posted.append(text)
        else:
            self.failed.append(f"{text}: {outcome!r}")

    async def _typed(self, board: str, text: str) -> object:
        return await self.client.board.post_note(board_id=board, text=text, mood="glad")

    async def _plain(self, board: str, text: str) -> object:
        body = json.dumps({"text": text, "mood": "glad"}).encode()
        path = f"/boards/{board}/notes"
        call = Call(name="board.PostNote", method="POST", path=path, body=body, timeout_ms=60_000)
        answer = await self.transport.request(call)
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(answer, type=NotePosted)
        return answer


async def visit(url: str, boards: list[str]) -> None:
    async with Watched(url) as transport:
        poster = Poster(transport, boards)
        await poster.enter()
        print("entered", flush=True)
        told_to_end = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        posting = []
        while not told_to_end.done() and len(posting) < MOST:
            number = len(posting)
            posting.append(asyncio.create_task(poster.post(number), name=f"note {number}"))
            await asyncio.sleep(EVERY_S)
        await told_to_end
        _, unanswered = await asyncio.wait(posting, timeout=LAST_WITHIN_S)
        await asyncio.sleep(AFTERWARDS_S)
        ends = Counter(transport.ends.values())
        failed = [*poster.failed, *(f"{task.get_name()} got no end" for task in unanswered)]
        seen = {"sent": len(posting), "posted": poster.posted, "failed": failed, "ends": dict(ends)}
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    asyncio.run(visit(sys.argv[1], sys.argv[2:]))
