"""`python -m services.board.main`: the worker of `board`."""

from services.board.handlers import HANDLERS
from services.board.state import EVOLVE, PROJECT
from services.runner.main import WorkerSpec, main

if __name__ == "__main__":
    main(WorkerSpec(domain="board", handlers=HANDLERS, evolve=EVOLVE, project=PROJECT))
