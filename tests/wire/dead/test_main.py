"""The command line of `just dead`, and the whole of it over a real Kafka and registry."""

import argparse
import time
from uuid import uuid4

import msgspec
import pytest

from services.wire.broker import Outgoing, Partition
from services.wire.dead import __main__ as dead
from services.wire.dead.letters import Name
from services.wire.errors import BrokerUnavailable
from services.wire.generated.catalog import CATALOG, TOPICS
from services.wire.generated.greetings import Greet
from services.wire.headers import DEAD_ERROR, DEAD_PARTITION, DEAD_RETRY, DEAD_TOPIC
from services.wire.kafka import KafkaBroker, KafkaTopics
from services.wire.registry import HttpRegistry
from services.wire.settings import Settings
from services.wire.startup import check_schemas
from services.wire.subject_plan import apply_subjects, plan_subjects
from tests.wire.stage import read_all


def test_conditions_are_read_from_the_command_line() -> None:
    request_id = uuid4()
    given = dead.parser().parse_args(
        ["retry", "--domain", "board", "--older", "2h", "--newer", "3d", "--request", str(request_id).upper()]
    )
    wanted = dead.wanted_of(given, now_ms=1_000_000_000)

    assert ("board", str(request_id)) == (wanted.domain, wanted.request_id)
    assert (1_000_000_000 - 7_200_000, 1_000_000_000 - 3 * 86_400_000) == (wanted.before_ms, wanted.after_ms)
    assert not wanted.names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["retry"], "name letters, or say by --domain, --type ... which are meant"),
        (["drop", "--yes"], "name letters"),
        (["show"], "name letters"),
        (["list", "--older", "soon"], "expected an age such as 30s, 10m, 2h or 3d, got 'soon'"),
        (["show", "accounts.dead"], "expected a letter such as accounts.dead-3-17, got 'accounts.dead'"),
        (["show", "nowhere.dead-0-1"], "expected a letter"),
        (["list", "--domain", "nowhere"], "invalid choice"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is put back or dropped because of a condition that was forgotten."""
    with pytest.raises(SystemExit) as ended:
        dead.main(arguments)

    assert 2 == ended.value.code
    assert said in capsys.readouterr().err


def test_a_cluster_that_is_away_is_told_by_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def away(given: argparse.Namespace, settings: Settings, now_ms: int) -> int:
        raise BrokerUnavailable("nobody there")

    monkeypatch.setattr(dead, "run", away)
    assert dead.UNREACHABLE == dead.main(["list"])
    assert "dead: nobody there" in capsys.readouterr().err


@pytest.mark.integration
async def test_letters_on_a_real_cluster(servers: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Listed, shown, put back once with all that they had, dropped, and gone from the list."""
    own = msgspec.structs.replace(servers, topic_prefix=f"t{uuid4().hex[:8]}.")
    broker, value = await _with_greetings(own)
    headers = {"id": b"1", "empty": b"", DEAD_TOPIC: b"greetings.commands", DEAD_PARTITION: b"1"}
    letters = [
        Name(*await broker.produce(Outgoing("greetings.dead", b"ada", value, headers | {DEAD_ERROR: error}, 1)))
        for error in (b"handler-failed", b"transient")
    ]

    async def said(*arguments: str) -> list[str]:
        given = dead.parser().parse_args(arguments)
        assert 0 == await dead.run(given, own, now_ms=time.time_ns() // 1_000_000)
        return capsys.readouterr().out.splitlines()

    assert [str(name) for name in letters] == [line.split()[0] for line in (await said("list"))[1:]]
    assert '      "text": "hello"' in await said("show", str(letters[0]))
    for _ in range(2):
        await said("retry", "--error", "handler-failed")
    assert "dropped 1 letter" in await said("drop", "--type", "greetings.Greet", "--yes")
    assert ["no letter that waits is as you ask"] == await said("list")
    assert 2 == len((await said("list", "--marked"))[1:])

    [again] = await read_all(broker, Partition("greetings.commands", 1))
    assert (b"ada", value) == (again.key, again.value)
    assert {"id": b"1", "empty": b"", DEAD_RETRY: str(letters[0]).encode()} == again.headers
    await broker.close()
    await KafkaTopics(own).delete([*dead.DEAD_TOPICS, "greetings.commands"])


async def _with_greetings(own: Settings) -> tuple[KafkaBroker, bytes]:
    """The topics of dead letters, those of greetings, and a greeting as it stands on its topic."""
    greet, registry = CATALOG["greetings.Greet"], HttpRegistry(own)
    await KafkaTopics(own).create({name: (2, TOPICS[name].config) for name in (*dead.DEAD_TOPICS, *greet.topics)})
    await apply_subjects(registry, await plan_subjects(registry, [greet], {}, own.topic_prefix))
    codec = await check_schemas(registry, [greet], own.topic_prefix)
    await registry.close()
    return await KafkaBroker.open(own), codec.encode(greet.topics[0], Greet(name="ada", text="hello"))
