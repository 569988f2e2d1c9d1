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
from .logical import UUID_HEAD, UUID_SIZE, uuid_of, write_uuid
from .primitives import ENDS_EARLY, FAULTS, NO_UUID, SHORT_REACH, AvroError, located, read_span, write_long


def encode_account_registered(value: AccountRegistered, out: bytearray) -> None:
    """Append the Avro form of a `accounts.AccountRegistered`."""
    try:
        place = ".accountId"
        write_uuid(value.account_id, out)
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".passwordHash"
        data = value.password_hash.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_account_registered(data: bytes, at: int) -> tuple[AccountRegistered, int]:
    """Read a `accounts.AccountRegistered` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".accountId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        account_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
        place = ".passwordHash"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        password_hash = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return AccountRegistered(account_id=account_id, name=name, password_hash=password_hash), at


def encode_login(value: Login, out: bytearray) -> None:
    """Append the Avro form of a `accounts.Login`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".password"
        wire_codec.encode_sealed(value.password, out)
        place = ".loginHash"
        data = value.login_hash.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_login(data: bytes, at: int) -> tuple[Login, int]:
    """Read a `accounts.Login` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
        place = ".password"
        password, at = wire_codec.decode_sealed(data, at)
        place = ".loginHash"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        login_hash = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return Login(name=name, password=password, login_hash=login_hash), at


def encode_login_failed(value: LoginFailed, out: bytearray) -> None:
    """Append the Avro form of a `accounts.LoginFailed`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_login_failed(data: bytes, at: int) -> tuple[LoginFailed, int]:
    """Read a `accounts.LoginFailed` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return LoginFailed(name=name), at


def encode_login_refused(value: LoginRefused, out: bytearray) -> None:
    """Append the Avro form of a `accounts.LoginRefused`."""


def decode_login_refused(data: bytes, at: int) -> tuple[LoginRefused, int]:
    """Read a `accounts.LoginRefused` that begins at `at`; also where it ends."""
    return LoginRefused(), at


def encode_login_succeeded(value: LoginSucceeded, out: bytearray) -> None:
    """Append the Avro form of a `accounts.LoginSucceeded`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".accountId"
        write_uuid(value.account_id, out)
        place = ".loginHash"
        data = value.login_hash.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_login_succeeded(data: bytes, at: int) -> tuple[LoginSucceeded, int]:
    """Read a `accounts.LoginSucceeded` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
        place = ".accountId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        account_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".loginHash"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        login_hash = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return LoginSucceeded(name=name, account_id=account_id, login_hash=login_hash), at


def encode_name_taken(value: NameTaken, out: bytearray) -> None:
    """Append the Avro form of a `accounts.NameTaken`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_name_taken(data: bytes, at: int) -> tuple[NameTaken, int]:
    """Read a `accounts.NameTaken` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return NameTaken(name=name), at


def encode_register(value: Register, out: bytearray) -> None:
    """Append the Avro form of a `accounts.Register`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".password"
        wire_codec.encode_sealed(value.password, out)
    except FAULTS as error:
        raise located(error, place)


def decode_register(data: bytes, at: int) -> tuple[Register, int]:
    """Read a `accounts.Register` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
        place = ".password"
        password, at = wire_codec.decode_sealed(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Register(name=name, password=password), at


def encode_registered(value: Registered, out: bytearray) -> None:
    """Append the Avro form of a `accounts.Registered`."""
    try:
        place = ".accountId"
        write_uuid(value.account_id, out)
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_registered(data: bytes, at: int) -> tuple[Registered, int]:
    """Read a `accounts.Registered` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".accountId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        account_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".name"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        name = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return Registered(account_id=account_id, name=name), at
