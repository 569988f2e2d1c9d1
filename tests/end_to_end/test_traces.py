"""A request is one trace, from the client's POST through Kafka and the workers to its frame."""

import uuid

import pytest
from msgspec.structs import replace
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, StatusCode

from services.accounts.handlers import HANDLERS
from services.accounts.main import SPEC as ACCOUNTS
from services.runner.decision import Decision
from services.testing.platform import platform
from services.testing.server import eventually
from services.testing.stand_ins import whole_platform
from services.wire.errors import TransientError
from services.wire.generated.accounts import NameTaken, Register
from tests.end_to_end.traces import CLIENT, NOT_SAMPLED, SAMPLED, TRACE, Traces, texts_of, trace_of
from tests.end_to_end.visitor import Visitor, visitor

PASSWORD = "correct horse battery staple"
REGISTER = {"name": "ada", "password": PASSWORD}


@pytest.fixture
def traces() -> Traces:
    return Traces()


def accounts_that(register):
    """The accounts worker alone, with another way to register."""
    return replace(ACCOUNTS, handlers={**HANDLERS, Register: register})


async def ask(somebody: Visitor, traceparent: str | None, path: str = "/register", body=None) -> str:
    """Send a request that may carry a trace, and wait for its end."""
    request_id = str(uuid.uuid4())
    headers = {"x-subscriber-id": somebody.subscriber_id, "x-request-id": request_id}
    given = {} if traceparent is None else {"traceparent": traceparent}
    accepted = await somebody.send("POST", path, body or REGISTER, headers=headers | given)
    assert accepted.status_code == 202, accepted.text
    await somebody.final(request_id)
    return request_id


async def delivered(traces: Traces, name: str):
    """The span of a frame, which ends just after the frame is written."""
    await eventually(lambda: traces.named(name))
    return traces.named(name)[-1]


async def test_a_login_is_one_trace_through_every_hop_of_two_domains(traces: Traces):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ada.register("ada", PASSWORD)
        await ask(ada, SAMPLED, "/login")
        frame = await delivered(traces, "deliver sessions.SessionReady")

    assert traces.way_to(frame) == [
        CLIENT,
        "POST /api/login",
        "send accounts.commands",
        "process accounts.commands",
        "send accounts.signals",
        "process accounts.signals",
        "send replies",
        "deliver sessions.SessionReady",
    ]
    assert {trace_of(frame)} == {TRACE}


async def test_a_span_says_where_its_record_stands_and_what_came_of_it(traces: Traces):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        request_id = await ask(ada, SAMPLED)
        frame = await delivered(traces, "deliver accounts.Registered")
        [command] = running.broker.records("accounts.commands")

    server = traces.the("POST /api/register")
    send, process = traces.the("send accounts.commands"), traces.the("process accounts.commands")
    assert (server.kind, send.kind, process.kind) == (SpanKind.SERVER, SpanKind.PRODUCER, SpanKind.CONSUMER)
    assert dict(server.attributes) == {
        "http.request.method": "POST",
        "http.route": "/api/register",
        "http.response.status_code": 202,
        "millrace.request.id": request_id,
    }
    place = {
        "messaging.system": "kafka",
        "messaging.destination.name": "accounts.commands",
        "messaging.destination.partition.id": str(command.partition),
        "messaging.kafka.offset": command.offset,
        "millrace.request.id": request_id,
    }
    assert dict(send.attributes) == place | {
        "messaging.operation.type": "send",
        "messaging.operation.name": "send",
    }
    assert dict(process.attributes) == place | {
        "messaging.operation.type": "process",
        "messaging.operation.name": "process",
        "messaging.consumer.group.name": "accounts",
        "millrace.outcome": "accounts.Registered",
    }
    assert frame.attributes["millrace.outcome"] == "accounts.Registered"
    assert frame.attributes["messaging.operation.name"] == "deliver"
    assert {span.status.status_code for span in traces.spans} == {StatusCode.UNSET}


async def test_a_record_carries_the_span_that_wrote_it(traces: Traces):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ask(ada, SAMPLED)
        await delivered(traces, "deliver accounts.Registered")
        for topic in ("accounts.commands", "accounts.events", "accounts.inbox", "replies"):
            [record] = running.broker.records(topic)
            span = traces.the(f"send {topic}")
            assert record.headers["traceparent"].decode() == f"00-{TRACE}-{span.context.span_id:016x}-01"


