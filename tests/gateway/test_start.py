"""A gateway starts when everything is there, waits for what is away, and says what is wrong."""

import asyncio
import socket

import pytest

from gateway import __main__ as process
from gateway.protocol import SEND_BUFFER_BYTES, listening_socket
from services.wire.errors import SettingsInvalid, TopicMissing
from services.wire.generated.catalog import TOPICS
from services.wire.memory import MemoryBroker
from services.wire.settings import Settings


def topics(*missing: str) -> MemoryBroker:
    return MemoryBroker({name: 1 for name in TOPICS if name not in missing})


@pytest.mark.parametrize("missing", ["replies", "feeds", "accounts.commands"])
async def test_a_topic_that_is_missing_is_named_with_what_to_run(missing):
    with pytest.raises(TopicMissing, match=f"{missing}.*just apply"):
        await process._find_topics(topics(missing))


async def test_topics_without_requests_are_not_asked_for():
    await process._find_topics(topics("accounts.signals", "accounts.dead"))


async def test_kafka_is_waited_for(monkeypatch, caplog):
    monkeypatch.setattr(process, "WAIT_S", 0.01)
    broker = topics()
    broker.unavailable = True
    waiting = asyncio.create_task(process._find_topics(broker))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    broker.unavailable = False
    await waiting
    assert "waiting for Kafka" in caplog.text


def test_a_bad_setting_ends_the_process_with_one_line(monkeypatch, capsys):
    monkeypatch.setenv("MILLRACE_PORT", "nowhere")
    assert process.main() == 1
    said = capsys.readouterr().err
    assert said.startswith("gateway: MILLRACE_PORT: expected a port")
    assert said.count("\n") == 1


def test_a_port_that_is_taken_is_said(monkeypatch):
    with listening_socket("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(SettingsInvalid, match="MILLRACE_PORT"):
            process._listen(Settings(port=taken.getsockname()[1]))


def test_the_kernel_holds_little_for_a_slow_reader():
    with listening_socket("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * SEND_BUFFER_BYTES
