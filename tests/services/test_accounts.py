"""Accounts: what had happened, what is asked, what follows; and the passwords themselves."""

import time
from unittest.mock import ANY
from uuid import uuid4

import pytest

from services.accounts.evolve import Account
from services.accounts.passwords import Argon2Passwords
from services.testing.scenario import Scenario
from services.wire.errors import SealBroken
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
from services.wire.seal import Unsealer, key_id_of, make_private_key, public_key_of, seal

SEALED = Sealed(key_id="k", ciphertext=b"box")
REGISTER = Register(name="ada", password=SEALED)
LOGIN = Login(name="ada", password=SEALED, login_hash="h")
ADA = uuid4()
REGISTERED = AccountRegistered(account_id=ADA, name="ada", password_hash="hash of right")


class Passwords:
    """Knows one password, and counts how often it was asked."""

    def __init__(self, *, is_right: bool = True) -> None:
        self._is_right = is_right
        self.asked: list[str | None] = []

    async def hash(self, password: Sealed) -> str:
        return f"hash of {password.key_id}"

    async def is_right(self, password_hash: str | None, password: Sealed) -> bool:
        self.asked.append(password_hash)
        return self._is_right and password_hash is not None


def test_a_free_name_is_registered(when_command, then_events, then_outcome, then_state):
    [event] = when_command(REGISTER, tools=Passwords()).events
    then_events(AccountRegistered(account_id=ANY, name="ada", password_hash="hash of k"))
    then_outcome(Registered(account_id=event.account_id, name="ada"))
    then_state(Account(event.account_id, "hash of k"))


def test_a_registration_decided_again_gives_the_same_account():
    decisions = [Scenario().when_command(REGISTER, tools=Passwords()) for _ in range(2)]

    assert decisions[0] == decisions[1]


def test_a_name_is_given_once(given_events, when_command, then_events, then_outcome):
    given_events(REGISTERED)
    when_command(REGISTER, tools=Passwords())
    then_events()
    then_outcome(NameTaken(name="ada"))


def test_a_right_password_is_told_to_whoever_makes_sessions(given_events, when_command, then_events, then_outcome):
    """No outcome: the sessions worker ends the request."""
    given_events(REGISTERED)
    when_command(LOGIN, tools=Passwords())
    then_events(LoginSucceeded(name="ada", account_id=ADA, login_hash="h"))
    then_outcome(None)


@pytest.mark.parametrize("before", [[REGISTERED], []])
def test_a_wrong_password_and_an_unknown_name_look_the_same(
    given_events, when_command, then_events, then_outcome, before: list[AccountRegistered]
):
    """And both ask the hasher once."""
    passwords = Passwords(is_right=False)
    given_events(*before)
    when_command(LOGIN, tools=passwords)
    then_events(LoginFailed(name="ada"))
    then_outcome(LoginRefused())
    assert 1 == len(passwords.asked)


@pytest.fixture(scope="module")
def private_key() -> bytes:
    return make_private_key()


def sealed(private_key: bytes, text: str) -> Sealed:
    public = public_key_of(private_key)
    return seal(public, key_id_of(public), text)


async def test_a_hash_is_right_for_its_password_alone(private_key: bytes):
    with Argon2Passwords(Unsealer(private_key)) as passwords:
        hashed = await passwords.hash(sealed(private_key, "correct horse"))

        assert await passwords.is_right(hashed, sealed(private_key, "correct horse"))
        assert not await passwords.is_right(hashed, sealed(private_key, "wrong horse"))
        assert not await passwords.is_right(None, sealed(private_key, "correct horse"))


async def test_hashes_are_argon2id_above_the_floor(private_key: bytes):
    """OWASP: m >= 19456 KiB, t >= 2, p >= 1."""
    with Argon2Passwords(Unsealer(private_key)) as passwords:
        assert (await passwords.hash(sealed(private_key, "secret"))).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_an_unknown_name_costs_a_hash_too(private_key: bytes):
    """Otherwise the time would tell which names exist. A third of the time is far more than a look-up takes."""
    with Argon2Passwords(Unsealer(private_key)) as passwords:
        password = sealed(private_key, "correct horse")
        hashed = await passwords.hash(password)
        known_s, unknown_s = [], []
        for _ in range(5):
            for times, password_hash in ((known_s, hashed), (unknown_s, None)):
                began = time.perf_counter()
                await passwords.is_right(password_hash, password)
                times.append(time.perf_counter() - began)

    assert min(unknown_s) > min(known_s) / 3


async def test_a_secret_for_somebody_else_cannot_be_read(private_key: bytes):
    with Argon2Passwords(Unsealer(private_key)) as passwords:
        with pytest.raises(SealBroken):
            await passwords.hash(sealed(make_private_key(), "secret"))


def test_a_command_does_not_show_its_password():
    command = Register(name="ada", password=SEALED)

    assert "box" not in repr(command)
