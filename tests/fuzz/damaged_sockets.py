"""Damage to the handshake of a socket, and what clients could send up a socket that only comes down."""

import base64
from collections.abc import Callable
from random import Random
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tests.fuzz.damage import HUNG_UP, TAKEN, Kind, Loot, Raw, kind

BROKEN = "header-malformed"
PROTOCOLS: Final = b"sec-websocket-protocol"
KEY: Final = b"sec-websocket-key"
VERSION: Final = b"sec-websocket-version"


def handshake(host: bytes, origin: bytes, cookie: bytes | None, random: Random) -> Raw:
    """One that opens a socket."""
    headers = [
        (b"host", host),
        (b"origin", origin),
        (b"upgrade", b"websocket"),
        (b"connection", b"Upgrade"),
        (KEY, base64.b64encode(random.randbytes(16))),
        (VERSION, b"13"),
        (PROTOCOLS, b"millrace.v1"),
    ]
    headers += [] if cookie is None else [(b"cookie", cookie)]
    return Raw(b"GET", b"/api/socket", tuple(headers))


def _version(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(
        VERSION, *random.choice([(), (b"8",), (b"14",), (b"",), (b"x",), (b"13", b"13"), (b"\xff",)])
    )


def _key(raw: Raw, random: Random, _: Loot) -> Raw:
    own = raw.get(KEY) or b""
    others = [(), (b"",), (b"x",), (own[:-4],), (own, own), (b"\xff" * 24,), (b"A" * 5_000,), (own[:-2] + b"!=",)]
    return raw.with_header(KEY, *random.choice(others))


def _upgrade(raw: Raw, random: Random, _: Loot) -> Raw:
    name, value = random.choice([(b"upgrade", b"h2c"), (b"connection", b"close"), (b"upgrade", b"websocket, h2c")])
    return raw.with_header(name, value)


def _subprotocol(raw: Raw, random: Random, _: Loot) -> Raw:
    others = [
        (),
        (b"",),
        (b"millrace.v2",),
        (b"MILLRACE.V1",),
        (b"millrace",),
        (b"\xff",),
        (b",,,",),
        (b"millrace.v1;x",),
    ]
    return raw.with_header(PROTOCOLS, *random.choice(others))


def _origin(raw: Raw, random: Random, _: Loot) -> Raw:
    own = raw.get(b"origin") or b""
    others = [(), (b"null",), (b"",), (own + b".example",), (own + b"/",), (b"\xff",), (b"https://elsewhere.example",)]
    return raw.with_header(b"origin", *random.choice(others))


def _doubled(raw: Raw, random: Random, _: Loot) -> Raw:
    name = random.choice([b"origin", b"host"])
    return raw.with_header(name, raw.get(name) or b"", random.choice([raw.get(name) or b"", b"elsewhere.example"]))


def _offer(raw: Raw, *offers: bytes) -> Raw:
    return raw.with_header(PROTOCOLS, b", ".join([b"millrace.v1", *offers]))


def _token(raw: Raw, random: Random, loot: Loot) -> Raw:
    tokens = [
        b"",
        b"x",
        b"A" * 300,
        loot.another_subscriber,
        base64.urlsafe_b64encode(random.randbytes(120)).rstrip(b"="),
    ]
    return _offer(raw, b"millrace.resume." + random.choice(tokens), b"millrace.pos.1-1")


def _position(raw: Raw, random: Random, _: Loot) -> Raw:
    """Without a token, positions say nothing."""
    odd = [b"-1-1", b"1-", b"99999-1", b"1-999999999999999999", b"1-9999999999999999999", b"x-y", b"1-1-1", b""]
    offers = [b"millrace.pos." + random.choice(odd) for _ in range(random.choice([1, 200]))]
    return _offer(raw, *offers)


def _cookie(raw: Raw, random: Random, loot: Loot) -> Raw:
    """Of nobody: the socket is anonymous."""
    return raw.with_header(
        b"cookie", random.choice([loot.ended_cookie, loot.login_cookie, loot.session_name + b"=x", b";;"])
    )


def _bad_cookie(raw: Raw, random: Random, loot: Loot) -> Raw:
    other = random.choice([loot.ended_cookie + b"; " + loot.own_cookie, loot.session_name + b"=\xff"])
    return raw.with_header(b"cookie", other)


def _method(raw: Raw, random: Random, _: Loot) -> Raw:
    return replace(raw, method=random.choice([b"POST", b"HEAD", b"PUT", b"OPTIONS"]))


def _old_http(raw: Raw, random: Random, _: Loot) -> Raw:
    return replace(raw, version=b"HTTP/1.0")


def _path(raw: Raw, random: Random, _: Loot) -> Raw:
    paths = [
        b"/api/socket/",
        b"/api//socket",
        b"/api/sockets",
        b"/",
        b"/api/socket%2f",
        b"/api/register",
        b"/api/socket\xff",
    ]
    return raw.with_target(random.choice(paths))


def _folded(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"x-more", random.choice([b"a\r\n b", b"a\0b", b"a\x01b"]))


def _large(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"x-more", b"x" * random.choice([9_000, 30_000]))


def _many(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"x-more", *[b"x"] * random.choice([130, 500]))


def _odd_header(raw: Raw, random: Random, _: Loot) -> Raw:
    """What is let be elsewhere is let be here."""
    return raw.with_header(b"x-more", random.choice([b"\xff\xfe", b"\xc3\xa4", b"", b'"']))


def _body(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"content-length", b"5").with_body(b"hello")


def _behind(raw: Raw, random: Random, _: Loot) -> Raw:
    """Before there is a socket, nothing can be said on it."""
    garbage = random.choice([b"\0" * 9, b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 99, _frame(1, b"hello")])
    return replace(raw, behind=garbage)


HANDSHAKES: list[Kind] = [
    kind("handshake of another version", "handshake", _version, BROKEN, "header-repeated"),
    kind("handshake with a bad key", "handshake", _key, BROKEN, "header-repeated"),
    kind("handshake for another upgrade", "handshake", _upgrade, BROKEN, TAKEN),
    kind("handshake without the subprotocol", "handshake", _subprotocol, BROKEN),
    kind("handshake from another origin", "handshake", _origin, "origin-refused"),
    kind("handshake with a header doubled", "handshake", _doubled, "header-repeated", BROKEN),
    kind("resume token of nonsense", "handshake", _token, TAKEN),
    kind("position of nonsense", "handshake", _position, TAKEN),
    kind("handshake with a cookie of nobody", "handshake", _cookie, TAKEN),
    kind("handshake with a bad cookie", "handshake", _bad_cookie, BROKEN, "header-repeated"),
    kind("handshake by another method", "handshake", _method, BROKEN, "method-not-allowed"),
    kind("handshake in HTTP/1.0", "handshake", _old_http, BROKEN, TAKEN),
    kind("handshake elsewhere", "handshake", _path, BROKEN, "not-found", "method-not-allowed"),
    kind("handshake with a folded header", "handshake", _folded, BROKEN),
    kind("handshake with a large header", "handshake", _large, BROKEN, TAKEN),
    kind("handshake with many headers", "handshake", _many, BROKEN, TAKEN),
    kind("handshake with an odd header", "handshake", _odd_header, TAKEN),
    kind("handshake with a body", "handshake", _body, BROKEN, TAKEN),
    kind("garbage behind the handshake", "handshake", _behind, BROKEN, TAKEN, HUNG_UP),
]

SENT_DATA, PROTOCOL, NOT_UTF_8, TOO_BIG = 4400, 1002, 1007, 1009


class Upstream(Struct, frozen=True):
    """What a client sends on an open socket: pieces, and with which codes it may be put out."""

    name: str
    pieces: Callable[[Random], list[bytes]]
    codes: frozenset[int]
    may_stay: bool = False
    """Whether the socket may go on as if nothing was."""
    may_be_cut: bool = False
    """Whether the connection may end without a close frame."""


def _frame(opcode: int, payload: bytes, *, final: bool = True, masked: bool = True, size: int | None = None) -> bytes:
    """A frame of a client; `size` is what its head says, if that is a lie."""
    says = len(payload) if size is None else size
    first = bytes([(0x80 if final else 0) | opcode])
    mask = 0x80 if masked else 0
    if says < 126:
        head = first + bytes([mask | says])
    elif says < 65_536:
        head = first + bytes([mask | 126]) + says.to_bytes(2, "big")
    else:
        head = first + bytes([mask | 127]) + says.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if masked else b"") + payload


TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def _flood(random: Random) -> list[bytes]:
    return [_frame(random.choice([PING, PONG]), random.randbytes(random.randrange(126))) for _ in range(2_000)]


def _fragments(random: Random) -> list[bytes]:
    """A message that never ends, in many pieces of nothing or one of a byte each."""
    piece = random.choice([b"", b"x"])
    return [_frame(TEXT, piece, final=False), *[_frame(0, piece, final=False)] * 3_000]


def _close_payload(random: Random) -> list[bytes]:
    codes = [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535]
    payload = random.choice(
        [code.to_bytes(2, "big") for code in codes] + [b"\x03", b"\x03\xe8\xff\xfe", b"\x03\xe8\xed\xa0\x80"]
    )
    return [_frame(CLOSE, payload)]


def codes(*given: int) -> frozenset[int]:
    return frozenset(given)


UPSTREAM: list[Upstream] = [
    Upstream("text upstream", lambda random: [_frame(TEXT, random.choice([b"hi", b"", b"{}"]))], codes(SENT_DATA)),
    Upstream("binary upstream", lambda random: [_frame(BINARY, random.randbytes(9))], codes(SENT_DATA)),
    Upstream("two messages upstream", lambda _: [_frame(TEXT, b"a") * 2], codes(SENT_DATA)),
    Upstream("text that is not UTF-8", lambda _: [_frame(TEXT, b"\xff\xed\xa0\x80")], codes(SENT_DATA)),
    Upstream("unmasked frame", lambda _: [_frame(TEXT, b"hi", masked=False)], codes(PROTOCOL)),
    Upstream("reserved opcode", lambda random: [_frame(random.choice([3, 7, 11, 15]), b"")], codes(PROTOCOL)),
    Upstream("reserved bits", lambda random: [_frame(TEXT | random.choice([16, 32, 64]), b"x")], codes(PROTOCOL)),
    Upstream("big message", lambda _: [_frame(TEXT, b"x" * 2_000)], codes(TOO_BIG)),
    Upstream(
        "frame that says it is huge",
        lambda random: [_frame(TEXT, b"x", size=random.choice([2**32, 2**62, 2**63]))],
        codes(TOO_BIG, PROTOCOL),
    ),
    Upstream("fragments for ever", _fragments, codes(SENT_DATA, TOO_BIG)),
    Upstream("continuation of nothing", lambda _: [_frame(0, b"x")], codes(PROTOCOL)),
    Upstream(
        "message inside a message",
        lambda _: [_frame(TEXT, b"a", final=False), _frame(TEXT, b"b")],
        codes(PROTOCOL, SENT_DATA),
    ),
    Upstream("fragmented ping", lambda _: [_frame(PING, b"x", final=False)], codes(PROTOCOL)),
    Upstream("ping too long", lambda _: [_frame(PING, b"x" * 126)], codes(PROTOCOL)),
    Upstream("close of nonsense", _close_payload, codes(PROTOCOL, NOT_UTF_8)),
    Upstream("close that says nothing", lambda _: [_frame(CLOSE, b"")], codes(1000, 1005)),
    Upstream("pings and pongs in a flood", _flood, codes(), may_stay=True),
    Upstream("half a frame", lambda _: [_frame(TEXT, b"", size=100)], codes(), may_stay=True, may_be_cut=True),
    Upstream(
        "garbage upstream", lambda random: [random.randbytes(500)], codes(PROTOCOL, TOO_BIG, SENT_DATA), may_be_cut=True
    ),
]
"""What whoever does it is told."""

PROBE: Final = b"still there?"
PING_FRAME: Final = _frame(PING, PROBE)
CLOSE_FRAME: Final = _frame(CLOSE, (1000).to_bytes(2, "big"))
