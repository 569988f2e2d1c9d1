"""One stage for each broker: the promises of `broker.py` hold for all of them."""

from collections.abc import AsyncIterator

import pytest

from services.wire.broker import Broker
from tests.wire.stage import MemoryStage, Stage, kafka_stage


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.integration)])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    if request.param == "memory":
        yield MemoryStage()
    else:
        async with kafka_stage(request.getfixturevalue("servers")) as stage:
            yield stage


@pytest.fixture
def broker(stage: Stage) -> Broker:
    return stage.broker
