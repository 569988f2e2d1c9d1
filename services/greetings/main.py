"""`python -m services.greetings.main`: the worker of `greetings`."""

from services.greetings.handlers import HANDLERS
from services.runner.main import WorkerSpec, main

if __name__ == "__main__":
    main(WorkerSpec(domain="greetings", handlers=HANDLERS))
