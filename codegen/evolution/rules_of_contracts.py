"""The rows about what the `millrace` attribute promises: routes, keys, outcomes, limits, time."""

from .change import Change
from .context import Context
from .effects import BOTH
from .rule import Rule
from .verdicts import Effects


def _removed(_change: Change, context: Context) -> Effects:
    """A shared type is a part of others, which are told of it; for all we know it travels on its own elsewhere."""
    letters = "bf" if context.use.kind is None else BOTH
    return {"CONTRACT": letters, "PYTHON": "B", "TYPESCRIPT": "B"}


REQUESTS = (
    Rule(
        id="KIND_CHANGED",
        sentence="A type keeps its kind.",
        says="{owner} was a {was} and is a {now}: who writes it, who reads it and on which topic follow from its kind",
        effects={"CONTRACT": BOTH, "PYTHON": BOTH, "TYPESCRIPT": BOTH},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="ROUTE_CHANGED",
        sentence="A route stays: pages that are open call it.",
        says="the route was {was} and is {now}: who calls the old one is told that there is no such thing",
        effects={"CONTRACT": BOTH},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="KEY_CHANGED",
        sentence="A request keeps its key: it decides the partition and the state that is seen.",
        says="the key was `{was}` and is `{now}`: the same request goes to another partition and meets another state",
        effects={"CONTRACT": BOTH},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="EVENT_KEY_CHANGED",
        sentence="An event keeps its key: it was folded by it.",
        says="the key was `{was}` and is `{now}`: what was written stays under the old key in the old partition, and "
        "the fold of the new one never sees it",
        effects={"CONTRACT": BOTH},
        fixes=("RESTORE_ATTRIBUTE",),
        at_every_level=True,
    ),
    Rule(
        id="OUTCOME_ADDED",
        sentence="A request does not end in ways that its callers do not know.",
        says="{now} was added to the outcomes: callers of the previous version get an end that they do not know",
        effects={"CONTRACT": "F", "PYTHON": "B", "TYPESCRIPT": "B"},
        fixes=("TAKE_NAME_OUT",),
    ),
    Rule(
        id="OUTCOME_REMOVED",
        sentence="An outcome stays as long as a worker of the previous version may answer with it.",
        says="{was} was removed from the outcomes: workers of the previous version still answer with it",
        effects={"CONTRACT": "B", "PYTHON": BOTH, "TYPESCRIPT": BOTH},
        fixes=("PUT_NAME_BACK",),
    ),
    Rule(
        id="FEED_ADDED",
        sentence="A feed does not send what its subscribers do not know.",
        says="{now} was added to the feed: subscribers of the previous version get a message that they do not know",
        effects={"CONTRACT": "F", "PYTHON": "B", "TYPESCRIPT": "B"},
        fixes=("TAKE_NAME_OUT",),
    ),
    Rule(
        id="FEED_REMOVED",
        sentence="A message of a feed stays.",
        says="{was} was removed from the feed: subscribers wait for it in vain, and old workers still send it",
        effects={"CONTRACT": BOTH, "PYTHON": BOTH, "TYPESCRIPT": BOTH},
        fixes=("PUT_NAME_BACK",),
    ),
    Rule(
        id="ACCESS_TIGHTENED",
        sentence="A request that anyone could make stays open.",
        says="`access` was {was} and is {now}: callers without a session are refused",
        effects={"CONTRACT": "B"},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="ACCESS_LOOSENED",
        sentence="A request that needed a session is opened knowingly.",
        says="`access` was {was} and is {now}: anyone may make the request now; gateways of the previous version still "
        "ask for a session",
        effects={"CONTRACT": "f"},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="SOURCE_CHANGED",
        sentence="A field of a request stays where it comes from.",
        says="the gateway took the field from {was} and takes it from {now}: callers put it elsewhere",
        effects={"CONTRACT": BOTH, "JSON": BOTH, "PYTHON": BOTH, "TYPESCRIPT": BOTH},
        fixes=("RESTORE_FIELD_ATTRIBUTE",),
    ),
    Rule(
        id="SEAL_CHANGED",
        sentence="A secret stays sealed, to the same domain.",
        says="the field was {was_seal} and is {now_seal}: who holds the key of the one cannot read the other",
        effects={"CONTRACT": BOTH},
        fixes=("RESTORE_FIELD",),
    ),
    Rule(
        id="TIMEOUT_LOWERED",
        sentence="A request keeps the time in which it may begin.",
        says="`timeoutMs` was {was} and is {now}: requests expire that would have been answered",
        effects={"CONTRACT": "b"},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="TIMEOUT_RAISED",
        sentence="A request may get more time.",
        says="`timeoutMs` was {was} and is {now}",
        effects={},
    ),
)

LIMITS = (
    Rule(
        id="LIMIT_TIGHTENED",
        sentence="A limit does not get tighter: callers keep to the one they know.",
        says="`{name}` was {was} and is {now}: values that were let through are refused",
        effects={"CONTRACT": "B"},
        fixes=("RESTORE_LIMIT",),
    ),
    Rule(
        id="LIMIT_LOOSENED",
        sentence="A limit may get looser, once every gateway knows it.",
        says="`{name}` was {was} and is {now}: gateways of the previous version still refuse what is allowed now",
        effects={"CONTRACT": "f"},
        fixes=("RESTORE_LIMIT",),
    ),
    Rule(
        id="PATTERN_CHANGED",
        sentence="A pattern stays: nobody can tell whether another one takes the same texts.",
        says="`pattern` was {was} and is {now}: texts that were let through may be refused",
        effects={"CONTRACT": "Bf"},
        fixes=("RESTORE_LIMIT",),
    ),
)

TOPICS = (
    Rule(
        id="TOPIC_MOVED",
        sentence="A type stays on its topic.",
        says="it travelled on {was} and would travel on {now}: what was written stays where it is, and readers of one "
        "topic do not see the other",
        effects={"CONTRACT": BOTH},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="RETENTION_SHORTENED",
        sentence="A fact is kept as long as was promised.",
        says="`retention` was {was_time} and is {now_time}: a reader that is further behind misses facts",
        effects={"CONTRACT": "b"},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="RETENTION_LENGTHENED",
        sentence="A fact may be kept for longer.",
        says="`retention` was {was_time} and is {now_time}",
        effects={},
    ),
    Rule(
        id="LEVEL_LOWERED",
        sentence="A level is not lowered on the way: it is what others rely on.",
        says="the level was {was} and is {now}: changes that were refused would pass from now on",
        effects={"CONTRACT": BOTH},
        fixes=("RESTORE_ATTRIBUTE",),
        at_every_level=True,
    ),
    Rule(
        id="LEVEL_RAISED",
        sentence="A level may be raised.",
        says="the level was {was} and is {now}",
        effects={},
    ),
    Rule(
        id="TABLE_CHANGED",
        sentence="The table of an enum stays: both sides were compiled with it.",
        says="the table of {owner} says something else: sides of two versions disagree about {cells}",
        effects={"CONTRACT": "bf"},
        fixes=("RESTORE_ATTRIBUTE",),
    ),
    Rule(
        id="TYPE_REMOVED",
        sentence="A published type stays.",
        says="{old} was published and is no longer there: what was written of it finds no reader, and who calls or "
        "sends it finds nobody",
        effects=_removed,
        fixes=("BRING_TYPE_BACK",),
    ),
)

RULES = (*REQUESTS, *LIMITS, *TOPICS)
