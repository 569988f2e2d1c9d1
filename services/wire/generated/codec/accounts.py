"""The Avro codecs of `accounts`. Generated from schemas/ by `just generate`: edit those."""

from ..accounts import (
    AccountRegistered,
    Login,
    LoginFailed,
    LoginRefused,
    LoginSucceeded,
    NameTaken,
    Register,
    Registered,
)
from . import wire as wire_codec
from .primitives import ENDS_EARLY, FAULTS, AvroError, located, read_size, read_uuid, write_long, write_uuid


def encode_account_registered(value: AccountRegistered, out: bytearray) -> None:
    """Append the Avro form of a `accounts.AccountRegistered`."""
    try:
        field = "accountId"
        write_uuid(value.account_id, out)
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "passwordHash"
        data = value.password_hash.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_account_registered(data: bytes, at: int) -> tuple[AccountRegistered, int]:
    """Read a `accounts.AccountRegistered` that begins at `at`; also where it ends."""
    try:
        field = "accountId"
        account_id, at = read_uuid(data, at)
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
        field = "passwordHash"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        password_hash = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return AccountRegistered(account_id=account_id, name=name, password_hash=password_hash), at


def encode_login(value: Login, out: bytearray) -> None:
    """Append the Avro form of a `accounts.Login`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "password"
        wire_codec.encode_sealed(value.password, out)
        field = "loginHash"
        data = value.login_hash.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_login(data: bytes, at: int) -> tuple[Login, int]:
    """Read a `accounts.Login` that begins at `at`; also where it ends."""
    try:
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
        field = "password"
        password, at = wire_codec.decode_sealed(data, at)
        field = "loginHash"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        login_hash = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return Login(name=name, password=password, login_hash=login_hash), at


def encode_login_failed(value: LoginFailed, out: bytearray) -> None:
    """Append the Avro form of a `accounts.LoginFailed`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_login_failed(data: bytes, at: int) -> tuple[LoginFailed, int]:
    """Read a `accounts.LoginFailed` that begins at `at`; also where it ends."""
    try:
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return LoginFailed(name=name), at


def encode_login_refused(value: LoginRefused, out: bytearray) -> None:
    """Append the Avro form of a `accounts.LoginRefused`."""


def decode_login_refused(data: bytes, at: int) -> tuple[LoginRefused, int]:
    """Read a `accounts.LoginRefused` that begins at `at`; also where it ends."""
    return LoginRefused(), at


def encode_login_succeeded(value: LoginSucceeded, out: bytearray) -> None:
    """Append the Avro form of a `accounts.LoginSucceeded`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "accountId"
        write_uuid(value.account_id, out)
        field = "loginHash"
        data = value.login_hash.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_login_succeeded(data: bytes, at: int) -> tuple[LoginSucceeded, int]:
    """Read a `accounts.LoginSucceeded` that begins at `at`; also where it ends."""
    try:
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
        field = "accountId"
        account_id, at = read_uuid(data, at)
        field = "loginHash"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        login_hash = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return LoginSucceeded(name=name, account_id=account_id, login_hash=login_hash), at


def encode_name_taken(value: NameTaken, out: bytearray) -> None:
    """Append the Avro form of a `accounts.NameTaken`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_name_taken(data: bytes, at: int) -> tuple[NameTaken, int]:
    """Read a `accounts.NameTaken` that begins at `at`; also where it ends."""
    try:
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return NameTaken(name=name), at


def encode_register(value: Register, out: bytearray) -> None:
    """Append the Avro form of a `accounts.Register`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "password"
        wire_codec.encode_sealed(value.password, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_register(data: bytes, at: int) -> tuple[Register, int]:
    """Read a `accounts.Register` that begins at `at`; also where it ends."""
    try:
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
        field = "password"
        password, at = wire_codec.decode_sealed(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Register(name=name, password=password), at


def encode_registered(value: Registered, out: bytearray) -> None:
    """Append the Avro form of a `accounts.Registered`."""
    try:
        field = "accountId"
        write_uuid(value.account_id, out)
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_registered(data: bytes, at: int) -> tuple[Registered, int]:
    """Read a `accounts.Registered` that begins at `at`; also where it ends."""
    try:
        field = "accountId"
        account_id, at = read_uuid(data, at)
        field = "name"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        name = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return Registered(account_id=account_id, name=name), at
