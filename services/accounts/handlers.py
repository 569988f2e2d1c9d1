"""What `accounts` decides: who has which name, and whether a password is right."""

from typing import Protocol

from services.accounts.evolve import Account
from services.runner.decision import Context, Decision, Handlers
from services.wire.generated.accounts import (
    AccountRegistered,
    Login,
    LoginFailed,
    LoginRefused,
    LoginSucceeded,
    NameTaken,
    Register,
    Registered,
)
from services.wire.generated.wire import Sealed


class Passwords(Protocol):
    """Opens and hashes passwords, away from the event loop."""

    async def hash(self, password: Sealed) -> str: ...

    async def is_right(self, password_hash: str | None, password: Sealed) -> bool:
        """Compare; takes the same time, and says no, where there is no hash."""


async def register(command: Register, state: Account | None, context: Context[Passwords]) -> Decision:
    """Open an account, unless somebody has the name."""
    if state is not None:
        return Decision(outcome=NameTaken(name=command.name))
    account_id = context.new_id("account")
    password_hash = await context.tools.hash(command.password)
    event = AccountRegistered(account_id=account_id, name=command.name, password_hash=password_hash)
    return Decision((event,), Registered(account_id=account_id, name=command.name))


async def log_in(command: Login, state: Account | None, context: Context[Passwords]) -> Decision:
    """Check the password. The sessions worker ends a login that succeeded; an unknown name costs the same time."""
    is_right = await context.tools.is_right(state.password_hash if state else None, command.password)
    if state is None or not is_right:
        return Decision((LoginFailed(name=command.name),), LoginRefused())
    return Decision((LoginSucceeded(name=command.name, account_id=state.account_id, login_hash=command.login_hash),))


HANDLERS: Handlers = {Register: register, Login: log_in}
