"""`python -m tests` runs every lane of the tests, and fails if any does."""

import sys

import pytest

from tests.__main__ import LANES, OF_SCHEMAS, run

NAMES = ("first", "second", "third")
MARKS = ("integration", "browser", "own_servers")


def command(failing: str) -> tuple[str, ...]:
    """Stands for pytest: fails in one lane."""
    return sys.executable, "-c", f"import sys; print('asked for', sys.argv[1]); sys.exit(sys.argv[1] == {failing!r})"


@pytest.mark.parametrize(("failing", "status"), [("nothing", 0), *((name, 1) for name in NAMES)])
def test_a_failure_of_any_lane_is_one_of_the_whole(failing: str, status: int) -> None:
    assert run(command(failing), [(name,) for name in NAMES]) == status


def test_the_lanes_in_the_background_are_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    run(command("nothing"), [(name,) for name in NAMES])
    shown = capsys.readouterr().out
    assert "asked for second" in shown
    assert "asked for third" in shown


@pytest.mark.parametrize("marks", [set(), {"integration"}, {"browser"}, {"integration", "own_servers"}], ids=str)
@pytest.mark.parametrize("folder", ["tests/gateway", *OF_SCHEMAS])
def test_a_test_is_in_one_lane(folder: str, marks: set[str]) -> None:
    """Whatever its marks are, and wherever it lies."""
    assert 1 == sum(takes(lane, folder, marks) for lane in LANES)


def takes(lane: tuple[str, ...], folder: str, marks: set[str]) -> bool:
    option, expression, *rest = lane
    assert option == "-m"
    named = [each for each in rest if not each.startswith("--ignore=")]
    ignored = [each.removeprefix("--ignore=") for each in rest if each not in named]
    is_there = (not named or folder in named) and folder not in ignored
    return is_there and eval(expression, {name: name in marks for name in MARKS})
