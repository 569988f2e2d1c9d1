"""The Avro codecs of `sessions`. Generated from schemas/ by `just generate`: edit those."""

from ..sessions import Session, SessionReady
from .primitives import (
    ENDS_EARLY,
    FAULTS,
    AvroError,
    located,
    read_size,
    read_timestamp,
    read_uuid,
    write_long,
    write_timestamp,
    write_uuid,
)


def encode_session(value: Session, out: bytearray) -> None:
    """Append the Avro form of a `sessions.Session`."""
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
        field = "expiresAt"
        write_timestamp(value.expires_at, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_session(data: bytes, at: int) -> tuple[Session, int]:
    """Read a `sessions.Session` that begins at `at`; also where it ends."""
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
        field = "expiresAt"
        expires_at, at = read_timestamp(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Session(account_id=account_id, name=name, expires_at=expires_at), at


def encode_session_ready(value: SessionReady, out: bytearray) -> None:
    """Append the Avro form of a `sessions.SessionReady`."""
    try:
        field = "pickUpBefore"
        write_timestamp(value.pick_up_before, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_session_ready(data: bytes, at: int) -> tuple[SessionReady, int]:
    """Read a `sessions.SessionReady` that begins at `at`; also where it ends."""
    try:
        field = "pickUpBefore"
        pick_up_before, at = read_timestamp(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return SessionReady(pick_up_before=pick_up_before), at
