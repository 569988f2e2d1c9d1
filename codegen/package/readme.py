"""What the README of a package says, in either language."""

from codegen import naming
from codegen.client_view import requests
from codegen.model import Record, Tree

from .example import first_command, first_feed
from .names import Names
from .tongue import Tongue

_ENDS = """\
A request ends with one of the outcomes below, or with what the platform says of any request: `wire.Expired` (no worker
began in time: nothing happened), `wire.Failed` (put aside for an operator), `wire.Lost` (the answer is gone: it may
have happened), `wire.Cancelled` and `wire.RequestIdReused`. Each has its own type, told apart by `@type` in JSON.

A dropped connection is opened again for as long as it takes. What waits for its answer gets it over the next one, and
a feed begins again with its first message."""

_LOG_IN = """\
After a command that logs in, `{begin}` takes up its session for this transport, which keeps
the cookies. `{end}` ends the session everywhere, and `{read}` says whose it is.

Session cookies go over TLS, or to this machine itself. The transport stands for the gateway's own origin; for another
one that it serves, say `origin`."""

_FEED = "A feed is an iterator. Ending the iteration cancels it:"

_ERRORS = (
    ("RequestRefused", "refused at the door, with the reason in `type`, `problem` and `fields`: nothing happened"),
    ("OutcomeUnknown", "no end came in time; unless it was `sent`, nothing happened"),
    ("GatewayUnreachable", "no gateway opens a socket there, or it does not serve the origin"),
    ("TransportClosed", "the transport was closed, here or by the gateway for good"),
)


def description(tree: Tree) -> str:
    """What a package is, in one line."""
    *others, last = sorted({naming.namespace(record.name) for record in requests(tree)}) or ["no request"]
    return f"A typed client of {', '.join(others)} and {last}." if others else f"A typed client of {last}."


def readme(names: Names, tree: Tree, tongue: Tongue) -> str:
    """Markdown."""
    command, feed = first_command(tree), first_feed(tree)
    use = [_fenced(tongue.fence, tongue.first(names, command)), _ENDS] if command else []
    follow = [_FEED, _fenced(tongue.fence, tongue.feed(feed))] if feed else []
    parts = [
        f"# {tongue.package(names)}",
        names.description,
        "## Install",
        _fenced("sh", tongue.install(names)),
        tongue.needs,
        "## Use",
        *use,
        *follow,
        "## Log in",
        _LOG_IN.format(**tongue.sessions),
        f"## {tongue.errors}",
        _table(("error", "meaning"), [(f"`{name}`", meaning) for name, meaning in _ERRORS]),
        "## Commands and queries",
        _table(("function", "what it does", "outcomes"), [_row(record, tongue) for record in requests(tree)]),
    ]
    return "\n\n".join(parts) + "\n"


def _row(record: Record, tongue: Tongue) -> tuple[str, str, str]:
    what = " ".join(record.doc.split())
    told = f"{what} Deprecated: {record.deprecated}" if record.deprecated else what
    outcomes = ", ".join(f"`{name}`" for name in dict.fromkeys((*record.outcomes, *record.feed)))
    return f"`{tongue.function(record)}`", told, outcomes


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _fenced(fence: str, code: str) -> str:
    return f"```{fence}\n{code}\n```"
