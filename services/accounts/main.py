"""`python -m services.accounts.main`: the worker of `accounts`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.accounts.evolve import EVOLVE
from services.accounts.handlers import HANDLERS
from services.accounts.passwords import Argon2Passwords
from services.runner.run import run_worker
from services.runner.spec import WorkerSpec
from services.wire.keys import seal_private_key
from services.wire.seal import Unsealer
from services.wire.settings import Settings


@asynccontextmanager
async def tools(settings: Settings) -> AsyncIterator[Argon2Passwords]:
    """Open secrets with the key of this installation."""
    with Argon2Passwords(Unsealer(seal_private_key(settings.keys_dir, "accounts"))) as passwords:
        yield passwords


SPEC = WorkerSpec(domain="accounts", handlers=HANDLERS, evolve=EVOLVE, tools=tools)

if __name__ == "__main__":
    run_worker(SPEC)
