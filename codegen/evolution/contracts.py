"""Differences in what the `millrace` attribute promises: routes, keys, outcomes, access, time."""

from collections.abc import Iterator
from typing import Any

from codegen.model import Field, Record, domain_of

from . import limits
from .change import At, Change
from .paths import Member

_REQUESTS = ("command", "query")


def of_records(previous: Record, current: Record, at: At) -> Iterator[Change]:
    """The promises of a record as a whole."""

    def said(attribute: str) -> At:
        return At(at.path, current.place_of(attribute), at.owner, at.depth)

    if previous.kind != current.kind:
        yield said("kind").change("KIND_CHANGED", previous.kind, current.kind)
    elif home_of(previous) != home_of(current) and domain_of(previous.name) == domain_of(current.name):
        attribute = "topic" if current.kind == "control" else "retention"
        yield said(attribute).change("TOPIC_MOVED", home_of(previous), home_of(current))
    if previous.route != current.route and previous.route and current.route:
        yield said("route").change("ROUTE_CHANGED", previous.route, current.route)
    if previous.key != current.key and _key_was_renamed(previous, current) is False:
        kind = "EVENT_KEY_CHANGED" if "event" in (previous.kind, current.kind) else "KEY_CHANGED"
        yield said("key").change(kind, previous.key, current.key)
    yield from _names("OUTCOME", "outcomes", previous.outcomes, current.outcomes, said("outcomes"))
    yield from _names("FEED", "feed", previous.feed, current.feed, said("feed"))
    yield from _numbers(previous, current, said)
    if previous.access != current.access and current.kind in _REQUESTS:
        kind = "ACCESS_TIGHTENED" if current.access == "session" else "ACCESS_LOOSENED"
        yield said("access").change(kind, previous.access, current.access)
    if previous.level != current.level:
        is_lower = not _promises(current.level) >= _promises(previous.level)
        yield said("compatibility").change(
            "LEVEL_LOWERED" if is_lower else "LEVEL_RAISED", previous.level, current.level
        )


def of_fields(previous: Field, current: Field, at: At) -> Iterator[Change]:
    """Where a field comes from, and to whom it is sealed."""
    if previous.source != current.source and previous.source and current.source:
        yield at.into(Member("from")).change("SOURCE_CHANGED", previous.source, current.source)
    match previous.seal, current.seal:
        case None, None:
            return
        case (None, _) | (_, None):
            yield at.into(Member("sealed")).change("SEAL_CHANGED", previous.seal, current.seal)
        case was, now if was is not None and now is not None:
            if was.to != now.to:
                yield at.into(Member("sealed")).change("SEAL_CHANGED", was, now)
            yield from limits.of_limits(was.constraints, now.constraints, at)


def home_of(record: Record) -> str | None:
    """The topic on which a type begins its way; messages have none of their own."""
    domain = domain_of(record.name)
    match record.kind:
        case "command" | "query":
            return f"{domain}.commands"
        case "event":
            return f"{domain}.events" if record.retention_ms is None else f"{domain}.signals"
        case "control":
            return f"{domain}.inbox" if record.topic == "inbox" else record.topic
        case "message" | "refusal" | None:
            return None


def _key_was_renamed(previous: Record, current: Record) -> bool:
    """Whether the key is the same field under a new name."""
    field = next((field for field in current.fields if field.name == current.key), None)
    return field is not None and previous.key in field.aliases


def _names(kind: str, said: str, previous: tuple[str, ...], current: tuple[str, ...], at: At) -> Iterator[Change]:
    for name in previous:
        if name not in current:
            yield at.into(Member(f"{said}<{name}>")).change(f"{kind}_REMOVED", name, None)
    for name in current:
        if name not in previous:
            yield at.into(Member(f"{said}<{name}>")).change(f"{kind}_ADDED", None, name)


def _numbers(previous: Record, current: Record, said: Any) -> Iterator[Change]:
    if previous.timeout_ms != current.timeout_ms:
        kind = "TIMEOUT_LOWERED" if current.timeout_ms < previous.timeout_ms else "TIMEOUT_RAISED"
        yield said("timeoutMs").change(kind, previous.timeout_ms, current.timeout_ms)
    was, now = previous.retention_ms, current.retention_ms
    if was is not None and now is not None and was != now:
        kind = "RETENTION_SHORTENED" if now < was else "RETENTION_LENGTHENED"
        yield said("retention").change(kind, was, now)


def _promises(level: str) -> set[tuple[str, str]]:
    """Everything that a level holds, to see whether another one holds as much."""
    ways = {"BACKWARD", "FORWARD"} if level.startswith("FULL") else {level.partition("_")[0]} - {"NONE"}
    reaches = {"latest", "all"} if level.endswith("_TRANSITIVE") else {"latest"}
    return {(way, reach) for way in ways for reach in reaches}
