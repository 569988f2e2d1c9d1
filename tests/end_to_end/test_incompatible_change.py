"""An edit that would break readers gets nowhere: not into the registry, and no process that has it starts."""

import json

import pytest

from services.local.stack import Stack
from services.wire.errors import RegistryRefused
from services.wire.generated.catalog import CATALOG
from services.wire.registry import HttpRegistry
from tests.end_to_end.builds import Build

pytestmark = pytest.mark.integration

EVENT = "board.NotePosted"
COLOUR = {"name": "colour", "type": "string"}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """An event has one more field, without a default: what was written before has no value for it."""
    build = Build(tmp_path_factory.mktemp("builds") / "broken")
    build.add_field(EVENT, "colour")
    build.generate()
    return build


def test_check_refuses_it_and_nothing_of_it_is_published(broken: Build):
    """It needs no server to know, and says whom it would break."""
    for command in ("check", "publish"):
        done = broken.run("codegen", command)
        assert done.returncode == 1
        assert "FIELD_ADDED_WITHOUT_DEFAULT" in done.stdout
        assert EVENT in done.stdout
    assert not (broken.root / "schemas" / "published" / EVENT / "2.avsc").exists()


@pytest.mark.parametrize("module", ["services.wire.plan", "services.wire.apply"])
async def test_plan_and_apply_refuse_it_and_do_nothing(platform_stack: Stack, broken: Build, module: str):
    before = await registered(platform_stack)
    done = broken.run(module, environment=platform_stack.environment)
    assert done.returncode == 1
    for topic in CATALOG[EVENT].topics:
        assert (
            f"schema stack.{topic}-{EVENT}: version 2, level FULL_TRANSITIVE; the registry would refuse" in done.stdout
        )
    assert "just check" in done.stdout
    assert await registered(platform_stack) == before


async def test_the_registry_refuses_it_when_it_is_asked_directly(platform_stack: Stack):
    schema = json.loads(CATALOG[EVENT].schema)
    schema["fields"].append(COLOUR)
    registry = HttpRegistry(platform_stack.settings)
    try:
        with pytest.raises(RegistryRefused):
            await registry.register(f"stack.board.events-{EVENT}", json.dumps(schema))
    finally:
        await registry.close()


@pytest.mark.parametrize(("module", "topic"), [("services.board.main", "board.events"), ("gateway", "replies")])
def test_a_process_that_has_it_does_not_start(platform_stack: Stack, broken: Build, module: str, topic: str):
    """It says which type, what the registry would say to it, and what to do: `just apply` would not help."""
    done = broken.run(module, environment=platform_stack.environment)
    assert done.returncode == 1
    assert f"{EVENT} on stack.{topic}: the registry holds versions 1, none of them this one" in done.stdout
    assert "and would refuse it" in done.stdout
    assert "`just check` says whom" in done.stdout
    assert "To mend it: just apply" not in done.stdout


async def registered(stack: Stack) -> dict[str, list[int]]:
    """The versions of every subject of the domain."""
    registry = HttpRegistry(stack.settings)
    try:
        subjects = [f"stack.{topic}-{entry.name}" for entry in CATALOG.values() for topic in entry.topics]
        return {each: await registry.version_numbers(each) for each in subjects if "board" in each}
    finally:
        await registry.close()
