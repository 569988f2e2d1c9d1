"""`schemas/EVOLUTION.md`: whoever does what it says gets what it says."""

from datetime import date
from pathlib import Path

import pytest

from codegen import commands
from services.local.stack import Servers
from tests.codegen.trees import ROOT
from tests.guide.page import Command, Section, Step, sections
from tests.guide.shop import Shop, asks_servers, settings

BASE, *CHANGES = sections((ROOT / "schemas" / "EVOLUTION.md").read_text())
WHEN_THE_PAGE_WAS_WRITTEN = date(2026, 12, 1)


ON_SERVERS = [(number, change) for number, change in enumerate(CHANGES, 1) if any(map(asks_servers, change.steps))]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page accepts is not over yet."""
    monkeypatch.setattr(commands, "_today", lambda: WHEN_THE_PAGE_WAS_WRITTEN)


def test_ten_changes_are_shown() -> None:
    assert [change.title.partition(".")[0] for change in CHANGES] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("change", CHANGES, ids=[change.title for change in CHANGES])
def test_a_change_goes_as_the_page_says(change: Section, tmp_path: Path) -> None:
    """Every command ends and prints as quoted, and what it all leads to is a worker that fits its schemas."""
    shop = Shop(tmp_path)
    for step in (*BASE.steps, *change.steps):
        if not asks_servers(step):
            follow(shop, step)
    assert shop.faults() == ""


@pytest.mark.integration
@pytest.mark.parametrize(("number", "change"), ON_SERVERS, ids=[change.title for _, change in ON_SERVERS])
def test_servers_answer_as_the_page_says(number: int, change: Section, tmp_path: Path, local_servers: Servers) -> None:
    """What is planned is what is done, and nothing is left to do after it."""
    shop = Shop(tmp_path, settings(local_servers.environment, number))
    for step in (*BASE.steps, *change.steps):
        if asks_servers(step):
            follow(shop, step)
        else:
            shop.take(step)


def follow(shop: Shop, step: Step) -> None:
    """Take a step, and hold what a command does to what is said of it."""
    code, printed = shop.take(step)
    if isinstance(step, Command):
        assert step.agrees(printed), f"{' '.join(step.words)} prints\n{printed}\nand the page says\n{step.prints}"
        assert code == step.exit_code, f"{' '.join(step.words)} ends with {code}"


def test_a_quotation_may_leave_out_lines_and_the_rest_of_one() -> None:
    quoted = Command(("./just", "check"), "first\n…\nlast …, 3 errors\n", 1)
    assert quoted.agrees("first\nlast of all, 3 errors\n")
    assert quoted.agrees("first\nsecond\nthird\nlast of all, 3 errors\n")
    assert not quoted.agrees("second\nlast of all, 3 errors\n")
    assert not quoted.agrees("first\nlast of all, 2 errors\n")
