"""Carries out the operator's commands over a broker and a registry."""

from collections.abc import AsyncIterator, Awaitable, Callable

from msgspec import Struct

from services.wire.broker import Broker
from services.wire.dead.handling import Done, Handling
from services.wire.dead.letters import Letter, Name
from services.wire.dead.reading import letters, survey
from services.wire.dead.showing import as_json, page, table
from services.wire.dead.types import Types
from services.wire.dead.wanted import Wanted
from services.wire.errors import DecodeError, RegistryUnavailable
from services.wire.registry import Registry

PAGE = 500
"""Lines of a table that are laid out together."""


class Operator(Struct, frozen=True):
    """Who gave the command: hears what was done and what was not, and is asked before letters are dropped."""

    say: Callable[[str], None]
    warn: Callable[[str], None]
    agrees: Callable[[str], Awaitable[bool]]


class Desk:
    """`topics` are those of all dead letters. Every command gives whether all that was meant could be done."""

    def __init__(
        self, broker: Broker, registry: Registry, topics: list[str], operator: Operator, *, now_ms: int
    ) -> None:
        self._broker = broker
        self._types = Types(registry)
        self._topics = topics
        self._operator = operator
        self._now_ms = now_ms

    async def overview(self, wanted: Wanted, *, with_marked: bool, is_json: bool) -> bool:
        """A line for each letter that waits for somebody."""
        rows: list[tuple[Letter, str]] = []
        seen: set[Name] = set()
        async for letter, type_name in self._letters(wanted):
            if letter.mark is not None and not with_marked and not wanted.names:
                continue
            seen.add(letter.name)
            if is_json:
                self._operator.say(as_json(letter, type_name))
            else:
                rows.append((letter, type_name))
            if len(rows) == PAGE:
                self._say_all(table(rows, self._now_ms))
                rows.clear()
        if rows:
            self._say_all(table(rows, self._now_ms))
        if not seen and not is_json:
            self._operator.say("no letter that waits is as you ask")
        return self._end(wanted, seen)

    async def show(self, wanted: Wanted) -> bool:
        """All that is known of each letter, and its original by the schema that it was written with."""
        seen: set[Name] = set()
        async for letter, type_name in self._letters(wanted):
            seen.add(letter.name)
            value: object
            try:
                value = await self._types.value(letter)
            except (DecodeError, RegistryUnavailable) as error:
                value = error
            self._say_all(page(letter, type_name, value, self._now_ms))
        return self._end(wanted, seen)

    async def retry(self, wanted: Wanted, *, is_dry: bool) -> bool:
        """Put originals back where they stood."""
        handling = await Handling.open(self._broker, self._types, is_dry=is_dry)
        try:
            verb = "would put" if is_dry else "put"
            return await self._work(wanted, handling.retry(self._chosen(wanted), wanted), f"{verb} back")
        finally:
            await handling.close()

    async def drop(self, wanted: Wanted, *, is_dry: bool) -> bool:
        """Mark letters as not worth keeping, after the operator has agreed."""
        if not is_dry and not await self._operator.agrees(await self._question(wanted)):
            self._operator.say("nothing was dropped")
            return False
        handling = await Handling.open(self._broker, self._types, is_dry=is_dry)
        try:
            verb = "would drop" if is_dry else "dropped"
            return await self._work(wanted, handling.drop(self._chosen(wanted), wanted), verb)
        finally:
            await handling.close()

    async def _work(self, wanted: Wanted, batches: AsyncIterator[list[Done]], verb: str) -> bool:
        """Say what became of each letter, and at the end, or where it broke off, of how many."""
        seen: set[Name] = set()
        done = 0
        try:
            async for batch in batches:
                for letter, type_name, why_not in batch:
                    seen.add(letter.name)
                    done += why_not is None
                    told = f"{type_name}, {letter.error}" if why_not is None else why_not
                    self._operator.say(f"{verb if why_not is None else 'left'} {letter.name}: {told}")
        finally:
            self._operator.say(f"{verb} {_count(done)}" + (f", left {len(seen) - done}" if len(seen) > done else ""))
        return self._end(wanted, seen) and len(seen) == done

    async def _question(self, wanted: Wanted) -> str:
        count = 0
        async for letter, _ in self._letters(wanted):
            count += letter.mark is None
        return f"Drop {_count(count)}? Nothing will list them, or put them back, any more."

    async def _letters(self, wanted: Wanted) -> AsyncIterator[tuple[Letter, str]]:
        extent = await survey(self._broker, self._chosen(wanted))
        async for found in letters(self._broker, extent, wanted, self._types):
            yield found

    def _chosen(self, wanted: Wanted) -> list[str]:
        return wanted.topics(self._topics)

    def _end(self, wanted: Wanted, seen: set[Name]) -> bool:
        """Say what was asked for and is not there."""
        missing = sorted(wanted.names - seen)
        for name in missing:
            self._operator.warn(f"there is no letter {name}, or not any more")
        if self._types.away is not None:
            self._operator.warn(f"types are told by their schema ids: {self._types.away}")
        return not missing

    def _say_all(self, lines: list[str]) -> None:
        for line in lines:
            self._operator.say(line)


def _count(number: int) -> str:
    return "1 letter" if number == 1 else f"{number} letters"
