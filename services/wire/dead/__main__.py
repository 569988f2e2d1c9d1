"""`python -m services.wire.dead`: look at what was put aside, put it back, or drop it."""

import argparse
import asyncio
import os
import re
import sys
import time
from collections.abc import Sequence
from uuid import UUID

from services.wire.dead.desk import Desk, Operator
from services.wire.dead.letters import Name, name_of
from services.wire.dead.wanted import Wanted
from services.wire.errors import MillraceError
from services.wire.generated.catalog import DOMAINS, TOPICS
from services.wire.kafka import KafkaBroker
from services.wire.log import configure
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings

DEAD_TOPICS = sorted(name for name, topic in TOPICS.items() if topic.kind == "dead")
NOT_DONE = 1
UNREACHABLE = 3
_UNITS_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="just dead", description="What could not be handled, kept for you.")
    commands = made.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="a line for each letter that waits")
    listing.add_argument("--marked", action="store_true", help="those that were retried or dropped, too")
    listing.add_argument("--json", action="store_true", help="a line of JSON for each")
    showing = commands.add_parser("show", help="all of a letter, with its original decoded")
    retrying = commands.add_parser("retry", help="put originals back on their topics, each once, to be decided anew")
    dropping = commands.add_parser("drop", help="mark letters as not worth keeping")
    dropping.add_argument("--yes", action="store_true", help="do not ask")
    for one in (retrying, dropping):
        one.add_argument("--dry-run", action="store_true", help="say what it would be; write nothing")
        one.add_argument("--all", action="store_true", help="every letter that waits")
    for one in (listing, showing, retrying, dropping):
        one.add_argument("names", nargs="*", type=_name, metavar="LETTER", help="such as accounts.dead-3-17")
        one.add_argument("--domain", choices=DOMAINS, help="of the worker that put it aside")
        one.add_argument("--type", help="of the original, such as accounts.Register")
        one.add_argument("--error", metavar="CODE", help="such as handler-failed")
        one.add_argument("--request", type=UUID, metavar="ID", help="the x-request-id")
        one.add_argument("--older", type=_age_ms, metavar="AGE", help="put aside longer ago than 30s, 10m, 2h or 3d")
        one.add_argument("--newer", type=_age_ms, metavar="AGE", help="put aside within that time")
    return made


def wanted_of(given: argparse.Namespace, now_ms: int) -> Wanted:
    """The letters that a command line means."""
    return Wanted(
        names=frozenset(given.names),
        domain=given.domain,
        type=given.type,
        error=given.error,
        request_id=None if given.request is None else str(given.request),
        before_ms=None if given.older is None else now_ms - given.older,
        after_ms=None if given.newer is None else now_ms - given.newer,
    )


async def run(given: argparse.Namespace, settings: Settings, now_ms: int) -> int:
    """Carry out one command."""
    broker, registry = await KafkaBroker.open(settings), HttpRegistry(settings)
    desk = Desk(broker, registry, DEAD_TOPICS, _operator(is_agreed=getattr(given, "yes", False)), now_ms=now_ms)
    wanted = wanted_of(given, now_ms)
    try:
        match given.command:
            case "list":
                is_done = await desk.overview(wanted, with_marked=given.marked, is_json=given.json)
            case "show":
                is_done = await desk.show(wanted)
            case "retry":
                is_done = await desk.retry(wanted, is_dry=given.dry_run)
            case "drop":
                is_done = await desk.drop(wanted, is_dry=given.dry_run)
            case _:
                raise AssertionError(given.command)
    finally:
        await broker.close()
        await registry.close()
    return 0 if is_done else NOT_DONE


def main(arguments: Sequence[str]) -> int:
    """Exit with 0, with 1 if not all that was meant could be done, with 3 if Kafka cannot be reached."""
    reading = parser()
    given, now_ms = reading.parse_args(arguments), time.time_ns() // 1_000_000
    if given.command != "list" and not getattr(given, "all", False) and wanted_of(given, now_ms).is_everything:
        reading.error(f"{given.command}: name letters, or say by --domain, --type ... which are meant")
    try:
        settings = Settings.from_environment(os.environ)
        configure("ERROR", settings.log_format)
        return asyncio.run(run(given, settings, now_ms))
    except MillraceError as error:
        print(f"dead: {error}", file=sys.stderr)
        return UNREACHABLE if error.retriable else NOT_DONE


def _operator(*, is_agreed: bool) -> Operator:
    def say(line: str) -> None:
        print(line, flush=True)

    def warn(line: str) -> None:
        print(f"dead: {line}", file=sys.stderr)

    async def agrees(question: str) -> bool:
        if is_agreed:
            return True
        if not sys.stdin.isatty():
            warn("nobody is here to be asked; say --yes, or --dry-run to see what it would be")
            return False
        return (await asyncio.to_thread(input, f"{question} [y/N] ")).strip().lower() in ("y", "yes")

    return Operator(say, warn, agrees)


def _name(text: str) -> Name:
    name = name_of(text)
    if name is None or name.topic not in DEAD_TOPICS:
        raise argparse.ArgumentTypeError(f"expected a letter such as {DEAD_TOPICS[0]}-3-17, got {text!r}")
    return name


def _age_ms(text: str) -> int:
    match = re.fullmatch(r"(\d{1,9})([smhd])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"expected an age such as 30s, 10m, 2h or 3d, got {text!r}")
    return int(match[1]) * _UNITS_MS[match[2]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
