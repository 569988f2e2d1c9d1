"""An account as the fold of its events."""

from uuid import UUID

from msgspec import Struct

from services.runner.decision import Evolutions
from services.wire.generated.accounts import AccountRegistered


class Account(Struct, frozen=True):
    """What is known of one name."""

    account_id: UUID
    password_hash: str


def account_registered(event: AccountRegistered, state: Account | None) -> Account:
    """The name belongs to the account from now on."""
    return Account(event.account_id, event.password_hash)


EVOLVE: Evolutions = {AccountRegistered: account_registered}
