"""Damage to bodies: to their bytes, to the JSON in them, and to what the head says of them."""

import gzip
import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.fuzz.damage import HUNG_UP, TAKEN, Kind, Loot, Raw, kind

MALFORMED, INVALID = "body-malformed", "body-invalid"
BROKEN = "header-malformed"
"""Of a request that is no HTTP."""
DEEP = 3_000
BOMB_BYTES = 10 * 1024 * 1024


def _bytes(change: Callable[[bytes, Random], bytes]) -> Callable[[Raw, Random, Loot], Raw]:
    return lambda raw, random, _: raw.with_body(change(raw.body, random))


def _json(change: Callable[[dict[str, Any], Random], bytes]) -> Callable[[Raw, Random, Loot], Raw]:
    return lambda raw, random, _: raw.with_body(change(json.loads(raw.body), random))


def _truncated(body: bytes, random: Random) -> bytes:
    return body[: random.randrange(1, len(body))]


def _flipped(body: bytes, random: Random) -> bytes:
    at = random.randrange(len(body))
    return body[:at] + bytes([body[at] ^ 1 << random.randrange(8)]) + body[at + 1 :]


def _trailing(body: bytes, random: Random) -> bytes:
    return body + random.choice([b"x", b"{}", b"\0", b",", b"]", b"}", b"//", b'"', b"\xef\xbb\xbf", b"\x1a", b"null"])


def _other_unicode(body: bytes, random: Random) -> bytes:
    return body.decode().encode(random.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]))


def _byte_order_mark(body: bytes, random: Random) -> bytes:
    return random.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]) + body


