"""The Avro codecs of `sessions`. Generated from schemas/ by `just generate`: edit those."""

from ..sessions import Session, SessionReady
from .logical import UUID_HEAD, UUID_SIZE, read_timestamp_millis, uuid_of, write_timestamp_millis, write_uuid
from .primitives import ENDS_EARLY, FAULTS, NO_UUID, SHORT_REACH, AvroError, located, read_span, write_long


def encode_session(value: Session, out: bytearray) -> None:
    """Append the Avro form of a `sessions.Session`."""
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
        place = ".expiresAt"
        write_timestamp_millis(value.expires_at, out)
    except FAULTS as error:
        raise located(error, place)


def decode_session(data: bytes, at: int) -> tuple[Session, int]:
    """Read a `sessions.Session` that begins at `at`; also where it ends."""
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
        place = ".expiresAt"
        expires_at, at = read_timestamp_millis(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Session(account_id=account_id, name=name, expires_at=expires_at), at


def encode_session_ready(value: SessionReady, out: bytearray) -> None:
    """Append the Avro form of a `sessions.SessionReady`."""
    try:
        place = ".pickUpBefore"
        write_timestamp_millis(value.pick_up_before, out)
    except FAULTS as error:
        raise located(error, place)


def decode_session_ready(data: bytes, at: int) -> tuple[SessionReady, int]:
    """Read a `sessions.SessionReady` that begins at `at`; also where it ends."""
    try:
        place = ".pickUpBefore"
        pick_up_before, at = read_timestamp_millis(data, at)
    except FAULTS as error:
        raise located(error, place)
    return SessionReady(pick_up_before=pick_up_before), at
