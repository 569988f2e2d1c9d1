"""The topics of a tree: their names, their settings in Kafka's words, and which types travel on them."""

from typing import Literal

from msgspec import Struct

from .model import Record, Tree, domain_of

PLATFORM = "wire"
TopicKind = Literal["commands", "events", "signals", "inbox", "dead", "replies", "feeds"]

_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS
_SHORT_LIVED = {"retention.ms": str(10 * _MINUTE_MS), "segment.ms": str(_MINUTE_MS)}
_DOMAIN_TOPICS: dict[TopicKind, dict[str, str]] = {
    "commands": {"retention.ms": str(_DAY_MS)},
    "events": {"retention.ms": "-1", "retention.bytes": "-1"},
    "inbox": {"retention.ms": str(_DAY_MS)},
    "dead": {"retention.ms": str(30 * _DAY_MS)},
}
_SHARED_TOPICS: dict[TopicKind, dict[str, str]] = {
    # A producer's clock says nothing about when a reply may go: the broker's does.
    "replies": {**_SHORT_LIVED, "message.timestamp.type": "LogAppendTime"},
    "feeds": _SHORT_LIVED,
}


class Topic(Struct, frozen=True):
    """A topic without its prefix; the two that all domains share have no domain."""

    name: str
    kind: TopicKind
    config: dict[str, str]
    domain: str | None = None


class Travels(Struct, frozen=True):
    """Which types the records of a tree name as outcomes and as feed messages, and every domain."""

    outcomes: frozenset[str]
    feeds: frozenset[str]
    domains: tuple[str, ...]


def travels(tree: Tree) -> Travels:
    """Read once what `topics_of` asks of every record."""
    records = tree.records()
    return Travels(
        outcomes=frozenset(name for record in records for name in record.outcomes),
        feeds=frozenset(name for record in records for name in record.feed),
        domains=domains(tree),
    )


def domains(tree: Tree) -> tuple[str, ...]:
    """Every domain but the platform's own."""
    return tuple(sorted({domain_of(name) for name in tree.types} - {PLATFORM}))


def topics(tree: Tree) -> list[Topic]:
    """Every topic: those of each domain, then the shared ones."""
    found: list[Topic] = []
    for domain in domains(tree):
        found += [_topic(f"{domain}.{kind}", kind, config, domain) for kind, config in _DOMAIN_TOPICS.items()]
        kept = [record.retention_ms for record in tree.records() if domain_of(record.name) == domain]
        longest = max((retention_ms for retention_ms in kept if retention_ms is not None), default=None)
        if longest is not None:
            found.append(_topic(f"{domain}.signals", "signals", {"retention.ms": str(longest)}, domain))
    return found + [_topic(kind, kind, config, None) for kind, config in _SHARED_TOPICS.items()]


def _topic(name: str, kind: TopicKind, config: dict[str, str], domain: str | None) -> Topic:
    return Topic(name, kind, {"cleanup.policy": "delete"} | config, domain)


def topics_of(record: Record, travels: Travels) -> tuple[str, ...]:
    """The names of every topic that a type travels on, its own first."""
    domain = domain_of(record.name)
    topics: list[str] = []
    match record.kind:
        case "command" | "query":
            topics.append(f"{domain}.commands")
        case "event":
            topics.append(f"{domain}.events" if record.retention_ms is None else f"{domain}.signals")
        case "control" if record.topic == "inbox":
            topics += [f"{name}.inbox" for name in travels.domains]
        case "control" if record.topic is not None:
            topics.append(record.topic)
        case "message" | "refusal" if domain == PLATFORM:
            topics.append("replies")
    if record.name in travels.outcomes and "replies" not in topics:
        topics.append("replies")
    if record.name in travels.feeds:
        topics.append("feeds")
    return tuple(topics)
