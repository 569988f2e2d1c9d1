"""The way of a type: who sends it, where it stands, who handles it, and what a browser hears of it."""

from .client_view import endings
from .emit_asyncapi_channels import kept
from .emit_reference_layout import row
from .frames import FROM_WORKERS, is_of_the_gateway
from .html_text import Html, block, code, inline, joined, separated, words, written_route
from .library import Library
from .model import Record, domain_of
from .topics import PLATFORM, Topic
from .type_words import linked

_STRANGERS = "May react to it: their `reactions.py` says. That is written by hand, and not known here."
_ENDED_BY_GATEWAY = ("wire.Cancelled", "wire.Failed", "wire.Lost")


def way(record: Record, library: Library) -> list[Html]:
    """Step by step, from who begins to who hears of it last; nothing for a type that does not travel by itself."""
    match record.kind:
        case "command" | "query":
            steps = _of_request(record, library)
        case "event":
            steps = _of_event(record, library)
        case "message" | "refusal":
            steps = _of_message(record, library)
        case "control":
            steps = _of_control(record, library)
        case None:
            return []
    return [block("ol", *steps, class_="way")]


def _step(who: str, *content: Html) -> Html:
    return row(who, *content, mark=True, name="li")


def _sentence(*parts: str) -> Html:
    return inline("p", *parts)


def _worker(record: Record) -> str:
    return f"{domain_of(record.name)} worker"


def _of_request(record: Record, library: Library) -> list[Html]:
    steps = [
        _step("Browser", *_asked(record)),
        _step("Gateway", *_taken(record)),
        *(_standing(record, topic) for topic in library.topics_of(record)),
        _step(_worker(record), _decided(record)),
        _step("Browser", *_ends(record, library)),
    ]
    if record.feed:
        lead = _sentence("Until it cancels, it is told of every change under the same key:")
        steps.append(_step("Browser", lead, _listed(record.feed, library)))
    return steps


def _asked(record: Record) -> list[Html]:
    if record.route is None:
        return [_sentence("Asks for it.")]
    route = written_route(record.route.method, f"/api{record.route.path}")
    who = "anyone may" if record.access == "anyone" else "with a session"
    return [_sentence("Asks with ", route, f", {who}.")]


def _taken(record: Record) -> list[Html]:
    filled = sorted({str(field.source).partition(".")[0] for field in record.fields} & {"session", "login"})
    adds = f" It fills in what comes from the {' and the '.join(filled)}." if filled else ""
    sealed = [field for field in record.fields if field.seal is not None]
    names = separated([code(field.name) for field in sealed])
    keeps = [" It seals ", names, f" to the {sealed[0].seal.to} worker."] if sealed and sealed[0].seal else []
    return [_sentence(f"Checks it and answers at once: 202, or a problem.{adds}", *keeps)]


def _decided(record: Record) -> Html:
    path = code(f"services/{domain_of(record.name)}/handlers.py")
    seconds = record.timeout_ms / 1000
    what = "Answers it from" if record.kind == "query" else "Decides it with"
    return _sentence(
        f"{what} the state of its key, in the order in which they came: ",
        path,
        f". It has to be begun within {seconds:g} s, or it expires and nothing has happened.",
    )


def _ends(record: Record, library: Library) -> list[Html]:
    platform = separated([linked(name) for name in endings(library.tree)])
    found = [_sentence("Hears on the socket how it ended:"), _listed(record.outcomes, library)]
    if not record.outcomes:
        found = [_sentence("Hears on the socket only if it cannot be done.")]
    return found + ([_sentence("Or the platform ends it: ", platform, ".")] if platform else [])


def _listed(names: tuple[str, ...], library: Library) -> Html:
    """Types with the first lines of their docs."""
    items = [inline("li", linked(name), " ", inline("span", library.doc(name))) for name in names]
    return block("ul", *items, class_="types")


