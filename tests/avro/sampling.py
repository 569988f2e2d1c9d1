"""How many examples a property is tried with: a few, the same each time, or as many as MILLRACE_EXAMPLES says."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("MILLRACE_EXAMPLES", "0"))
"""0 for the sample that every run of the tests takes."""


def sample(few: int) -> settings:
    """Try a property `few` times, or in a full run MILLRACE_EXAMPLES times with examples that were not tried before."""
    return settings(
        max_examples=EXAMPLES or few,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
