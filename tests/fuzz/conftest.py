"""The document as it is committed, and the platform that the fast lane and the plants share."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from services.testing.platform import Platform
from services.testing.stand_ins import whole_platform
from tests.fuzz.thread import LoopThread

OPENAPI = Path(__file__).parents[2] / "gateway" / "generated" / "openapi.json"


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    return json.loads(OPENAPI.read_text())


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[LoopThread, Platform]]:
    """The platform in memory, and the loop that it runs on."""
    with closing(LoopThread()) as loop, loop.entered(whole_platform()) as running:
        yield loop, running
