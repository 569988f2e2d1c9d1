"""Avro's Java, started when the first test asks for it."""

from collections.abc import Iterator

import pytest

from tests.avro.java_peer import JavaPeer


@pytest.fixture(scope="session")
def java() -> Iterator[JavaPeer]:
    peer = JavaPeer()
    yield peer
    peer.stop()
