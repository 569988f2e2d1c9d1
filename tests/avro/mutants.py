"""Damaged data: what a broken disk, a wrong schema or an attacker could send."""

import random
from collections.abc import Iterator

# Numbers that hurt where a count, a size, a branch or a symbol is expected, as Avro writes them.
_NUMBERS = [
    *(bytes([byte]) for byte in (0, 1, 2, 3, 4, 5, 0x7E, 0x7F)),
    *(bytes.fromhex(number) for number in ("8001", "ff01", "feffffff0f", "ffffffff0f", "8080808010")),
    *(b"\xfe" + b"\xff" * 8 + b"\x01", b"\xff" * 9 + b"\x01", b"\xff" * 9 + b"\x7f", b"\xff" * 10 + b"\x01"),
    *(b"\x80" * 8 + b"\x00", b"\x80" * 10 + b"\x01"),
]


def mutants(data: bytes, seed: int, count: int) -> Iterator[bytes]:
    """That many damaged copies, each with up to four faults; some may come out whole."""
    chance = random.Random(seed)
    for _ in range(count):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            _damage(damaged, chance)
        yield bytes(damaged)


def _damage(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 1, 2, 8)))
    match chance.randrange(7):
        case 0 if at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        case 1 if at < len(data):
            data[at] = chance.randrange(256)
        case 2:
            data[at:end] = chance.choice(_NUMBERS)
        case 3:
            data[at:at] = chance.choice(_NUMBERS)
        case 4:
            del data[at:end]
        case 5:
            del data[at:]
        case _:
            data[at:at] = data[at:end] * chance.choice((1, 2, 100))
