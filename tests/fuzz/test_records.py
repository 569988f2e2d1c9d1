"""Damaged records on every topic: what comes of each is as `record_ends.ENDS` says, and everybody else is served."""

import os
import secrets

import pytest

from services.wire.generated.catalog import TOPICS
from tests.fuzz.audience import audience
from tests.fuzz.contract import Contract
from tests.fuzz.logs import MemoryLog
from tests.fuzz.record_damage import EVERY
from tests.fuzz.record_ends import ENDS
from tests.fuzz.records import Scene
from tests.fuzz.tried_records import ON

EXAMPLES = int(os.environ.get("MILLRACE_EXAMPLES", "1"))
SEED = int(os.environ.get("MILLRACE_SEED", "0")) or secrets.randbelow(2**31)


@pytest.fixture(scope="module")
def scene(stage, document):
    loop, platform = stage
    with audience(platform.url, loop) as people:
        print(f"MILLRACE_SEED={SEED}")
        yield Scene(loop, platform, people, Contract(document), MemoryLog(platform.broker), SEED)


@pytest.mark.parametrize("kind", sorted(ON))
@pytest.mark.parametrize("damage", EVERY)
def test_a_damaged_record_comes_to_the_end_that_is_written_down(scene, kind, damage):
    tries = [tried for _ in range(EXAMPLES) for tried in ON[kind](scene, kind, damage)]

    assert [str(tried) for tried in tries if not tried.is_right] == []


def test_every_kind_of_topic_is_damaged():
    assert ON.keys() == ENDS.keys() == {spec.kind for spec in TOPICS.values()}
