"""The types of `accounts`. Generated from schemas/ by `just generate`: edit those."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from . import wire


class AccountRegistered(
    Struct, frozen=True, kw_only=True, tag="accounts.AccountRegistered", tag_field="@type", rename="camel"
):
    """An account was opened."""

    account_id: UUID
    """Identifies the account for ever."""
    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name it is known by."""
    password_hash: str
    """The argon2id hash of the password, with its parameters."""


class Login(Struct, frozen=True, kw_only=True, tag="accounts.Login", tag_field="@type", rename="camel"):
    """Proves who one is; ends in a session that the browser picks up."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name of the account."""
    password: wire.Sealed
    """The password; only the accounts worker can read it."""
    login_hash: str
    """SHA-256 of the login cookie, in hexadecimal: ties the pickup to this browser."""

    def __repr__(self) -> str:
        return f"Login(name={self.name!r}, password=<sealed>, login_hash={self.login_hash!r})"


class LoginBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="accounts.Login", tag_field="@type"):
    """The JSON body of `accounts.Login`: what a client sends."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name of the account."""
    password: Annotated[str, Meta(min_length=1, max_length=128)]
    """The password; only the accounts worker can read it."""

    def __repr__(self) -> str:
        return f"LoginBody(name={self.name!r}, password=<sealed>)"


class LoginFailed(Struct, frozen=True, kw_only=True, tag="accounts.LoginFailed", tag_field="@type"):
    """A password was wrong, or the name unknown."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name that was tried."""


class LoginRefused(Struct, frozen=True, kw_only=True, tag="accounts.LoginRefused", tag_field="@type"):
    """Name and password do not belong together."""


class LoginSucceeded(
    Struct, frozen=True, kw_only=True, tag="accounts.LoginSucceeded", tag_field="@type", rename="camel"
):
    """A password was right."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name of the account."""
    account_id: UUID
    """The account."""
    login_hash: str
    """SHA-256 of the login cookie, in hexadecimal."""


class NameTaken(Struct, frozen=True, kw_only=True, tag="accounts.NameTaken", tag_field="@type"):
    """Somebody else has the name."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name that is taken."""


class Register(Struct, frozen=True, kw_only=True, tag="accounts.Register", tag_field="@type"):
    """Opens an account under a name that nobody has."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name to be known by."""
    password: wire.Sealed
    """The password; only the accounts worker can read it."""

    def __repr__(self) -> str:
        return f"Register(name={self.name!r}, password=<sealed>)"


class RegisterBody(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="accounts.Register", tag_field="@type"
):
    """The JSON body of `accounts.Register`: what a client sends."""

    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name to be known by."""
    password: Annotated[str, Meta(min_length=8, max_length=128)]
    """The password; only the accounts worker can read it."""

    def __repr__(self) -> str:
        return f"RegisterBody(name={self.name!r}, password=<sealed>)"


class Registered(Struct, frozen=True, kw_only=True, tag="accounts.Registered", tag_field="@type", rename="camel"):
    """The account is open."""

    account_id: UUID
    """Identifies the account for ever."""
    name: Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z")]
    """The name it is known by."""
