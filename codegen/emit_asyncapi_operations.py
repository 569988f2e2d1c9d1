"""The operations of AsyncAPI: who sends, and who receives."""

from collections.abc import Iterable
from typing import Literal

from .client_view import requests
from .emit_asyncapi_headers import BINDING_VERSION
from .emit_asyncapi_messages import Messages
from .frames import FROM_WORKERS
from .json_schema_values import Schema
from .model import Record, Tree, domain_of
from .topics import PLATFORM, Topic

Action = Literal["send", "receive"]
_REACTIONS = (
    "Any worker whose `reactions.py` names one of these events. Which do is written by hand, so this document cannot "
    "tell; a reaction may end the request that the event followed from."
)


def operations(tree: Tree, messages: Messages) -> dict[str, Schema]:
    """Operation by id: who, what it does, and on which topic or with which type."""
    found: dict[str, Schema] = {}
    for record in requests(tree):
        found |= _request(tree, record)
    for topic in messages.topics:
        found |= _of_domain(topic, messages) if topic.domain is not None else _shared(topic, messages)
    if messages.frames:
        names = [record.name for record in messages.frames]
        found |= _operation("gateway", "send", "socket", names, "Whatever a client is told.")
    return found


def _operation(
    who: str, action: Action, channel: str, names: Iterable[str], summary: str, *, key: str = "", **more: object
) -> dict[str, Schema]:
    """One operation under its id; nothing if it has no messages."""
    references = [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]
    if not references:
        return {}
    found: Schema = {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "summary": summary}
    found |= {"messages": references} | more
    return {f"{who}.{action}.{key or channel}": found | {"x-millrace-by": who}}


def _request(tree: Tree, record: Record) -> dict[str, Schema]:
    """A command or query: the gateway writes it, the domain's worker answers it."""
    domain = domain_of(record.name)
    summary, _, rest = record.doc.partition("\n")
    ends = [*record.outcomes, *(name for name in FROM_WORKERS if name in tree.types)]
    reply = {
        "channel": {"$ref": "#/channels/replies"},
        "messages": [{"$ref": f"#/channels/replies/messages/{name}"} for name in ends],
    }
    route = [f"Asked for by `{record.route.method} /api{record.route.path}`."] if record.route else []
    feed = ", ".join(f"`{name}`" for name in record.feed)
    follows = [f"After the outcome, {feed} keep coming on `feeds` for the same key, until cancelled."] if feed else []
    more = {
        "description": "\n\n".join([*([rest.strip()] if rest.strip() else []), *route, *follows]),
        "tags": [{"name": domain}],
        "reply": reply,
        "x-millrace-timeout-ms": record.timeout_ms,
    }
    channel, names = f"{domain}.commands", [record.name]
    return _operation("gateway", "send", channel, names, summary, key=record.name, **more) | _operation(
        domain, "receive", channel, names, summary, key=record.name, bindings=_group(domain), **more
    )


def _group(domain: str) -> Schema:
    group = {"type": "string", "description": "The topic prefix and the domain.", "examples": [domain]}
    return {"kafka": {"groupId": group, "bindingVersion": BINDING_VERSION}}


def _of_domain(topic: Topic, messages: Messages) -> dict[str, Schema]:
    """What a domain's worker does with its own topics, apart from the commands."""
    domain, name = topic.domain or "", topic.name
    names = [record.name for record in messages.on(topic)]
    tags = [{"name": domain}]
    match topic.kind:
        case "events":
            return (
                _operation(domain, "send", name, names, "Writes what was decided, exactly once.", tags=tags)
                | _operation(domain, "receive", name, names, "Folds them into the state of each key.", tags=tags)
                | _operation("reactions", "receive", name, names, "Reacts to them.", description=_REACTIONS, tags=tags)
            )
        case "signals":
            return _operation(
                domain, "send", name, names, "Tells others what happened, exactly once.", tags=tags
            ) | _operation("reactions", "receive", name, names, "Reacts to them.", description=_REACTIONS, tags=tags)
        case "inbox":
            return _operation(
                domain, "send", name, names, "Notes what was handled, in the transaction of its events.", tags=tags
            ) | _operation(domain, "receive", name, names, "Reads at its start what was handled before.", tags=tags)
        case "dead":
            return _operation(
                domain, "send", name, ["dead-letter"], "Puts aside what cannot be handled.", tags=tags
            ) | _operation("operator", "send", name, ["dead-mark"], "Marks what was put back or dropped.", tags=tags)
        case _:
            return {}


def _shared(topic: Topic, messages: Messages) -> dict[str, Schema]:
    """What is done with the two topics that all domains share."""
    name = topic.name
    from_workers, from_gateway = _apart(messages.on(topic))
    words = {
        "replies": ("Ends requests, after the commit.", "Announces and cancels feeds on the lane of their socket."),
        "feeds": ("Tells what changed, for whoever follows that key.", "Tells that a session ended."),
    }
    worker_words, gateway_words = words[name]
    everything = [*from_workers, *from_gateway]
    return (
        _operation("workers", "send", name, from_workers, worker_words)
        | _operation("gateway", "send", name, from_gateway, gateway_words)
        | _operation("gateway", "receive", name, everything, "Passes them on to the sockets that wait for them.")
    )


def _apart(records: list[Record]) -> tuple[list[str], list[str]]:
    """What workers send, and what the gateway does: the platform's control records."""
    controls = [record.name for record in records if domain_of(record.name) == PLATFORM and record.kind == "control"]
    return [record.name for record in records if record.name not in controls], controls
