"""Schemas of all of Avro beside our own, in a gateway that knows nothing of the difference."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codegen.model import Tree
from gateway.frames import TO_JSON
from services.wire.generated.catalog import BY_TYPE, CATALOG, TOPICS
from tests.codegen.modules import Package, imported

# What the gateway catches has to be what the other package raises.
_SHARED = {
    "entry": "services.wire.entry",
    "generated.codec.primitives": "services.wire.generated.codec.primitives",
    "generated.json.values": "services.wire.generated.json.values",
}


@contextmanager
def beside_ours(tree: Tree, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """Generate the tree, and put its types into our catalogue."""
    with imported(tree, folder, name) as package:
        for shared, ours in _SHARED.items():
            monkeypatch.setitem(importlib.sys.modules, f"{name}.{shared}", importlib.import_module(ours))
        catalog = package.module("catalog")
        for entry in catalog.CATALOG.values():
            monkeypatch.setitem(CATALOG, entry.name, entry)
            monkeypatch.setitem(BY_TYPE, entry.type, entry)
            if entry.to_json is not None:
                monkeypatch.setitem(TO_JSON, entry.type, entry.to_json)
        for topic in catalog.TOPICS.values():
            if topic.name not in TOPICS:
                monkeypatch.setitem(TOPICS, topic.name, topic)
        yield package
