"""Who is hurt by a break, in plain words, and what order of deployment would spare them."""

from typing import Literal

from codegen.model import Record, domain_of

from .context import Use
from .verdicts import Column, Direction
from .versions import Version

_FAILS = {"AVRO": "they cannot read them", "LOGICAL": "they take them for something else, and nothing fails"}
# Rules under which a reader refuses a value for what it means.
_REFUSING = ("TEXT_BECAME_UUID", "UUID_BECAME_TEXT")
_COMPARING = ("DECIMAL_SCALE_CHANGED", "DECIMAL_PRECISION_RAISED", "DECIMAL_PRECISION_LOWERED")

# Of promises that have nothing to do with one side reading the other.
_OF_PROMISES = {
    "LEVEL_LOWERED": "whoever relies on the level: readers of other teams, and all that was written under it",
    "KEY_CHANGED": "requests for one key while both versions run: they are decided in two places, each with a part of "
    "the state. No order of deployment helps",
    "EVENT_KEY_CHANGED": "new workers, which fold by the new key and never see what was written under the old one. No "
    "order of deployment helps: events are kept for ever",
    "KIND_CHANGED": "whoever writes or reads it while both versions run, and all that waits where it travelled: nobody "
    "handles it there any longer. No order of deployment helps",
    "TOPIC_MOVED": "readers of either version, at what stands in the other topic. No order of deployment helps while "
    "it is kept",
    "NAMESPACE_MOVED": "whoever finds the type by its name: registries, readers of its topic, importers of its module. "
    "No order of deployment helps",
    "FORM_CHANGED": "whoever uses the type under this name. No order of deployment helps",
    "TYPE_REMOVED": "whoever still writes, reads or calls it, and all that was written of it. Wait until they are gone",
    "RETENTION_SHORTENED": "readers that are further behind than the new retention",
    "TABLE_CHANGED": "both sides while two versions of the table are in use",
}


def who_breaks(column: Column, direction: Direction, use: Use, rule: str, current: Version) -> str:
    """One or two sentences: who, at what, and in which order to deploy."""
    match column:
        case "AVRO" | "LOGICAL":
            return _of_data(direction, use, current).replace("…", _fails(column, rule))
        case "JSON":
            return _JSON[_side(use)][direction]
        case "PYTHON" | "TYPESCRIPT":
            return "code that uses the generated type: its type checker says where. A package needs a major version"
        case "CONTRACT" if rule in _OF_PROMISES:
            return _OF_PROMISES[rule]
        case "CONTRACT":
            is_answer = rule.startswith(("OUTCOME_", "FEED_"))
            return _CONTRACT["answer" if is_answer else _side(use)][direction]


def _fails(column: Literal["AVRO", "LOGICAL"], rule: str) -> str:
    if rule in _COMPARING:
        return "this platform's refuse them, and those that do not compare decimals take them for something else"
    return "they refuse some of them" if rule in _REFUSING else _FAILS[column]


def _side(use: Use) -> str:
    if use.is_request:
        return "request"
    if use.kind == "event":
        return "event"
    return "answer" if use.is_answer else "any"


def _of_data(direction: Direction, use: Use, current: Version) -> str:
    domain = domain_of(current.root)
    match _side(use), direction:
        case "request", "BACKWARD":
            return (
                f"new {domain} workers, at requests that wait in {domain}.commands and those of gateways not yet "
                "replaced: …. Deploy gateways first, and workers once the old requests are done"
            )
        case "request", "FORWARD":
            return (
                f"{domain} workers of the previous version, at requests of new gateways: …. Deploy every worker "
                "before the first gateway"
            )
        case "event", "BACKWARD":
            return f"{_event_readers(domain)}, at every event written before: …. {_kept(current)}"
        case "event", "FORWARD":
            return (
                f"{domain} workers of the previous version and the reactions of other domains, at what a new worker "
                "writes: …. Deploy every reader before the first writer; a rolling deployment mixes them"
            )
        case "answer", "BACKWARD":
            return "new gateways, at answers of workers not yet replaced: …. Deploy workers first, then gateways"
        case "answer", "FORWARD":
            return (
                "gateways of the previous version, at answers of new workers: …. Deploy every gateway before the first "
                "worker"
            )
        case _, "BACKWARD":
            return (
                "readers with the new schema, at data written before it (waiting, replayed, compacted): …. Deploy "
                "writers first, and readers once no such data are left"
            )
        case _:
            return (
                "readers with the previous schema, at data written with the new one: …. Deploy every reader before the "
                "first writer"
            )


def _event_readers(domain: str) -> str:
    return f"new {domain} workers, which fold every event from the first one, and the reactions of other domains"


def _kept(current: Version) -> str:
    named = current.named
    if isinstance(named, Record) and named.retention_ms is not None:
        return "Deploy writers first, and readers once the retention of the old ones is over"
    return "No order of deployment helps: events are kept for ever"


_JSON: dict[str, dict[Direction, str]] = {
    "request": {
        "BACKWARD": "open pages with the previous bundle, and other clients: new gateways refuse or misread what they "
        "send. No order of deployment helps, because pages stay open",
        "FORWARD": "new pages and clients that reach a gateway of the previous version: it refuses or misreads what "
        "they send. Deploy every gateway before a page uses it",
    },
    "answer": {
        "BACKWARD": "new pages, at frames from gateways of the previous version. Deploy every gateway before the pages",
        "FORWARD": "open pages with the previous bundle, at frames from new gateways. No order of deployment helps, "
        "because pages stay open",
    },
    "any": {
        "BACKWARD": "whoever reads JSON as the new types say, at JSON written before",
        "FORWARD": "whoever reads JSON as the previous types say, at JSON written from now on",
    },
}
_JSON["event"] = _JSON["answer"]

_CONTRACT: dict[str, dict[Direction, str]] = {
    "request": {
        "BACKWARD": "callers of the previous version, which are open pages and other clients, at new gateways. No "
        "order of deployment helps, because pages stay open",
        "FORWARD": "callers of the new version, at gateways of the previous one. Deploy every gateway before the pages",
    },
    "answer": {
        "BACKWARD": "pages of the new version, while workers of the previous one answer. Deploy every worker before "
        "the pages",
        "FORWARD": "open pages of the previous version, once new workers answer. No order of deployment helps, because "
        "pages stay open",
    },
    "event": {
        "BACKWARD": "new workers: what was written before is not where they look, or not as they expect it. No order "
        "of deployment helps while it is kept",
        "FORWARD": "workers of the previous version and the reactions of other domains, once a new worker writes",
    },
    "any": {
        "BACKWARD": "whoever keeps to what the previous version promised, at the new one",
        "FORWARD": "whoever keeps to what the new version promises, at the previous one. Deploy that side first",
    },
}
