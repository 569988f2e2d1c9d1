"""Here `stack` is the platform over real servers, and so it is to the fixtures `client` and `member`."""

from collections.abc import Iterator

import pytest

from services.local.stack import Stack


@pytest.fixture
def stack(platform_stack: Stack) -> Stack:
    """The whole platform, running: a worker of each domain and a gateway; what a test has ended runs again."""
    platform_stack.start()
    return platform_stack


@pytest.fixture
def gateway_url(stack: Stack) -> str:
    """Where the gateway of the running platform listens."""
    return stack.gateway_url


@pytest.fixture(scope="module")
def two_gateways(platform_stack: Stack) -> Iterator[tuple[str, str]]:
    """The addresses of two gateways, while two accounts workers share the partitions."""
    platform_stack.start()
    worker = platform_stack.start_worker("accounts", slot=1)
    gateway = platform_stack.start_gateway(slot=1)
    yield platform_stack.gateway_url, gateway.spec.address
    gateway.stop()
    worker.stop()
