"""`python -m services.board.main`: the worker of `board`."""

from services.board.evolve import EVOLVE
from services.board.handlers import HANDLERS
from services.board.project import PROJECT
from services.runner.run import run_worker
from services.runner.spec import WorkerSpec

SPEC = WorkerSpec(domain="board", handlers=HANDLERS, evolve=EVOLVE, project=PROJECT)

if __name__ == "__main__":
    run_worker(SPEC)
