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
from .logical import UUID_HEAD, UUID_SIZE, read_timestamp_millis, uuid_of, write_timestamp_millis, write_uuid
from .primitives import (
    ENDS_EARLY,
    FAULTS,
    NO_UUID,
    SHORT_NUMBERS,
    SHORT_REACH,
    AvroError,
    checked_bytes,
    located,
    no_branch,
    not_boolean,
    read_count,
    read_int,
    read_span,
    write_int,
    write_long,
)


def encode_accepted(value: Accepted, out: bytearray) -> None:
    """Append the Avro form of a `wire.Accepted`."""
    try:
        place = ".requestId"
        write_uuid(value.request_id, out)
        place = ".deadline"
        write_timestamp_millis(value.deadline, out)
    except FAULTS as error:
        raise located(error, place)


def decode_accepted(data: bytes, at: int) -> tuple[Accepted, int]:
    """Read a `wire.Accepted` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".requestId"
        if data[at] != UUID_SIZE:
            raise AvroError(NO_UUID)
        start, at = at + 1, at + 37
        if at > length:
            raise AvroError(ENDS_EARLY)
        request_id = uuid_of(UUID_HEAD + data[start:at])
        place = ".deadline"
        deadline, at = read_timestamp_millis(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Accepted(request_id=request_id, deadline=deadline), at


def encode_cancelled(value: Cancelled, out: bytearray) -> None:
    """Append the Avro form of a `wire.Cancelled`."""


def decode_cancelled(data: bytes, at: int) -> tuple[Cancelled, int]:
    """Read a `wire.Cancelled` that begins at `at`; also where it ends."""
    return Cancelled(), at


_CLOSE_CODE_SYMBOLS = tuple(CloseCode)
_CLOSE_CODE_INDEX = {symbol.value: index for index, symbol in enumerate(_CLOSE_CODE_SYMBOLS)}


def encode_close_code(value: CloseCode, out: bytearray) -> None:
    """Append the Avro form of a `wire.CloseCode`."""
    index = _CLOSE_CODE_INDEX.get(value._value_)
    if index is None:
        raise AvroError(f"expected a symbol of wire.CloseCode, got {value!r}")
    write_long(index, out)


def decode_close_code(data: bytes, at: int) -> tuple[CloseCode, int]:
    """Read a `wire.CloseCode` that begins at `at`; also where it ends."""
    if (number := data[at]) < 128:
        index, at = SHORT_NUMBERS[number], at + 1
    else:
        index, at = read_int(data, at)
    if not 0 <= index < 7:
        raise AvroError(f"expected one of 7 symbols, got number {index}")
    return _CLOSE_CODE_SYMBOLS[index], at


def encode_expired(value: Expired, out: bytearray) -> None:
    """Append the Avro form of a `wire.Expired`."""
    try:
        place = ".deadline"
        write_timestamp_millis(value.deadline, out)
    except FAULTS as error:
        raise located(error, place)


def decode_expired(data: bytes, at: int) -> tuple[Expired, int]:
    """Read a `wire.Expired` that begins at `at`; also where it ends."""
    try:
        place = ".deadline"
        deadline, at = read_timestamp_millis(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Expired(deadline=deadline), at


def encode_failed(value: Failed, out: bytearray) -> None:
    """Append the Avro form of a `wire.Failed`."""
    try:
        place = ".code"
        data = value.code.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".reason"
        data = value.reason.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".retryable"
        if value.retryable is True:
            out.append(1)
        elif value.retryable is False:
            out.append(0)
        else:
            raise not_boolean(value.retryable)
    except FAULTS as error:
        raise located(error, place)


def decode_failed(data: bytes, at: int) -> tuple[Failed, int]:
    """Read a `wire.Failed` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".code"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        code = data[start:at].decode()
        place = ".reason"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        reason = data[start:at].decode()
        place = ".retryable"
        if (number := data[at]) > 1:
            raise AvroError(f"expected a boolean of 0 or 1, got {number}")
        retryable, at = number == 1, at + 1
    except FAULTS as error:
        raise located(error, place)
    return Failed(code=code, reason=reason, retryable=retryable), at


def encode_feed_cancelled(value: FeedCancelled, out: bytearray) -> None:
    """Append the Avro form of a `wire.FeedCancelled`."""


def decode_feed_cancelled(data: bytes, at: int) -> tuple[FeedCancelled, int]:
    """Read a `wire.FeedCancelled` that begins at `at`; also where it ends."""
    return FeedCancelled(), at


def encode_feed_opened(value: FeedOpened, out: bytearray) -> None:
    """Append the Avro form of a `wire.FeedOpened`."""
    try:
        place = ".query"
        data = value.query.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".key"
        data = value.key.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_feed_opened(data: bytes, at: int) -> tuple[FeedOpened, int]:
    """Read a `wire.FeedOpened` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".query"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        query = data[start:at].decode()
        place = ".key"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        key = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return FeedOpened(query=query, key=key), at


def encode_field_error(value: FieldError, out: bytearray) -> None:
    """Append the Avro form of a `wire.FieldError`."""
    try:
        place = ".path"
        data = value.path.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".message"
        data = value.message.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_field_error(data: bytes, at: int) -> tuple[FieldError, int]:
    """Read a `wire.FieldError` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".path"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        path = data[start:at].decode()
        place = ".message"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        message = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return FieldError(path=path, message=message), at


