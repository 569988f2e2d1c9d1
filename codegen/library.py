"""What the pages of the reference know beyond a type itself."""

import json
from collections.abc import Mapping
from typing import Any

from .client_view import requests
from .frames import FrameExamples
from .model import Record, Tree
from .relations import relations
from .sample import Samples
from .topics import Topic, topics, topics_of, travels


class Library:
    """One tree, looked at once from every side; `history` holds published texts by full name, oldest first."""

    def __init__(self, tree: Tree, history: Mapping[str, list[str]]) -> None:
        self.tree = tree
        self.relations = relations(tree)
        self.samples = Samples(tree)
        self.frames = FrameExamples(tree, self.samples, self.relations)
        self.topics: dict[str, Topic] = {topic.name: topic for topic in topics(tree)}
        self.requests = [record.name for record in requests(tree)]
        self.versions = {name: [_fields(json.loads(text)) for text in history.get(name, [])] for name in tree.types}
        self._travels = travels(tree)

    def topics_of(self, record: Record) -> list[Topic]:
        """The topics that a type travels on, its own first."""
        return [self.topics[name] for name in topics_of(record, self._travels)]

    def doc(self, name: str) -> str:
        """The first line of a type's doc."""
        return self.tree.types[name].doc.partition("\n")[0]

    def since(self, name: str, field: str) -> int | None:
        """The version that brought a field for good; None if it has always been there, or is not published."""
        held = [field in fields for fields in self.versions[name]]
        if not held or not held[-1] or all(held):
            return None
        return len(held) - held[::-1].index(False) + 1


def _fields(schema: Any) -> list[str]:
    """The names of what a published version holds: a record's fields, or an enum's symbols."""
    match schema:
        case {"fields": list(fields)}:
            return [field["name"] for field in fields]
        case {"symbols": list(symbols)}:
            return list(symbols)
        case _:
            return []
