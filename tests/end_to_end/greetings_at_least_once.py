"""`python -m tests.end_to_end.greetings_at_least_once`: the worker of the greetings, as a domain that may repeat."""

from msgspec.structs import replace

from services.greetings.main import SPEC
from services.runner.run import run_worker

if __name__ == "__main__":
    run_worker(replace(SPEC, delivery="at-least-once"))
