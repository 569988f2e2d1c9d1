"""`python -m services.accounts.main`: the worker of `accounts`."""

from services.accounts.handlers import EVOLVE, HANDLERS
from services.accounts.passwords import Argon2Passwords
from services.runner.main import WorkerSpec, main
from services.wire.keys import seal_private_key
from services.wire.seal import Unsealer
from services.wire.settings import Settings


def tools(settings: Settings) -> Argon2Passwords:
    """Open secrets with the key of this installation."""
    return Argon2Passwords(Unsealer(seal_private_key(settings.keys_dir, "accounts")))


if __name__ == "__main__":
    main(WorkerSpec(domain="accounts", handlers=HANDLERS, evolve=EVOLVE, make_tools=tools))
