"""The Avro codecs of `wire`. Generated from schemas/ by `just generate`: edit those."""

from ..wire import (
    Accepted,
    Cancelled,
    CloseCode,
    Expired,
    Failed,
    FeedCancelled,
    FeedOpened,
    FieldError,
    Goodbye,
    Heartbeat,
    InboxEntry,
    Lost,
    Problem,
    ProblemType,
    RequestIdReused,
    Resumed,
    Sealed,
    SessionRevoked,
    Welcome,
)
from .primitives import (
    ENDS_EARLY,
    FAULTS,
    AvroError,
    checked_bytes,
    located,
    read_boolean,
    read_count,
    read_int,
    read_size,
    read_timestamp,
    read_uuid,
    write_boolean,
    write_int,
    write_long,
    write_timestamp,
    write_uuid,
)


def encode_accepted(value: Accepted, out: bytearray) -> None:
    """Append the Avro form of a `wire.Accepted`."""
    try:
        field = "requestId"
        write_uuid(value.request_id, out)
        field = "deadline"
        write_timestamp(value.deadline, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_accepted(data: bytes, at: int) -> tuple[Accepted, int]:
    """Read a `wire.Accepted` that begins at `at`; also where it ends."""
    try:
        field = "requestId"
        request_id, at = read_uuid(data, at)
        field = "deadline"
        deadline, at = read_timestamp(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Accepted(request_id=request_id, deadline=deadline), at


def encode_cancelled(value: Cancelled, out: bytearray) -> None:
    """Append the Avro form of a `wire.Cancelled`."""


def decode_cancelled(data: bytes, at: int) -> tuple[Cancelled, int]:
    """Read a `wire.Cancelled` that begins at `at`; also where it ends."""
    return Cancelled(), at


_CLOSE_CODE = tuple(CloseCode)
_CLOSE_CODE_INDEX = {symbol: index for index, symbol in enumerate(_CLOSE_CODE)}


def encode_close_code(value: CloseCode, out: bytearray) -> None:
    """Append the Avro form of a `wire.CloseCode`."""
    index = _CLOSE_CODE_INDEX.get(value)
    if index is None:
        raise AvroError(f"expected a symbol of wire.CloseCode, got {value!r}")
    write_long(index, out)


def decode_close_code(data: bytes, at: int) -> tuple[CloseCode, int]:
    """Read a `wire.CloseCode` that begins at `at`; also where it ends."""
    index, at = read_int(data, at)
    if not 0 <= index < 7:
        raise AvroError(f"expected one of 7 symbols, got number {index}")
    return _CLOSE_CODE[index], at


def encode_expired(value: Expired, out: bytearray) -> None:
    """Append the Avro form of a `wire.Expired`."""
    try:
        field = "deadline"
        write_timestamp(value.deadline, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_expired(data: bytes, at: int) -> tuple[Expired, int]:
    """Read a `wire.Expired` that begins at `at`; also where it ends."""
    try:
        field = "deadline"
        deadline, at = read_timestamp(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Expired(deadline=deadline), at


def encode_failed(value: Failed, out: bytearray) -> None:
    """Append the Avro form of a `wire.Failed`."""
    try:
        field = "code"
        data = value.code.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "reason"
        data = value.reason.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "retryable"
        write_boolean(value.retryable, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_failed(data: bytes, at: int) -> tuple[Failed, int]:
    """Read a `wire.Failed` that begins at `at`; also where it ends."""
    try:
        field = "code"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        code = data[at:end].decode()
        at = end
        field = "reason"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        reason = data[at:end].decode()
        at = end
        field = "retryable"
        retryable, at = read_boolean(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Failed(code=code, reason=reason, retryable=retryable), at


def encode_feed_cancelled(value: FeedCancelled, out: bytearray) -> None:
    """Append the Avro form of a `wire.FeedCancelled`."""


def decode_feed_cancelled(data: bytes, at: int) -> tuple[FeedCancelled, int]:
    """Read a `wire.FeedCancelled` that begins at `at`; also where it ends."""
    return FeedCancelled(), at


def encode_feed_opened(value: FeedOpened, out: bytearray) -> None:
    """Append the Avro form of a `wire.FeedOpened`."""
    try:
        field = "query"
        data = value.query.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "key"
        data = value.key.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_feed_opened(data: bytes, at: int) -> tuple[FeedOpened, int]:
    """Read a `wire.FeedOpened` that begins at `at`; also where it ends."""
    try:
        field = "query"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        query = data[at:end].decode()
        at = end
        field = "key"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        key = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return FeedOpened(query=query, key=key), at


def encode_field_error(value: FieldError, out: bytearray) -> None:
    """Append the Avro form of a `wire.FieldError`."""
    try:
        field = "path"
        data = value.path.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "message"
        data = value.message.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_field_error(data: bytes, at: int) -> tuple[FieldError, int]:
    """Read a `wire.FieldError` that begins at `at`; also where it ends."""
    try:
        field = "path"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        path = data[at:end].decode()
        at = end
        field = "message"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        message = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return FieldError(path=path, message=message), at


def encode_goodbye(value: Goodbye, out: bytearray) -> None:
    """Append the Avro form of a `wire.Goodbye`."""
    try:
        field = "reconnectAfterMs"
        number = value.reconnect_after_ms
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_goodbye(data: bytes, at: int) -> tuple[Goodbye, int]:
    """Read a `wire.Goodbye` that begins at `at`; also where it ends."""
    try:
        field = "reconnectAfterMs"
        number = data[at]
        if number < 128:
            reconnect_after_ms, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            reconnect_after_ms, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Goodbye(reconnect_after_ms=reconnect_after_ms), at


def encode_heartbeat(value: Heartbeat, out: bytearray) -> None:
    """Append the Avro form of a `wire.Heartbeat`."""
    try:
        field = "resumeToken"
        data = value.resume_token.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "position"
        data = value.position.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "serverTime"
        write_timestamp(value.server_time, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_heartbeat(data: bytes, at: int) -> tuple[Heartbeat, int]:
    """Read a `wire.Heartbeat` that begins at `at`; also where it ends."""
    try:
        field = "resumeToken"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        resume_token = data[at:end].decode()
        at = end
        field = "position"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        position = data[at:end].decode()
        at = end
        field = "serverTime"
        server_time, at = read_timestamp(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Heartbeat(resume_token=resume_token, position=position, server_time=server_time), at


def encode_inbox_entry(value: InboxEntry, out: bytearray) -> None:
    """Append the Avro form of a `wire.InboxEntry`."""
    try:
        field = "fingerprint"
        data = checked_bytes(value.fingerprint)
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "outcome"
        if value.outcome is None:
            out.append(0)
        else:
            out.append(2)
            data = checked_bytes(value.outcome)
            size = len(data)
            if size < 64:
                out.append(size << 1)
            else:
                write_long(size, out)
            out += data
        field = "final"
        write_boolean(value.final, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_inbox_entry(data: bytes, at: int) -> tuple[InboxEntry, int]:
    """Read a `wire.InboxEntry` that begins at `at`; also where it ends."""
    try:
        field = "fingerprint"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        fingerprint = data[at:end]
        at = end
        field = "outcome"
        outcome: bytes | None = None
        branch = data[at]
        at += 1
        if branch == 2:
            size = data[at]
            if size & 0x81:
                size, at = read_size(data, at)
            else:
                size, at = size >> 1, at + 1
            end = at + size
            if end > len(data):
                raise AvroError(ENDS_EARLY)
            outcome = data[at:end]
            at = end
        elif branch != 0:
            raise AvroError(f"expected the branch 0 or 2 of a union, got {branch}")
        field = "final"
        final, at = read_boolean(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return InboxEntry(fingerprint=fingerprint, outcome=outcome, final=final), at


def encode_lost(value: Lost, out: bytearray) -> None:
    """Append the Avro form of a `wire.Lost`."""
    try:
        field = "reason"
        data = value.reason.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_lost(data: bytes, at: int) -> tuple[Lost, int]:
    """Read a `wire.Lost` that begins at `at`; also where it ends."""
    try:
        field = "reason"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        reason = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return Lost(reason=reason), at


def encode_problem(value: Problem, out: bytearray) -> None:
    """Append the Avro form of a `wire.Problem`."""
    try:
        field = "type"
        data = value.type.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "title"
        data = value.title.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "status"
        number = value.status
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        field = "detail"
        data = value.detail.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "errors"
        errors_count = len(value.errors)
        if errors_count:
            write_long(errors_count, out)
            errors_index = -1
            try:
                for errors_index, errors_item in enumerate(value.errors):
                    encode_field_error(errors_item, out)
            except FAULTS as error:
                raise located(error, f"[{errors_index!r}]")
        out.append(0)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_problem(data: bytes, at: int) -> tuple[Problem, int]:
    """Read a `wire.Problem` that begins at `at`; also where it ends."""
    try:
        field = "type"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        type_ = data[at:end].decode()
        at = end
        field = "title"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        title = data[at:end].decode()
        at = end
        field = "status"
        number = data[at]
        if number < 128:
            status, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            status, at = read_int(data, at)
        field = "detail"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        detail = data[at:end].decode()
        at = end
        field = "errors"
        errors: list[FieldError] = []
        errors_count, at = read_count(data, at)
        try:
            while errors_count:
                for _ in range(errors_count):
                    errors_item, at = decode_field_error(data, at)
                    errors.append(errors_item)
                errors_count, at = read_count(data, at)
        except FAULTS as error:
            raise located(error, f"[{len(errors)}]")
    except FAULTS as error:
        raise located(error, f".{field}")
    return Problem(type=type_, title=title, status=status, detail=detail, errors=errors), at


_PROBLEM_TYPE = tuple(ProblemType)
_PROBLEM_TYPE_INDEX = {symbol: index for index, symbol in enumerate(_PROBLEM_TYPE)}


def encode_problem_type(value: ProblemType, out: bytearray) -> None:
    """Append the Avro form of a `wire.ProblemType`."""
    index = _PROBLEM_TYPE_INDEX.get(value)
    if index is None:
        raise AvroError(f"expected a symbol of wire.ProblemType, got {value!r}")
    write_long(index, out)


def decode_problem_type(data: bytes, at: int) -> tuple[ProblemType, int]:
    """Read a `wire.ProblemType` that begins at `at`; also where it ends."""
    index, at = read_int(data, at)
    if not 0 <= index < 22:
        raise AvroError(f"expected one of 22 symbols, got number {index}")
    return _PROBLEM_TYPE[index], at


def encode_request_id_reused(value: RequestIdReused, out: bytearray) -> None:
    """Append the Avro form of a `wire.RequestIdReused`."""


def decode_request_id_reused(data: bytes, at: int) -> tuple[RequestIdReused, int]:
    """Read a `wire.RequestIdReused` that begins at `at`; also where it ends."""
    return RequestIdReused(), at


def encode_resumed(value: Resumed, out: bytearray) -> None:
    """Append the Avro form of a `wire.Resumed`."""
    try:
        field = "complete"
        write_boolean(value.complete, out)
        field = "replayed"
        number = value.replayed
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_resumed(data: bytes, at: int) -> tuple[Resumed, int]:
    """Read a `wire.Resumed` that begins at `at`; also where it ends."""
    try:
        field = "complete"
        complete, at = read_boolean(data, at)
        field = "replayed"
        number = data[at]
        if number < 128:
            replayed, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            replayed, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Resumed(complete=complete, replayed=replayed), at


def encode_sealed(value: Sealed, out: bytearray) -> None:
    """Append the Avro form of a `wire.Sealed`."""
    try:
        field = "keyId"
        data = value.key_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "ciphertext"
        data = checked_bytes(value.ciphertext)
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_sealed(data: bytes, at: int) -> tuple[Sealed, int]:
    """Read a `wire.Sealed` that begins at `at`; also where it ends."""
    try:
        field = "keyId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        key_id = data[at:end].decode()
        at = end
        field = "ciphertext"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        ciphertext = data[at:end]
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return Sealed(key_id=key_id, ciphertext=ciphertext), at


def encode_session_revoked(value: SessionRevoked, out: bytearray) -> None:
    """Append the Avro form of a `wire.SessionRevoked`."""
    try:
        field = "sessionRef"
        data = value.session_ref.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_session_revoked(data: bytes, at: int) -> tuple[SessionRevoked, int]:
    """Read a `wire.SessionRevoked` that begins at `at`; also where it ends."""
    try:
        field = "sessionRef"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        session_ref = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return SessionRevoked(session_ref=session_ref), at


def encode_welcome(value: Welcome, out: bytearray) -> None:
    """Append the Avro form of a `wire.Welcome`."""
    try:
        field = "subscriberId"
        data = value.subscriber_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "resumeToken"
        data = value.resume_token.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "position"
        data = value.position.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "heartbeatMs"
        number = value.heartbeat_ms
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        field = "serverTime"
        write_timestamp(value.server_time, out)
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_welcome(data: bytes, at: int) -> tuple[Welcome, int]:
    """Read a `wire.Welcome` that begins at `at`; also where it ends."""
    try:
        field = "subscriberId"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        subscriber_id = data[at:end].decode()
        at = end
        field = "resumeToken"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        resume_token = data[at:end].decode()
        at = end
        field = "position"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        position = data[at:end].decode()
        at = end
        field = "heartbeatMs"
        number = data[at]
        if number < 128:
            heartbeat_ms, at = (number >> 1) ^ -(number & 1), at + 1
        else:
            heartbeat_ms, at = read_int(data, at)
        field = "serverTime"
        server_time, at = read_timestamp(data, at)
    except FAULTS as error:
        raise located(error, f".{field}")
    return Welcome(
        subscriber_id=subscriber_id,
        resume_token=resume_token,
        position=position,
        heartbeat_ms=heartbeat_ms,
        server_time=server_time,
    ), at
