"""What is seen of an input while it is not answered: its span, and the lines of the log."""

import logging

import pytest

from services.runner.fold import Fold
from services.runner.forward import Forwarder
from services.runner.inbox import Memory
from services.runner.partition import Handled, Slot, Work
from services.runner.retry import Retry
from services.runner.unsent import Unsent
from services.wire.broker import Outgoing, Partition, Position, Record
from services.wire.errors import BrokerUnavailable
from tests.end_to_end.traces import SAMPLED, TRACE, Traces
from tests.runner.stage import eventually

COMMANDS = Partition("accounts.commands", 0)
REQUEST_ID = "2f1f5cc4-2b0c-4a55-9b0b-6a4b4f2b1a11"
HEADERS = {"request-id": REQUEST_ID.encode(), "traceparent": SAMPLED.encode()}


class Away:
    """A broker that takes a record at the second try."""

    def __init__(self) -> None:
        self.tries = 0

    async def produce(self, outgoing: Outgoing) -> Position:
        self.tries += 1
        if self.tries == 1:
            raise BrokerUnavailable("away")
        return Position(outgoing.topic, 0, 0)


def slot_with(traces: Traces, *offsets: int) -> Slot:
    """A partition with inputs under way."""
    slot = Slot(COMMANDS, Fold({}), Memory(10), Unsent())
    for offset in offsets:
        record = Record(*COMMANDS, offset, b"ada", b"", HEADERS, 0)
        slot.add(Work(record, 0.0, traces.tracer.process(record, "accounts")))
    return slot


def test_the_span_of_an_input_ends_with_its_partition():
    traces = Traces()
    slot = slot_with(traces, 7, 8)
    slot.settle(slot.pending[0], Handled())
    slot.drop()
    ends = {span.attributes["messaging.kafka.offset"]: span.attributes.get("error.type") for span in traces.spans}
    assert ends == {7: None, 8: "partition-dropped"}


async def test_a_reply_that_waits_for_kafka_is_named(caplog: pytest.LogCaptureFixture):
    sent: list[bool] = []
    forwarder = Forwarder(Away(), pytest.fail, Retry(first_ms=1, most_ms=2))
    with caplog.at_level(logging.WARNING):
        forwarder.send([Outgoing("replies", b"socket", b"", HEADERS, 0)], lambda: sent.append(True))
        await eventually(lambda: sent)
    [line] = caplog.records
    assert (line.message, line.request_id, line.trace_id) == ("a reply waits for Kafka: away", REQUEST_ID, TRACE)
