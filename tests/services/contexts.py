"""What a handler is given in a test."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.runner.decision import Context

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
INPUT_ID = UUID("00000000-0000-0000-0000-000000000001")


def context(tools: Any = None, seq: int = 0) -> Context[Any]:
    return Context(now=NOW, seq=seq, principal=None, request_id=None, input_id=INPUT_ID, tools=tools)
