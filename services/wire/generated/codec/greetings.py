"""The Avro codecs of `greetings`. Generated from schemas/ by `just generate`: edit those."""

from ..greetings import Greet, Greeted, GreetingGiven
from .primitives import ENDS_EARLY, FAULTS, SHORT_REACH, AvroError, located, read_span, write_long


def encode_greet(value: Greet, out: bytearray) -> None:
    """Append the Avro form of a `greetings.Greet`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_greet(data: bytes, at: int) -> tuple[Greet, int]:
    """Read a `greetings.Greet` that begins at `at`; also where it ends."""
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
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return Greet(name=name, text=text), at


def encode_greeted(value: Greeted, out: bytearray) -> None:
    """Append the Avro form of a `greetings.Greeted`."""
    try:
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_greeted(data: bytes, at: int) -> tuple[Greeted, int]:
    """Read a `greetings.Greeted` that begins at `at`; also where it ends."""
    length = len(data)
    try:
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return Greeted(text=text), at


def encode_greeting_given(value: GreetingGiven, out: bytearray) -> None:
    """Append the Avro form of a `greetings.GreetingGiven`."""
    try:
        place = ".name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        place = ".text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, place)


def decode_greeting_given(data: bytes, at: int) -> tuple[GreetingGiven, int]:
    """Read a `greetings.GreetingGiven` that begins at `at`; also where it ends."""
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
        place = ".text"
        if reach := SHORT_REACH[data[at]]:
            start, at = at + 1, at + reach
        else:
            start, at = read_span(data, at)
        if at > length:
            raise AvroError(ENDS_EARLY)
        text = data[start:at].decode()
    except FAULTS as error:
        raise located(error, place)
    return GreetingGiven(name=name, text=text), at
