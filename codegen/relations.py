"""Who names whom in a tree: the other way round than the schemas say it."""

from collections.abc import Iterable

from msgspec import Struct

from .client_view import requests
from .model import Record, Tree
from .references import references


class Relations(Struct, frozen=True):
    """By full name of a type: the requests that it can end, those whose feed it is in, the types that hold it."""

    ends: dict[str, tuple[str, ...]]
    feeds: dict[str, tuple[str, ...]]
    held_by: dict[str, tuple[str, ...]]

    def opens_a_feed(self, record: Record, tree: Tree) -> bool:
        """Whether a feed follows where this type ends a query; a refusal ends it for good."""
        queries = [tree.types[name] for name in self.ends.get(record.name, ())]
        return record.kind != "refusal" and any(isinstance(query, Record) and query.feed for query in queries)


def relations(tree: Tree) -> Relations:
    """Read the whole tree once."""
    asked = requests(tree)
    return Relations(
        ends=_inverted((record.name, record.outcomes) for record in asked),
        feeds=_inverted((record.name, record.feed) for record in asked),
        held_by=_inverted(
            (record.name, sorted({name for field in record.fields for name in references(field.type)}))
            for record in tree.records()
        ),
    )


def _inverted(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, others in pairs:
        for other in others:
            found[other] = (*found.get(other, ()), name)
    return found
