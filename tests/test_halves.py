"""`python -m tests` runs both halves of the tests, and fails if either does."""

import sys

import pytest

from tests.__main__ import WITH_SERVERS, run


def command(failing: str) -> tuple[str, ...]:
    """Stands for pytest: fails for one choice of tests."""
    return sys.executable, "-c", f"import sys; print('asked for', sys.argv[2]); sys.exit(sys.argv[2] == {failing!r})"


@pytest.mark.parametrize(
    ("failing", "status"), [("nothing", 0), (WITH_SERVERS, 1), (f"not ({WITH_SERVERS})", 1)], ids=str
)
def test_a_failure_of_either_half_is_one_of_the_whole(failing: str, status: int) -> None:
    assert run(command(failing)) == status


def test_the_half_in_the_background_is_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    run(command("nothing"))
    assert f"asked for not ({WITH_SERVERS})" in capsys.readouterr().out
