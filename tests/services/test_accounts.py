"""Accounts as plain functions, and the passwords themselves."""

import time
from uuid import uuid4

import pytest

from services.accounts.evolve import EVOLVE, Account
from services.accounts.handlers import log_in, register
from services.accounts.passwords import Argon2Passwords
from services.runner.decision import Decision
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
from tests.services.contexts import context

SEALED = Sealed(key_id="k", ciphertext=b"box")
ADA = Account(uuid4(), "hash of right")


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


async def test_a_free_name_is_registered():
    decision = await register(Register(name="ada", password=SEALED), None, context(Passwords()))
    [event] = decision.events

    assert AccountRegistered(account_id=event.account_id, name="ada", password_hash="hash of k") == event
    assert Registered(account_id=event.account_id, name="ada") == decision.outcome
    assert Account(event.account_id, "hash of k") == EVOLVE[AccountRegistered](event, None)


async def test_a_registration_decided_again_gives_the_same_account():
    commands = [await register(Register(name="ada", password=SEALED), None, context(Passwords())) for _ in range(2)]

    assert commands[0] == commands[1]


async def test_a_name_is_given_once():
    decision = await register(Register(name="ada", password=SEALED), ADA, context(Passwords()))

    assert Decision(outcome=NameTaken(name="ada")) == decision


async def test_a_right_password_is_told_to_whoever_makes_sessions():
    """No outcome: the sessions worker ends the request."""
    decision = await log_in(Login(name="ada", password=SEALED, login_hash="h"), ADA, context(Passwords()))

    assert Decision((LoginSucceeded(name="ada", account_id=ADA.account_id, login_hash="h"),)) == decision


@pytest.mark.parametrize("state", [ADA, None])
async def test_a_wrong_password_and_an_unknown_name_look_the_same(state: Account | None):
    """And both ask the hasher once."""
    passwords = Passwords(is_right=False)
    decision = await log_in(Login(name="ada", password=SEALED, login_hash="h"), state, context(passwords))

    assert Decision((LoginFailed(name="ada"),), LoginRefused()) == decision
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
