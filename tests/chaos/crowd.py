"""A steady load: people who register, log in, greet, post, edit and take down notes, and follow boards."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from random import Random
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

from msgspec import Struct

from services.wire.generated.board import NoSuchNote, NoteDeleted, NoteEdited, NotePosted, VersionConflict
from services.wire.generated.sessions import SessionReady
from services.wire.murmur2 import partition_of
from services.wire.transport import GatewayUnreachable, OutcomeUnknown, RequestRefused, TransportClosed
from tests.chaos.following import Follower
from tests.chaos.ledger import Ledger
from tests.chaos.witness import Witness, end, named

PEOPLE: Final = 5
FOLLOWERS_OF_EACH: Final = 2
NOTES_KEPT: Final = 40
PASSWORD: Final = "correct horse battery"
PATIENCE_S: Final = 120.0
RATES: Final = {"greet": 10.0, "post": 3.0, "edit": 3.0, "register": 0.7, "visit": 0.3}
"""How often a second; what is posted beyond the notes that are kept is taken down."""


class Kept(Struct, frozen=True):
    """A note as whoever changed it last knows it."""

    board_id: str
    note_id: UUID
    version: int


class Crowd:
    """Everybody who uses the site; `boards` are where they write now."""

    def __init__(self, url: str, ledger: Ledger, random: Random, partitions: int, rate: float = 1.0) -> None:
        self._url = url
        self._ledger = ledger
        self._random = random
        self._partitions = partitions
        self._rate = rate
        self._people: list[Witness] = []
        self._open = AsyncExitStack()
        self._loops: list[asyncio.Task[None]] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._following: list[asyncio.Task[None]] = []
        self._notes: list[Kept] = []
        self._count = 0
        self.boards: list[str] = []
        self.followers: list[Follower] = []

    async def __aenter__(self) -> Self:
        for _ in range(PEOPLE):
            person = await self._open.enter_async_context(Witness(self._url, self._ledger))
            name = self._name("p")
            await person.client.accounts.register(name=name, password=PASSWORD)
            await self._log_in(person, name)
            self._people.append(person)
        doings = {
            "greet": self._greet,
            "post": self._post,
            "edit": self._edit,
            "register": self._register,
            "visit": self._visit,
        }
        self._loops = [asyncio.create_task(self._often(RATES[name] * self._rate, doings[name])) for name in doings]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [*self._loops, *self._under_way, *self._following]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._open.aclose()

    async def finish(self) -> None:
        """Begin nothing more, and wait until all that was begun has ended."""
        for task in self._loops:
            task.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    async def move(self, name: str) -> None:
        """Go to new boards, one in each partition; whoever followed the old ones follows the new."""
        for task in self._following:
            task.cancel()
        await asyncio.gather(*self._following, return_exceptions=True)
        self.boards = one_in_each(name, self._partitions)
        self._notes.clear()
        self.followers = [Follower(board, self._ledger, self._client) for board in self.boards * FOLLOWERS_OF_EACH]
        self._following = [asyncio.create_task(follower.run()) for follower in self.followers]

    def leave_boards(self) -> None:
        """Write on no board, until there are new ones."""
        self.boards = []
        self._notes.clear()

    async def look(self, board_id: str) -> dict[str, tuple[str, int]]:
        """A board as a new snapshot has it."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                watcher = Follower(board_id, self._ledger, self._client)
                task = asyncio.create_task(watcher.run())
                try:
                    while watcher.snapshots == 0:
                        await asyncio.sleep(0.02)
                    return watcher.notes
                finally:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    def _client(self) -> Any:
        return self._random.choice(self._people).client

    def _name(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._random.getrandbits(40):010x}{self._count}"

    async def _often(self, rate: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin work at random times, however long what was begun takes."""
        while True:
            await asyncio.sleep(self._random.expovariate(rate))
            task = asyncio.create_task(work())
            self._under_way.add(task)
            task.add_done_callback(self._reaped)

    def _reaped(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._ledger.complain(self._ledger.row, "lost", f"the load broke: {error!r}")

    async def _ask(self, kind: str, asking: Callable[[], Awaitable[Any]]) -> Any:
        """Make a request, and write its end down; the outcome, or what the client raised."""
        entry = self._ledger.begin(kind)
        try:
            outcome = await asking()
        except (RequestRefused, OutcomeUnknown, TransportClosed) as error:
            outcome = error
        end(self._ledger, entry, outcome)
        return outcome

    async def _greet(self) -> None:
        name, client = self._name("g"), self._client()
        await self._ask("Greet", lambda: client.greetings.greet(name=name, text="hello"))

    async def _post(self) -> None:
        if not self.boards:
            return
        board_id, text, client = self._random.choice(self.boards), self._name("n"), self._client()
        posted = await self._ask("PostNote", lambda: client.board.post_note(board_id=board_id, text=text))
        if isinstance(posted, NotePosted):
            self._keep(Kept(board_id, posted.note_id, posted.version))
        if len(self._notes) > NOTES_KEPT:
            await self._take_down()

    async def _edit(self) -> None:
        if not self._notes:
            return
        note, text, client = self._take_note(), self._name("e"), self._client()
        edited = await self._ask(
            "EditNote",
            lambda: client.board.edit_note(
                board_id=note.board_id, note_id=note.note_id, text=text, version=note.version
            ),
        )
        if isinstance(edited, NoteEdited):
            self._keep(Kept(note.board_id, note.note_id, edited.version))
        self._nobody_else(note, edited)

    async def _take_down(self) -> None:
        note, client = self._take_note(), self._client()
        deleted = await self._ask(
            "DeleteNote",
            lambda: client.board.delete_note(board_id=note.board_id, note_id=note.note_id, version=note.version),
        )
        if not isinstance(deleted, NoteDeleted):
            self._nobody_else(note, deleted)

    def _take_note(self) -> Kept:
        """Choose a note to change; until that has ended, nobody else changes it."""
        return self._notes.pop(self._random.randrange(len(self._notes)))

    def _keep(self, note: Kept) -> None:
        if note.board_id in self.boards:
            self._notes.append(note)

    def _nobody_else(self, note: Kept, outcome: object) -> None:
        """Nobody but us changes this note: a conflict means that something happened twice, or was forgotten."""
        if isinstance(outcome, VersionConflict | NoSuchNote):
            self._ledger.complain(
                self._ledger.row, "duplicated", f"note {note.note_id} is not as we left it: {outcome}"
            )

    async def _register(self) -> None:
        name, client = self._name("r"), self._client()
        registered = await self._ask("Register", lambda: client.accounts.register(name=name, password=PASSWORD))
        if named(registered) == "NameTaken":
            self._ledger.complain(self._ledger.row, "duplicated", f"the name {name} is taken, and was ours alone")

    async def _visit(self) -> None:
        """Come as somebody new, register, log in, and leave."""
        name = self._name("v")
        with suppress(GatewayUnreachable):
            async with Witness(self._url, self._ledger) as visitor:
                client = visitor.client
                registered = await self._ask("Register", lambda: client.accounts.register(name=name, password=PASSWORD))
                if named(registered) == "Registered":
                    ready = await self._ask("Login", lambda: client.accounts.login(name=name, password=PASSWORD))
                    if isinstance(ready, SessionReady):
                        with suppress(RequestRefused):
                            await visitor.begin_session()

    async def _log_in(self, person: Witness, name: str) -> None:
        ready = await person.client.accounts.login(name=name, password=PASSWORD)
        if not isinstance(ready, SessionReady):
            raise TypeError(f"a log-in before the first fault ended with {ready}")
        await person.begin_session()


def one_in_each(name: str, partitions: int) -> list[str]:
    """Keys that begin with a name, one for each partition."""
    found: dict[int, str] = {}
    number = 0
    while len(found) < partitions:
        key = f"{name}-{number}"
        found.setdefault(partition_of(key.encode(), partitions), key)
        number += 1
    return list(found.values())
