"""Whatever people do, in whatever order, outcomes and state are those of a small model."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.avro.sampling import EXAMPLES
from tests.fuzz.sequences import Sequence

FEW = 12
STEPS = 40


def tried(loop, url, few=FEW):
    """Run sequences; what fails is shrunk, and shown as the calls that lead there."""
    bounds = settings(
        max_examples=EXAMPLES or few,
        derandomize=not EXAMPLES,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Sequence(loop, url), settings=bounds)


def test_outcomes_and_state_are_those_of_the_model(stage):
    loop, platform = stage

    tried(loop, platform.url)