def encode_goodbye(value: Goodbye, out: bytearray) -> None:
    """Append the Avro form of a `wire.Goodbye`."""
    try:
        place = ".reconnectAfterMs"
        number = value.reconnect_after_ms
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_goodbye(data: bytes, at: int) -> tuple[Goodbye, int]:
    """Read a `wire.Goodbye` that begins at `at`; also where it ends."""
    try:
        place = ".reconnectAfterMs"
        if (number := data[at]) < 128:
            reconnect_after_ms, at = SHORT_NUMBERS[number], at + 1
        else:
            reconnect_after_ms, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Goodbye(reconnect_after_ms=reconnect_after_ms), at


def encode_heartbeat(value: Heartbeat, out: bytearray) -> None:
    """Append the Avro form of a `wire.Heartbeat`."""
    try:
        place = ".resumeToken"
        data = value.resume_token.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".position"
        data = value.position.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".serverTime"
        write_timestamp_millis(value.server_time, out)
    except FAULTS as error:
        raise located(error, place)


def decode_heartbeat(data: bytes, at: int) -> tuple[Heartbeat, int]:
    """Read a `wire.Heartbeat` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".resumeToken"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        resume_token = data[start:at].decode()
        place = ".position"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        position = data[start:at].decode()
        place = ".serverTime"
        server_time, at = read_timestamp_millis(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Heartbeat(resume_token=resume_token, position=position, server_time=server_time), at


def encode_inbox_entry(value: InboxEntry, out: bytearray) -> None:
    """Append the Avro form of a `wire.InboxEntry`."""
    try:
        place = ".fingerprint"
        data = checked_bytes(value.fingerprint)
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".outcome"
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
        place = ".final"
        if value.final is True:
            out.append(1)
        elif value.final is False:
            out.append(0)
        else:
            raise not_boolean(value.final)
    except FAULTS as error:
        raise located(error, place)


def decode_inbox_entry(data: bytes, at: int) -> tuple[InboxEntry, int]:
    """Read a `wire.InboxEntry` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".fingerprint"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        fingerprint = data[start:at]
        place = ".outcome"
        outcome: bytes | None = None
        branch = data[at]
        at += 1
        if branch == 2:
            if reach := SHORT_REACH[data[at]]:
                start, at = at + 1, at + reach
            else:
                start, at = read_span(data, at)
            if at > length:
                raise AvroError(ENDS_EARLY)
            outcome = data[start:at]
        elif branch != 0:
            raise no_branch(branch, 2)
        place = ".final"
        if (number := data[at]) > 1:
            raise AvroError(f"expected a boolean of 0 or 1, got {number}")
        final, at = number == 1, at + 1
    except FAULTS as error:
        raise located(error, place)
    return InboxEntry(fingerprint=fingerprint, outcome=outcome, final=final), at


def encode_lost(value: Lost, out: bytearray) -> None:
    """Append the Avro form of a `wire.Lost`."""
    try:
        place = ".reason"
        data = value.reason.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_lost(data: bytes, at: int) -> tuple[Lost, int]:
    """Read a `wire.Lost` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".reason"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        reason = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return Lost(reason=reason), at


def encode_problem(value: Problem, out: bytearray) -> None:
    """Append the Avro form of a `wire.Problem`."""
    try:
        place = ".type"
        data = value.type.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".title"
        data = value.title.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".status"
        number = value.status
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        place = ".detail"
        data = value.detail.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".errors"
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
        raise located(error, place)


def decode_problem(data: bytes, at: int) -> tuple[Problem, int]:
    """Read a `wire.Problem` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".type"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        type_value = data[start:at].decode()
        place = ".title"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        title = data[start:at].decode()
        place = ".status"
        if (number := data[at]) < 128:
            status, at = SHORT_NUMBERS[number], at + 1
        else:
            status, at = read_int(data, at)
        place = ".detail"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        detail = data[start:at].decode()
        place = ".errors"
        errors: list[FieldError] = []
        errors_place = ""
        errors_count, at = read_count(data, at)
        try:
            while errors_count:
                for _ in range(errors_count):
                    errors_place = ".path"
                    if reach := SHORT_REACH[data[at]]:
                        start, at = at + 1, at + reach
                    else:
                        start, at = read_span(data, at)
                    if at > length:
                        raise AvroError(ENDS_EARLY)
                    errors_item_path = data[start:at].decode()
                    errors_place = ".message"
                    if reach := SHORT_REACH[data[at]]:
                        start, at = at + 1, at + reach
                    else:
                        start, at = read_span(data, at)
                    if at > length:
                        raise AvroError(ENDS_EARLY)
                    errors_item_message = data[start:at].decode()
                    errors_item = FieldError(path=errors_item_path, message=errors_item_message)
                    errors.append(errors_item)
                errors_place = ""
                errors_count, at = read_count(data, at)
        except FAULTS as error:
            raise located(error, f"[{len(errors)}]{errors_place}")
    except FAULTS as error:
        raise located(error, place)
    return Problem(type=type_value, title=title, status=status, detail=detail, errors=errors), at