def _standing(record: Record, topic: Topic) -> Html:
    keyed: tuple[str, ...]
    match topic.kind:
        case "replies":
            keyed = (", on the partition (the lane) that the subscriber id names",)
        case "feeds" if record.kind == "control":
            keyed = (", read by every gateway",)
        case "feeds":
            keyed = (f", keyed by {domain_of(record.name)}/ and the key, read by every gateway",)
        case _ if record.key is not None:
            keyed = (", keyed by ", code(record.key))
        case _:
            keyed = (", under the key of what was handled",)
    subject = code(f"{topic.name}-{record.name}")
    return _step(
        "Kafka",
        _sentence("Stands on ", code(topic.name), *keyed, f". Kept {kept(topic)}."),
        inline("p", "Subject ", subject, class_="note"),
    )


def _of_event(record: Record, library: Library) -> list[Html]:
    domain = domain_of(record.name)
    causes = library.relations.ends.get(record.name, ())
    cause = [" ", "It is an outcome of ", separated([linked(name) for name in causes]), "."] if causes else []
    own, *shared = library.topics_of(record)
    steps = [
        _step(_worker(record), _sentence("Writes it when it has decided, exactly once.", *cause)),
        _standing(record, own),
    ]
    if record.retention_ms is None:
        path = code(f"services/{domain}/evolve.py")
        steps.append(_step(_worker(record), _sentence("Folds it into the state of its key: ", path, ".")))
    steps.append(_step("Other domains", _sentence(words(_STRANGERS))))
    return steps + [_standing(record, topic) for topic in shared] + _heard(record, library)


def _heard(record: Record, library: Library) -> list[Html]:
    """What a browser makes of it."""
    ends, feeds = (known.get(record.name, ()) for known in (library.relations.ends, library.relations.feeds))
    steps = []
    if ends:
        opens = library.relations.opens_a_feed(record, library.tree)
        told = "Takes it as the first answer to" if opens else "Takes it as the end of"
        steps.append(_step("Browser", _sentence(f"{told}:"), _listed(ends, library)))
    if feeds:
        steps.append(_step("Browser", _sentence("Hears it, again and again, if it asked:"), _listed(feeds, library)))
    return steps


def _of_message(record: Record, library: Library) -> list[Html]:
    if is_of_the_gateway(record):
        heard = _sentence("Hears it on its socket; it answers no request.")
        return [_step("Gateway", _sentence("Says it of itself, to one socket.")), _step("Browser", heard)]
    if domain_of(record.name) == PLATFORM:
        return _of_ending(record, library)
    workers = sorted(
        {domain_of(name) for name in library.relations.ends.get(record.name, ())} | {domain_of(record.name)}
    )
    who = " or ".join(f"{name} worker" for name in workers)
    standing = [_standing(record, topic) for topic in library.topics_of(record)]
    return [_step(who, _sentence("Sends it after the commit.")), *standing, *_heard(record, library)]


def _of_ending(record: Record, library: Library) -> list[Html]:
    """What the platform ends requests with."""
    steps = []
    if record.name in FROM_WORKERS:
        steps.append(_step("Any worker", _sentence("Sends it instead of an outcome.")))
        steps += [_standing(record, topic) for topic in library.topics_of(record)]
    if record.name in _ENDED_BY_GATEWAY:
        steps.append(_step("Gateway", _sentence("May say it itself, or the client does, who waits no longer.")))
    return [*steps, _step("Browser", _sentence("Takes it as the end of any command or query."))]


def _of_control(record: Record, library: Library) -> list[Html]:
    standing = [_standing(record, topic) for topic in library.topics_of(record)]
    if record.topic == "inbox":
        writes = _sentence("Notes with it what it has handled, in the transaction of its events.")
        reads = _sentence("Reads at its start what was handled before it.")
        return [_step("Every worker", writes), *standing, _step("The same worker", reads)]
    tells = _sentence("Tells the others of its kind.")
    hears = _sentence("Acts on it, if one of its sockets is meant.")
    return [_step("Gateway", tells), *standing, _step("Every gateway", hears)]


def held_by(record_name: str, library: Library) -> Html:
    """The types that have it in a field."""
    names = library.relations.held_by.get(record_name, ())
    content = block("div", joined(_listed(names, library))) if names else Html("")
    return row("", content) if names else Html("")
