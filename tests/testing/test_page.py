"""The examples of services/testing/README.md are run here as they stand there."""

import re
from pathlib import Path

import pytest

from services.testing import stack_fixtures, story_fixtures

PAGE = (Path(__file__).parents[2] / "services/testing/README.md").read_text()
EXAMPLES = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
[SHOWN] = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
FIXTURES = re.findall(r"^\| `(\w+)(?:\(.*?\))?` \| ", PAGE.partition("| strategy |")[0], re.MULTILINE)

# Its tests are of this module from here on, with the fixtures that they ask for.
exec(compile(EXAMPLES, "services/testing/README.md", "exec"), globals())


def test_every_example_is_run():
    """None hides another of its name."""
    names = re.findall(r"def (test_\w+)", EXAMPLES)

    assert len(names) == len(set(names)) == 5
    assert set(names) <= globals().keys()


def test_a_failure_reads_as_the_page_shows_it(scenario):
    scenario.given_events(AccountRegistered(account_id=ADA, name="ada", password_hash="hash"))  # noqa: F821
    scenario.when_command(REGISTER)  # noqa: F821
    with pytest.raises(AssertionError) as raised:
        scenario.then_outcome(NameTaken(name="bob"))  # noqa: F821

    assert str(raised.value) == SHOWN


def test_the_page_names_every_fixture():
    both = vars(story_fixtures) | vars(stack_fixtures)
    own = {name for name, each in both.items() if type(each).__name__ == "FixtureFunctionDefinition"}
    assert own - {"visited"} == set(FIXTURES)