_PROBLEM_TYPE_SYMBOLS = tuple(ProblemType)
_PROBLEM_TYPE_INDEX = {symbol.value: index for index, symbol in enumerate(_PROBLEM_TYPE_SYMBOLS)}


def encode_problem_type(value: ProblemType, out: bytearray) -> None:
    """Append the Avro form of a `wire.ProblemType`."""
    index = _PROBLEM_TYPE_INDEX.get(value._value_)
    if index is None:
        raise AvroError(f"expected a symbol of wire.ProblemType, got {value!r}")
    write_long(index, out)


def decode_problem_type(data: bytes, at: int) -> tuple[ProblemType, int]:
    """Read a `wire.ProblemType` that begins at `at`; also where it ends."""
    if (number := data[at]) < 128:
        index, at = SHORT_NUMBERS[number], at + 1
    else:
        index, at = read_int(data, at)
    if not 0 <= index < 22:
        raise AvroError(f"expected one of 22 symbols, got number {index}")
    return _PROBLEM_TYPE_SYMBOLS[index], at


def encode_request_id_reused(value: RequestIdReused, out: bytearray) -> None:
    """Append the Avro form of a `wire.RequestIdReused`."""


def decode_request_id_reused(data: bytes, at: int) -> tuple[RequestIdReused, int]:
    """Read a `wire.RequestIdReused` that begins at `at`; also where it ends."""
    return RequestIdReused(), at


def encode_resumed(value: Resumed, out: bytearray) -> None:
    """Append the Avro form of a `wire.Resumed`."""
    try:
        place = ".complete"
        if value.complete is True:
            out.append(1)
        elif value.complete is False:
            out.append(0)
        else:
            raise not_boolean(value.complete)
        place = ".replayed"
        number = value.replayed
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
    except FAULTS as error:
        raise located(error, place)


def decode_resumed(data: bytes, at: int) -> tuple[Resumed, int]:
    """Read a `wire.Resumed` that begins at `at`; also where it ends."""
    try:
        place = ".complete"
        if (number := data[at]) > 1:
            raise AvroError(f"expected a boolean of 0 or 1, got {number}")
        complete, at = number == 1, at + 1
        place = ".replayed"
        if (number := data[at]) < 128:
            replayed, at = SHORT_NUMBERS[number], at + 1
        else:
            replayed, at = read_int(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Resumed(complete=complete, replayed=replayed), at


def encode_sealed(value: Sealed, out: bytearray) -> None:
    """Append the Avro form of a `wire.Sealed`."""
    try:
        place = ".keyId"
        data = value.key_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".ciphertext"
        data = checked_bytes(value.ciphertext)
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_sealed(data: bytes, at: int) -> tuple[Sealed, int]:
    """Read a `wire.Sealed` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".keyId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        key_id = data[start:at].decode()
        place = ".ciphertext"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        ciphertext = data[start:at]
    except FAULTS as error:
        raise located(error, place)
    return Sealed(key_id=key_id, ciphertext=ciphertext), at


def encode_session_revoked(value: SessionRevoked, out: bytearray) -> None:
    """Append the Avro form of a `wire.SessionRevoked`."""
    try:
        place = ".sessionRef"
        data = value.session_ref.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_session_revoked(data: bytes, at: int) -> tuple[SessionRevoked, int]:
    """Read a `wire.SessionRevoked` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".sessionRef"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        session_ref = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return SessionRevoked(session_ref=session_ref), at


def encode_welcome(value: Welcome, out: bytearray) -> None:
    """Append the Avro form of a `wire.Welcome`."""
    try:
        place = ".subscriberId"
        data = value.subscriber_id.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".resumeToken"
        data = value.resume_token.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".position"
        data = value.position.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".heartbeatMs"
        number = value.heartbeat_ms
        if 0 <= number < 64:
            out.append(number << 1)
        else:
            write_int(number, out)
        place = ".serverTime"
        write_timestamp_millis(value.server_time, out)
    except FAULTS as error:
        raise located(error, place)


def decode_welcome(data: bytes, at: int) -> tuple[Welcome, int]:
    """Read a `wire.Welcome` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".subscriberId"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        subscriber_id = data[start:at].decode()
        place = ".resumeToken"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        resume_token = data[start:at].decode()
        place = ".position"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        position = data[start:at].decode()
        place = ".heartbeatMs"
        if (number := data[at]) < 128:
            heartbeat_ms, at = SHORT_NUMBERS[number], at + 1
        else:
            heartbeat_ms, at = read_int(data, at)
        place = ".serverTime"
        server_time, at = read_timestamp_millis(data, at)
    except FAULTS as error:
        raise located(error, place)
    return Welcome(
        subscriber_id=subscriber_id,
        resume_token=resume_token,
        position=position,
        heartbeat_ms=heartbeat_ms,
        server_time=server_time,
    ), at