def _invalid_utf_8(body: bytes, random: Random) -> bytes:
    """Overlong forms, surrogates, what is beyond Unicode, and halves."""
    wrong = random.choice([b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xe2\x82", b"\x80"])
    return body.replace(b'": "', b'": "' + wrong, 1)


def _of_text(value: dict[str, Any], random: Random) -> str:
    return random.choice(sorted(name for name, inner in value.items() if isinstance(inner, str) and name[0] != "@"))


def _written(value: dict[str, Any], name: str, text: bytes) -> bytes:
    """The object with this JSON for a member."""
    other = {known: "\0here" if known == name else inner for known, inner in value.items()}
    return json.dumps(other).encode().replace(b'"\\u0000here"', text)


def _lone_surrogate(value: dict[str, Any], random: Random) -> bytes:
    escape = random.choice([rb"\ud800", rb"\udfff", rb"\udc00\ud800", rb"\ud83d", rb"a\ud83dz"])
    return _written(value, _of_text(value, random), b'"' + escape + b'"')


def _nul(value: dict[str, Any], random: Random) -> bytes:
    return _written(value, _of_text(value, random), random.choice([rb'"a\u0000b"', b'"a\0b"', rb'"ab\u0000"']))


def _control(value: dict[str, Any], random: Random) -> bytes:
    return _written(value, _of_text(value, random), b'"a%cb"' % random.choice([1, 9, 10, 13, 27, 31]))


def _bad_escape(value: dict[str, Any], random: Random) -> bytes:
    return _written(value, _of_text(value, random), random.choice([rb'"\x41"', rb'"\u12"', rb'"\'"', rb'"\U00000041"']))


def _duplicated(value: dict[str, Any], random: Random) -> bytes:
    """The last one counts."""
    name = random.choice(sorted(value))
    again = json.dumps({name: random.choice([value[name], None, []])})
    return (json.dumps(value)[:-1] + ", " + again[1:]).encode()


def _another_case(value: dict[str, Any], random: Random) -> bytes:
    name = random.choice(sorted(value))
    return json.dumps({**value, random.choice([name.upper(), name.title(), name + " "]): value[name]}).encode()


def _unknown(value: dict[str, Any], random: Random) -> bytes:
    names = ["more", "", "__proto__", "constructor", "@id", "$ref", "x" * 5_000, "\u0000", "authorId", "loginHash"]
    return json.dumps({**value, random.choice(names): random.choice([1, None, {}, "x"])}).encode()


def _nested(value: dict[str, Any], random: Random) -> bytes:
    opens, closes = random.choice([(b"[", b"]"), (b'{"a":', b"}")])
    deep = random.choice([300, DEEP])
    return _written({**value, "text": ""}, "text", opens * deep + b"1" + closes * deep)


def _number(value: dict[str, Any], random: Random) -> bytes:
    texts = [b"9" * 5_000, b"1e999999", b"-0." + b"0" * 5_000 + b"1", b"1E400", b"01", b"+1", b"0x1", b".5", b"1."]
    return _written(value, random.choice(sorted(value)), random.choice(texts))


def _no_number(value: dict[str, Any], random: Random) -> bytes:
    texts = [b"NaN", b"Infinity", b"-Infinity", b"nan", b"undefined", b"None", b"True"]
    return _written(value, random.choice(sorted(value)), random.choice(texts))


def _wrong_type(value: dict[str, Any], random: Random) -> bytes:
    name = random.choice(sorted(value))
    others = [None, True, 7.5, "x", [], {}, [value[name]], {"value": value[name]}]
    return json.dumps(
        {**value, name: random.choice([one for one in others if type(one) is not type(value[name])])}
    ).encode()


def _another_tag(value: dict[str, Any], random: Random) -> bytes:
    tag = random.choice(["accounts.Nothing", "", None, 7, "wire.Failed", "Greet", ["greetings.Greet"]])
    return json.dumps({"@type": tag, **value}).encode()


def _no_object(body: bytes, random: Random) -> bytes:
    return random.choice(
        [b"[]", b"null", b"7", b'"x"', b"true", b"[" + body + b"]", json.dumps(body.decode()).encode()]
    )


def _not_json(body: bytes, random: Random) -> bytes:
    single = body.replace(b'"', b"'")
    others = [b"name=ada&text=x", b"<a/>", b"{name: 1}", single, b"/**/" + body, body[:-1] + b",}", b"%7B%7D"]
    return random.choice(others)


def _too_large(body: bytes, random: Random) -> bytes:
    return random.choice([b" " * 70_000 + body, body + b"\n" * 70_000, b" " * 900_000 + body])


def _says_less(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"content-length", b"%d" % random.randrange(1, len(raw.body)))


def _says_more(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"content-length", b"%d" % (len(raw.body) + random.choice([1, 7, 5_000])))


def _says_nonsense(raw: Raw, random: Random, _: Loot) -> Raw:
    lengths = [b"-1", b"+5", b"0x10", b"1e2", b"5 5", b"5, 6", b"9" * 40, b"abc", b"18446744073709551617"]
    return raw.with_header(b"content-length", random.choice(lengths))


def _two_lengths(raw: Raw, random: Random, _: Loot) -> Raw:
    right = b"%d" % len(raw.body)
    return raw.with_header(b"content-length", *random.sample([right, b"1"], 2))


def _chunked(raw: Raw, random: Random, _: Loot) -> Raw:
    sizes = [b"zz", b"-5", b"0x5", b"f" * 17, b"", b"5;" + b"x" * 20_000, b" 5", b"%x" % (len(raw.body) + 9)]
    body = random.choice(sizes) + b"\r\n" + raw.body + b"\r\n0\r\n\r\n"
    return raw.with_header(b"transfer-encoding", b"chunked").with_body(body)


def _chunked_rightly(raw: Raw, random: Random, _: Loot) -> Raw:
    """No damage: the same request in pieces, with extensions and trailers."""
    at = random.randrange(1, len(raw.body))
    pieces = [
        b"%x%s\r\n%s\r\n" % (len(piece), random.choice([b"", b";a=b"]), piece)
        for piece in (raw.body[:at], raw.body[at:])
    ]
    end = random.choice([b"0\r\n\r\n", b"0\r\nx-request-id: 7\r\n\r\n", b"000\r\n\r\n"])
    return raw.with_header(b"transfer-encoding", b"chunked").with_body(b"".join(pieces) + end)


def _both_lengths(raw: Raw, random: Random, _: Loot) -> Raw:
    """The beginning of most request smuggling."""
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw.body), raw.body)
    coding = random.choice([b"chunked", b"identity, chunked", b"xchunked", b"chunked, identity", b"\x0bchunked"])
    length = b"%d" % random.choice([len(raw.body), len(body), 0])
    return raw.with_header(b"transfer-encoding", coding).with_header(b"content-length", length).with_body(body)


