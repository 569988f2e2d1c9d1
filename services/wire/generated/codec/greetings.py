"""The Avro codecs of `greetings`. Generated from schemas/ by `just generate`: edit those."""

from ..greetings import Greet, Greeted, GreetingGiven
from .primitives import ENDS_EARLY, FAULTS, AvroError, located, read_size, write_long


def encode_greet(value: Greet, out: bytearray) -> None:
    """Append the Avro form of a `greetings.Greet`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_greet(data: bytes, at: int) -> tuple[Greet, int]:
    """Read a `greetings.Greet` that begins at `at`; also where it ends."""
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
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return Greet(name=name, text=text), at


def encode_greeted(value: Greeted, out: bytearray) -> None:
    """Append the Avro form of a `greetings.Greeted`."""
    try:
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_greeted(data: bytes, at: int) -> tuple[Greeted, int]:
    """Read a `greetings.Greeted` that begins at `at`; also where it ends."""
    try:
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return Greeted(text=text), at


def encode_greeting_given(value: GreetingGiven, out: bytearray) -> None:
    """Append the Avro form of a `greetings.GreetingGiven`."""
    try:
        field = "name"
        data = value.name.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
        field = "text"
        data = value.text.encode()
        size = len(data)
        if size < 64:
            out.append(size << 1)
        else:
            write_long(size, out)
        out += data
    except FAULTS as error:
        raise located(error, f".{field}")


def decode_greeting_given(data: bytes, at: int) -> tuple[GreetingGiven, int]:
    """Read a `greetings.GreetingGiven` that begins at `at`; also where it ends."""
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
        field = "text"
        size = data[at]
        if size & 0x81:
            size, at = read_size(data, at)
        else:
            size, at = size >> 1, at + 1
        end = at + size
        if end > len(data):
            raise AvroError(ENDS_EARLY)
        text = data[at:end].decode()
        at = end
    except FAULTS as error:
        raise located(error, f".{field}")
    return GreetingGiven(name=name, text=text), at
