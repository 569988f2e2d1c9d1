"""Fixtures that every test may ask for, and the rule that no test is skipped."""

from collections.abc import Iterator

import pytest

from services.local.process import Process
from services.local.stack import Servers, Stack
from services.wire.settings import Settings
from tests.runs import run_folder

pytest_plugins = ["services.testing.plugin"]


@pytest.fixture(scope="session")
def local_servers() -> Iterator[Servers]:
    """Kafka, the registry and Valkey, started when the first test needs them, with fresh data."""
    with run_folder() as folder:
        with Servers(folder) as servers:
            servers.start()
            yield servers


@pytest.fixture
def servers(local_servers: Servers) -> Settings:
    """The settings that lead to the real servers; a test that shares nothing sets its own topic prefix."""
    return local_servers.settings


@pytest.fixture(scope="session")
def platform_stack(local_servers: Servers) -> Iterator[Stack]:
    """The platform's processes over the real servers: schemas applied, nothing started."""
    with Stack(local_servers, "stack.") as stack:
        stack.apply()
        yield stack


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Shows with a failed test what the processes behind it wrote last."""
    report = yield
    if report.failed:
        for process in _processes(getattr(item, "funcargs", {})):
            report.sections.append((f"log of {process.name}", process.log_tail()))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run in which a test was skipped: what was not run has not been checked."""
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says why a run without a failed test failed."""
    if count := _skipped(config):
        terminalreporter.write_line(f"{count} skipped or expected to fail: that fails the run", red=True)


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum(len(reporter.stats.get(kind, ())) for kind in ("skipped", "xfailed", "xpassed")) if reporter else 0


def _processes(arguments: dict[str, object]) -> list[Process]:
    """The platform's processes behind the test, and of the servers those that have died."""
    stacks = {id(each): each for each in arguments.values() if isinstance(each, Stack)}
    found = [process for stack in stacks.values() for process in stack.processes.values()]
    servers = arguments.get("local_servers")
    if isinstance(servers, Servers):
        found += [process for process in servers.processes.values() if process.exit_code()]
    return found
