"""The topics of a tree: their names, their settings in Kafka's words, and which types travel on them."""

from typing import Literal

from msgspec import Struct

from .model import Record, Tree, domain_of

PLATFORM = "wire"
TopicKind = Literal["commands", "events", "signals", "inbox", "dead", "replies", "feeds"]

_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS
_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1"}
_ANSWERS_MS = 10 * _MINUTE_MS


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
    found = [topic for domain in domains(tree) for topic in _of_domain(tree, domain)]
    # A producer's clock says nothing about when a reply may go: the broker's does.
    replies = _kept(_ANSWERS_MS) | {"message.timestamp.type": "LogAppendTime"}
    return [*found, _topic("replies", replies, None), _topic("feeds", _kept(_ANSWERS_MS), None)]


def _of_domain(tree: Tree, domain: str) -> list[Topic]:
    records = [record for record in tree.records() if domain_of(record.name) == domain]
    # A request that may wait for days has to be there for days, or nobody could even say that it has expired.
    requests_ms = max([_DAY_MS, *(2 * record.timeout_ms for record in records if record.route is not None)])
    facts_ms = max((record.retention_ms for record in records if record.retention_ms is not None), default=None)
    kinds: dict[TopicKind, dict[str, str]] = {
        "commands": _kept(requests_ms),
        "events": _FOR_EVER,
        "inbox": _kept(requests_ms),
        "dead": _kept(30 * _DAY_MS),
    }
    if facts_ms is not None:
        kinds["signals"] = _kept(facts_ms)
    return [_topic(kind, config, domain) for kind, config in kinds.items()]


def _kept(retention_ms: int) -> dict[str, str]:
    """Settings to keep records so long. Kafka drops whole segments, and never the one that is being written."""
    segment_ms = min(max(retention_ms // 10, _MINUTE_MS), _DAY_MS)
    return {"retention.ms": str(retention_ms), "segment.ms": str(segment_ms)}


def _topic(kind: TopicKind, config: dict[str, str], domain: str | None) -> Topic:
    name = kind if domain is None else f"{domain}.{kind}"
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
