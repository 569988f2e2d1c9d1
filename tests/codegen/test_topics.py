"""How long a topic keeps its records follows from the schemas, and Kafka is told so that it does."""

import pytest

from codegen.model import Tree
from codegen.topics import topics
from tests.codegen.trees import field, record, tree

MINUTE_MS, DAY_MS = 60_000, 86_400_000


def domain(timeout_ms: int = MINUTE_MS, retention: str = "P1D") -> Tree:
    """A domain with one command, and with one fact that passes."""
    command = {"kind": "command", "route": "POST /orders", "key": "id", "timeoutMs": timeout_ms}
    fact = {"kind": "event", "key": "id", "retention": retention}
    return tree(
        record("shop.PlaceOrder", field("id"), millrace=command),
        record("shop.OrderViewed", field("id"), millrace=fact),
    )


def settings(found: Tree, topic: str) -> tuple[int, int]:
    config = next(one.config for one in topics(found) if one.name == topic)
    return int(config["retention.ms"]), int(config["segment.ms"])


@pytest.mark.parametrize("kind", ["commands", "inbox"])
def test_a_request_that_may_wait_for_days_is_kept_for_days(kind):
    assert settings(domain(), f"shop.{kind}") == (DAY_MS, DAY_MS // 10)
    assert settings(domain(timeout_ms=3 * DAY_MS), f"shop.{kind}") == (6 * DAY_MS, 6 * DAY_MS // 10)


@pytest.mark.parametrize(
    ("retention", "kept_ms", "segment_ms"),
    [("PT1M", MINUTE_MS, MINUTE_MS), ("PT1H", 60 * MINUTE_MS, 6 * MINUTE_MS), ("P30D", 30 * DAY_MS, DAY_MS)],
)
def test_a_fact_goes_soon_after_its_time(retention, kept_ms, segment_ms):
    """Kafka never drops the segment that it writes, so one must not last for the week that is its default."""
    assert settings(domain(retention=retention), "shop.signals") == (kept_ms, segment_ms)


def test_what_builds_state_is_never_dropped():
    config = next(one.config for one in topics(domain()) if one.name == "shop.events")
    assert config == {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