@pytest.mark.parametrize(
    "traceparent",
    [
        None,
        "nonsense",
        f"00-{'0' * 32}-{CLIENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{CLIENT}-01",
        SAMPLED.upper(),
        SAMPLED + "-more",
    ],
)
async def test_without_a_trace_that_can_be_read_a_new_one_begins(traces: Traces, traceparent: str | None):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ask(ada, traceparent)
        frame = await delivered(traces, "deliver accounts.Registered")

    assert traces.the("POST /api/register").parent is None
    assert traces.way_to(frame)[0] == "POST /api/register"
    assert trace_of(frame) != TRACE


async def test_what_the_client_does_not_record_nobody_does(traces: Traces):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ask(ada, NOT_SAMPLED)
        [reply] = running.broker.records("replies")

    assert traces.spans == []
    assert reply.headers["traceparent"].startswith(f"00-{TRACE}-".encode())
    assert reply.headers["traceparent"].endswith(b"-00")


async def test_without_a_tracer_the_header_passes_as_it_came():
    async with whole_platform() as running, visitor(running.url) as ada:
        await ask(ada, SAMPLED)
        for topic in ("accounts.commands", "accounts.events", "accounts.inbox", "replies"):
            [record] = running.broker.records(topic)
            assert record.headers["traceparent"].decode() == SAMPLED


async def test_a_try_that_is_made_again_is_an_event_of_the_span(traces: Traces):
    tries = iter((TransientError("not yet"), TransientError("nor yet")))

    def register(command, state, context):
        if error := next(tries, None):
            raise error
        return Decision(outcome=NameTaken(name=command.name))

    async with platform([accounts_that(register)], tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ask(ada, SAMPLED)

    process = traces.the("process accounts.commands")
    said = [(event.name, dict(event.attributes)) for event in process.events]
    assert said == [
        ("retry", {"error.type": "transient", "millrace.tried": 1}),
        ("retry", {"error.type": "transient", "millrace.tried": 2}),
    ]
    assert process.status.status_code is StatusCode.UNSET


async def test_what_is_put_aside_is_an_error_of_the_span(traces: Traces):
    def register(command, state, context):
        raise ValueError(command.name)

    async with platform([accounts_that(register)], tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ask(ada, SAMPLED)
        [letter] = running.broker.records("accounts.dead")
        frame = await delivered(traces, "deliver wire.Failed")

    process = traces.the("process accounts.commands")
    assert process.status.status_code is StatusCode.ERROR
    assert process.attributes["error.type"] == "handler-failed"
    assert process.attributes["millrace.outcome"] == "wire.Failed"
    assert traces.way_to(frame)[-3:] == ["process accounts.commands", "send replies", "deliver wire.Failed"]
    assert letter.headers["traceparent"].startswith(f"00-{TRACE}-".encode())


async def test_a_request_that_is_refused_at_the_door_is_a_span_with_its_status(traces: Traces):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        refused = await ada.send("POST", "/register", {"name": ""})
        running.broker.unavailable = True
        failed = await ada.send("POST", "/register", REGISTER)
        running.broker.unavailable = False

    assert (refused.status_code, failed.status_code) == (422, 503)
    first, second = traces.named("POST /api/register")
    assert (first.attributes["http.response.status_code"], first.status.status_code) == (422, StatusCode.UNSET)
    assert (second.attributes["http.response.status_code"], second.status.status_code) == (503, StatusCode.ERROR)
    assert traces.the("send accounts.commands").attributes["error.type"] == "broker-unavailable"


async def test_no_span_holds_what_a_visitor_said_or_the_keys_to_a_session(traces: Traces):
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ada.register("ada-the-visitor", PASSWORD)
        ready = await ask(ada, None, "/login", {"name": "ada-the-visitor", "password": PASSWORD})
        login = dict(ada.cookies)
        assert (await ada.http.post("/api/session")).status_code == 204
        secrets = [PASSWORD, "ada-the-visitor", ada.subscriber_id, *login.values(), *ada.cookies.values()]
        await ada.open_socket()
        await delivered(traces, "deliver sessions.SessionReady")

    assert ready
    said = "\n".join(str(text) for span in traces.spans for text in texts_of(span))
    assert "sessions.SessionReady" in said
    assert [secret for secret in secrets if secret in said] == []


class Broken(SpanExporter):
    """Takes nothing."""

    def export(self, spans):
        return SpanExportResult.FAILURE


async def test_a_collector_that_takes_nothing_stops_nothing():
    traces = Traces(Broken())
    async with whole_platform(tracer=traces.tracer) as running, visitor(running.url) as ada:
        await ask(ada, SAMPLED)
        assert await ada.ask("POST", "/register", REGISTER) == {"@type": "accounts.NameTaken", "name": "ada"}
