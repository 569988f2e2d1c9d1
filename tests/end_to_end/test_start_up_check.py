"""A process whose schemas are not in the registry does not start; a registry that is away is waited for."""

import os
import subprocess
import sys
import time
import uuid
from typing import IO

import pytest

pytestmark = pytest.mark.integration


def launch(module: str, environment: dict[str, str], output: IO[str] | int = subprocess.PIPE) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MILLRACE_")}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        env=inherited | environment,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize("module", ["services.accounts.main", "gateway"])
def test_an_unregistered_schema_stops_the_start(stack, module):
    """It says which type, what the registry holds, and what to run."""
    environment = stack.environment | {"MILLRACE_TOPIC_PREFIX": f"none-{uuid.uuid4().hex[:6]}-", "MILLRACE_PORT": "1"}
    process = launch(module, environment)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "just apply" in output
    assert "accounts." in output
    assert "Traceback" not in output


def test_a_registry_that_is_away_is_waited_for_and_said_so(stack, tmp_path):
    environment = stack.environment | {"MILLRACE_REGISTRY_URL": "http://127.0.0.1:9/apis/ccompat/v7"}
    log = tmp_path / "log"
    with log.open("w") as file:
        process = launch("services.accounts.main", environment, output=file)
    try:
        give_up = time.monotonic() + 30
        while "registry" not in log.read_text() and time.monotonic() < give_up:
            time.sleep(0.1)
        assert process.poll() is None, log.read_text()
        assert "127.0.0.1:9" in log.read_text()
    finally:
        process.terminate()
        process.wait(20)


def test_apply_is_done_once_and_can_be_repeated(stack):
    """The second run finds everything as it should be, and says so."""
    for _ in range(2):
        process = launch("services.wire.apply", stack.environment | {"MILLRACE_TOPIC_PREFIX": "again-"})
        output, _ = process.communicate(timeout=90)
        assert process.returncode == 0, output
    assert "nothing was changed" in output


def test_apply_refuses_another_partition_count(stack):
    """Another count would put a key's state and its next command in different partitions."""
    first = launch("services.wire.apply", stack.environment | {"MILLRACE_TOPIC_PREFIX": "count-"})
    first.communicate(timeout=90)
    assert first.returncode == 0
    second = launch(
        "services.wire.apply", stack.environment | {"MILLRACE_TOPIC_PREFIX": "count-", "MILLRACE_PARTITIONS": "3"}
    )
    output, _ = second.communicate(timeout=60)
    assert second.returncode != 0
    assert "partition" in output