def _compressed(raw: Raw, random: Random, _: Loot) -> Raw:
    coding = random.choice([b"gzip", b"br", b"deflate", b"zstd", b"gzip, gzip", b"x"])
    return raw.with_header(b"content-encoding", coding)


def _really_compressed(raw: Raw, random: Random, _: Loot) -> Raw:
    body = gzip.compress(random.choice([raw.body, raw.body + b" " * BOMB_BYTES]), mtime=0)
    says = random.choice([raw, raw.with_header(b"content-encoding", b"gzip")])
    return says.with_body(body)


BODIES: list[Kind] = [
    kind("truncated", "body", _bytes(_truncated), MALFORMED),
    kind("bit flipped", "body", _bytes(_flipped), MALFORMED, INVALID, TAKEN),
    kind("doubled", "body", _bytes(lambda body, _: body * 2), MALFORMED),
    kind("garbage behind", "body", _bytes(_trailing), MALFORMED),
    kind("byte order mark", "body", _bytes(_byte_order_mark), MALFORMED),
    kind("another Unicode", "body", _bytes(_other_unicode), MALFORMED),
    kind("invalid UTF-8", "body", _bytes(_invalid_utf_8), MALFORMED),
    kind("lone surrogate", "body", _json(_lone_surrogate), MALFORMED),
    kind("NUL in a text", "body", _json(_nul), MALFORMED, INVALID, TAKEN),
    kind("control character", "body", _json(_control), MALFORMED),
    kind("bad escape", "body", _json(_bad_escape), MALFORMED),
    kind("key duplicated", "body", _json(_duplicated), INVALID, TAKEN),
    kind("key in another case", "body", _json(_another_case), INVALID),
    kind("unknown key", "body", _json(_unknown), INVALID),
    kind("deep nesting", "body", _json(_nested), INVALID, MALFORMED),
    kind("odd number", "body", _json(_number), INVALID, MALFORMED),
    kind("not a number", "body", _json(_no_number), MALFORMED),
    kind("wrong type", "body", _json(_wrong_type), INVALID),
    kind("another tag", "body", _json(_another_tag), INVALID),
    kind("no object", "body", _bytes(_no_object), INVALID),
    kind("no JSON", "body", _bytes(_not_json), MALFORMED),
    kind("empty", "body", _bytes(lambda body, _: b""), MALFORMED),
    kind("too large", "body", _bytes(_too_large), "body-too-large"),
    kind("length too short", "body", _says_less, MALFORMED, INVALID),
    kind("length too long", "body", _says_more, MALFORMED, waits=True),
    kind("length of nonsense", "body", _says_nonsense, BROKEN, "body-too-large"),
    kind("two lengths", "body", _two_lengths, BROKEN),
    kind("chunks of bad sizes", "body", _chunked, BROKEN, MALFORMED, HUNG_UP, waits=True),
    kind("chunked", "body", _chunked_rightly, TAKEN),
    kind("length and chunks", "body", _both_lengths, BROKEN),
    kind("coding that is a lie", "body", _compressed, "content-type-unsupported"),
    kind("compressed", "body", _really_compressed, "content-type-unsupported", MALFORMED),
]
