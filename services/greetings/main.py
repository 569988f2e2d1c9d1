"""`python -m services.greetings.main`: the worker of `greetings`."""

from services.greetings.handlers import HANDLERS
from services.runner.run import run_worker
from services.runner.spec import WorkerSpec

SPEC = WorkerSpec(domain="greetings", handlers=HANDLERS)

if __name__ == "__main__":
    run_worker(SPEC)
