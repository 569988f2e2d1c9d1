"""The stage of every test of the runner."""

import pytest

from tests.runner.stage import Stage, open_stage


@pytest.fixture
async def stage() -> Stage:
    return await open_stage()
