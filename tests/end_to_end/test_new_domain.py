"""What the recipes write for a new domain is a domain that works."""

import subprocess
from collections.abc import Iterator

import pytest

from services.local.stack import Servers, Stack
from tests.end_to_end.builds import SMALL, Build, surroundings
from tests.end_to_end.people import member
from tests.end_to_end.visitor import visitor

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def with_billing(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A checkout after the two recipes, and nothing written by hand."""
    build = Build(tmp_path_factory.mktemp("builds") / "with-billing")
    for recipe in (["new", "domain", "billing"], ["new", "command", "billing.ChargeCard"]):
        done = subprocess.run(
            [build.root / ".venv" / "bin" / "just", *recipe],
            cwd=build.root,
            env=surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    return build


def test_the_tests_that_were_written_with_it_pass(with_billing: Build):
    """Before anything is written by hand, and before `just readers`; not one of them is missing."""
    done = with_billing.run("pytest", "tests/services/test_billing.py", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.fixture
def stack_with_billing(local_servers: Servers, with_billing: Build) -> Iterator[Stack]:
    with Stack(local_servers, "billing.", SMALL, with_billing.root) as stack:
        stack.apply()
        stack.start("accounts", "sessions", "billing", "gateway")
        yield stack


async def test_a_new_domain_answers_its_first_command(stack_with_billing: Stack):
    """Register, log in, post: 202, and the outcome comes down the socket."""
    async with visitor(stack_with_billing.gateway_url) as ada:
        await member(ada)
        charged = await ada.ask("POST", "/billing/charge-card", {"id": "card-1", "text": "3 pounds"})
    assert charged == {"@type": "billing.CardCharged", "id": "card-1", "text": "3 pounds"}
