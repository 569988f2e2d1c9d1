"""A new type of event reaches its readers first. One that it does not reach stops where it meets it, and says so."""

import asyncio
import uuid
from collections.abc import Iterator

import httpx
import pytest

from services.local.ports import free_ports
from services.local.stack import HOST, Servers, Stack
from services.wire.murmur2 import partition_of
from tests.end_to_end.aftermath import dead_letters
from tests.end_to_end.builds import SMALL, Build
from tests.end_to_end.people import PASSWORD
from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration

PARTITIONS = int(SMALL["MILLRACE_PARTITIONS"])
READY_WITHIN_S = 30.0
STOPS_WITHIN_S = 30.0


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Whoever registers is welcomed, by an event of a type that this checkout does not know."""
    build = Build(tmp_path_factory.mktemp("builds") / "newer")
    build.write_schema(
        {
            "type": "record",
            "name": "AccountWelcomed",
            "namespace": "accounts",
            "doc": "Somebody was welcomed.",
            "millrace": {"kind": "event", "key": "name", "owner": "accounts"},
            "fields": [{"name": "name", "type": "string", "doc": "Who."}],
        }
    )
    handlers, evolve = "services/accounts/handlers.py", "services/accounts/evolve.py"
    welcomed = "(event, AccountWelcomed(name=command.name))"
    build.replace(handlers, "    AccountRegistered,\n", "    AccountRegistered,\n    AccountWelcomed,\n")
    build.replace(handlers, "Decision((event,), Registered", f"Decision({welcomed}, Registered")
    build.replace(evolve, "import AccountRegistered", "import AccountRegistered, AccountWelcomed")
    build.replace(evolve, "account_registered}", "account_registered, AccountWelcomed: stay}")
    build.replace(evolve, "\n\nEVOLVE:", "\n\ndef stay(event, state):\n    return state\n\n\nEVOLVE:")
    build.generate()
    return build


@pytest.fixture
def upgrading(local_servers: Servers) -> Iterator[Stack]:
    """A gateway and an accounts worker of this version, which tells probes how it is."""
    settings = SMALL | {"MILLRACE_STATUS_PORT": str(free_ports(1, HOST)[0])}
    with Stack(local_servers, "upgrading.", settings) as stack:
        stack.apply()
        stack.start_gateway(settings={"MILLRACE_STATUS_PORT": "0"})
        yield stack


async def test_a_worker_stops_where_it_meets_an_unknown_type_and_goes_on_after_the_upgrade(
    upgrading: Stack, newer: Build
):
    """Other partitions go on meanwhile; what came for the one that stands still is answered when it goes on."""
    first, waiting, other = names()
    await asyncio.to_thread(upgrading.apply, newer.root)
    await asyncio.to_thread(upgrading.start_worker, "accounts", build=newer.root)
    async with visitor(upgrading.gateway_url) as ada:
        assert (await ada.register(first, PASSWORD))["@type"] == "accounts.Registered"

        # Back to the version before, which cannot read what the newer one wrote.
        worker = await asyncio.to_thread(upgrading.start_worker, "accounts")
        async with asyncio.timeout(STOPS_WITHIN_S):
            while "this partition is stopped" not in worker.log_text():
                await asyncio.sleep(0.1)
        place = f"accounts.events-{partition(first)} at offset 1"
        assert f"{place}: an event of accounts.AccountWelcomed, which is not known here" in worker.log_text()
        assert "deploy that version of this worker" in worker.log_text()
        request_id = await ada.begin("POST", "/register", {"name": waiting, "password": PASSWORD})
        assert (await ada.register(other, PASSWORD))["@type"] == "accounts.Registered"
        assert place in (await probe(upgrading, "/health/ready", 503))
        assert 'millrace_worker_partitions{state="stopped"} 1' in (await probe(upgrading, "/metrics", 200))
        assert request_id not in ada.frames

        await asyncio.to_thread(upgrading.start_worker, "accounts", build=newer.root)
        assert (await ada.final(request_id, within_s=30))["body"]["@type"] == "accounts.Registered"
        assert (await ada.register(first, PASSWORD))["@type"] == "accounts.NameTaken"
        await until_ready(upgrading)
    assert await dead_letters(upgrading, "accounts") == 0


def partition(name: str) -> int:
    return partition_of(name.encode(), PARTITIONS)


def names() -> tuple[str, str, str]:
    """Two names of one partition, and one of another."""
    first, *more = [f"n{uuid.uuid4().hex[:10]}" for _ in range(64)]
    same = next(name for name in more if partition(name) == partition(first))
    return first, same, next(name for name in more if partition(name) != partition(first))


async def until_ready(stack: Stack) -> None:
    """Wait for the partitions that may still be loading."""
    async with asyncio.timeout(READY_WITHIN_S):
        while (await ask(stack, "/health/ready")).status_code != 200:
            await asyncio.sleep(0.1)


async def probe(stack: Stack, path: str, status: int) -> str:
    """What the worker tells a probe."""
    answer = await ask(stack, path)
    assert answer.status_code == status, answer.text
    return answer.text


async def ask(stack: Stack, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(f"http://{HOST}:{stack.settings.status_port}{path}")
