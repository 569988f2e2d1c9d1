"""Damage to headers and cookies."""

import uuid
from random import Random

from msgspec.structs import replace

from tests.fuzz.damage import HUNG_UP, TAKEN, Kind, Loot, Raw, kind

BROKEN = "header-malformed"
NOT_YOURS = ("session-required", "subscriber-foreign", "subscriber-rebind")
REQUEST_ID, SUBSCRIBER_ID, COOKIE = b"x-request-id", b"x-subscriber-id", b"cookie"
ODD_TEXTS = (b"\xff\xfe", b"\xc3\xa4", b"\x7f", b"%00", b"'", b'"', b"\t", b"<script>", b"\xe2\x80\xa8")


def _id_missing(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(random.choice([REQUEST_ID, SUBSCRIBER_ID]), *random.choice([(), (b"",)]))


def _id_doubled(raw: Raw, random: Random, _: Loot) -> Raw:
    name = random.choice([REQUEST_ID, SUBSCRIBER_ID, b"cookie"])
    value = raw.get(name) or b"x=y"
    other = random.choice([value, str(uuid.UUID(int=random.getrandbits(128), version=4)).encode()])
    return raw.with_header(name, *random.sample([value, other], 2))


def _id_oversized(raw: Raw, random: Random, _: Loot) -> Raw:
    name = random.choice([REQUEST_ID, SUBSCRIBER_ID])
    return raw.with_header(name, (raw.get(name) or b"x") * random.choice([2, 100, 1_500]))


def _head_oversized(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"x-more", b"x" * random.choice([200_000, 1_000_000]))


def _many_headers(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"x-more", *[b"x"] * random.choice([100, 1_000]))


def _folded(raw: Raw, random: Random, _: Loot) -> Raw:
    name = random.choice([REQUEST_ID, SUBSCRIBER_ID])
    value = raw.get(name) or b""
    at = random.randrange(len(value))
    return raw.with_header(name, value[:at] + b"\r\n " + value[at:])


def _odd_id(raw: Raw, random: Random, _: Loot) -> Raw:
    name = random.choice([REQUEST_ID, SUBSCRIBER_ID])
    value = raw.get(name) or b""
    at = random.randrange(len(value) + 1)
    odd = random.choice([one for one in ODD_TEXTS if one != b"\t" or 0 < at < len(value)])
    return raw.with_header(name, value[:at] + odd + value[at:])


def _control_in_id(raw: Raw, random: Random, _: Loot) -> Raw:
    name = random.choice([REQUEST_ID, SUBSCRIBER_ID])
    value = raw.get(name) or b""
    return raw.with_header(name, value[:9] + random.choice([b"\0", b"\r", b"\x01", b"\n"]) + value[9:])


def _injected(raw: Raw, random: Random, loot: Loot) -> Raw:
    """A second header by way of the first one's value."""
    value = raw.get(REQUEST_ID) or b""
    line = random.choice(
        [b"x-subscriber-id: " + loot.another_subscriber, b"content-type: text/plain", b"x-request-id: 7"]
    )
    if line.startswith(b"content-type") and raw.get(b"content-type") is None:
        line = b"x-request-id: 7"
    return raw.with_header(REQUEST_ID, value + b"\r\n" + line)


def _other_id(raw: Raw, random: Random, _: Loot) -> Raw:
    value = raw.get(REQUEST_ID) or b""
    others = [value.replace(b"-", b""), b"{" + value + b"}", b"urn:uuid:" + value, value[:-1], value + b"0"]
    return raw.with_header(REQUEST_ID, random.choice([*others, value[:-1] + b"g", b"7", b"null"]))


def _same_id(raw: Raw, random: Random, _: Loot) -> Raw:
    """No damage: a UUID may be written in capitals."""
    return raw.with_header(REQUEST_ID, (raw.get(REQUEST_ID) or b"").upper())


def _anothers_id(raw: Raw, random: Random, loot: Loot) -> Raw:
    """Answers are to go to somebody else's socket."""
    return raw.with_header(SUBSCRIBER_ID, loot.another_subscriber).with_header(
        COOKIE, *random.choice([(), (loot.ended_cookie,)])
    )


def _forged_id(raw: Raw, random: Random, loot: Loot) -> Raw:
    value = raw.get(SUBSCRIBER_ID) or b""
    at = random.randrange(len(value))
    other = b"A" if value[at : at + 1] != b"A" else b"B"
    others = [value[:at] + other + value[at + 1 :], value[::-1], value[:-4] + loot.another_subscriber[-4:] + b"="]
    return raw.with_header(SUBSCRIBER_ID, random.choice(others))


def _content_type(raw: Raw, random: Random, _: Loot) -> Raw:
    types = [b"text/plain", b"application/json; charset=utf-16", b"application/jsonp", b"application/json;", b"*/*"]
    types += [b"application/json, application/json", b"application/x-www-form-urlencoded", b"", b"\xff", b"json"]
    types += [b"application/json; charset=utf-8; charset=latin-1", b"application/problem+json", b"a" * 5_000]
    return raw.with_header(b"content-type", random.choice(types))


def _same_type(raw: Raw, random: Random, _: Loot) -> Raw:
    """No damage: other ways to say JSON in UTF-8."""
    types = [b"Application/JSON", b'application/json; charset="UTF-8"', b"application/json\t;charset=utf-8 "]
    return raw.with_header(b"content-type", random.choice(types))


def _preference(raw: Raw, random: Random, _: Loot) -> Raw:
    """A preference that cannot be read is none."""
    wishes = [
        b"wait=-1",
        b"wait=",
        b"wait=99999999999999999999",
        b"wait=1e9",
        b",,,;",
        b"\xff",
        b'wait="',
        b"x" * 9_000,
    ]
    return raw.with_header(b"prefer", *random.sample(wishes, random.randrange(1, 4)))


def _trace(raw: Raw, random: Random, _: Loot) -> Raw:
    """A trace that cannot be read is none."""
    traces = [
        b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00",
        b"ff-1-2-3",
        b"",
        b"\xff",
        b"00-" + b"z" * 52,
        b"x" * 9_000,
    ]
    return raw.with_header(b"traceparent", *random.sample(traces, random.randrange(1, 3))).with_header(
        b"tracestate", b"=,=,\xff"
    )


def _forwarded(raw: Raw, random: Random, _: Loot) -> Raw:
    froms = [b"", b",", b"\xff", b"x" * 9_000, b"1.2.3.4, ::1, [", b"127.0.0.1\t"]
    return raw.with_header(b"x-forwarded-for", random.choice(froms)).with_header(b"x-http-method-override", b"DELETE")


def _host(raw: Raw, random: Random, _: Loot) -> Raw:
    """The gateway asks no header by which name it was called."""
    return raw.with_header(b"host", random.choice([b"", b"elsewhere.example", b"a b", b"\xff", b"x:99999999", b"[::1"]))


def _two_hosts(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(b"host", *random.sample([b"127.0.0.1", b"elsewhere.example"], 2))


def _origin(raw: Raw, random: Random, _: Loot) -> Raw:
    own = raw.get(b"origin") or b"http://127.0.0.1"
    others = [
        b"null",
        b"",
        b"\xff",
        own + b".example",
        own + b"/",
        own.upper(),
        b"https" + own[4:],
        own + b" " + own,
        b"x" * 9_000,
    ]
    return raw.with_header(b"origin", random.choice(others))


def _site(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_header(
        b"sec-fetch-site", random.choice([b"cross-site", b"same-site", b"", b"Same-Origin", b"\xff"])
    )


def _garbage_behind(raw: Raw, random: Random, _: Loot) -> Raw:
    """What stands behind a whole request is not of it."""
    garbage = random.choice([b"\0\0\r\n\r\n", b"x\r\n\r\n", b"\x16\x03\x01", b"POST / HTTP/9\r\n\r\n", b"}"])
    return raw.with_header(b"content-length", b"%d" % len(raw.body)).with_body(raw.body + garbage)


def _name(raw: Raw, random: Random, _: Loot) -> Raw:
    """What is no header at all."""
    name = random.choice([b"x y", b"", b"x\xff", b"(x)", b"x-request-id "])
    return raw.with_header(name, b"1")


def _method(raw: Raw, random: Random, _: Loot) -> Raw:
    return replace(
        raw, method=random.choice([b"TRACE", b"PATCH", b"PROPFIND", b"BREW", b"post", b"", b"P\0ST", b"G" * 99])
    )


def _version(raw: Raw, random: Random, _: Loot) -> Raw:
    return replace(
        raw, version=random.choice([b"HTTP/2.0", b"HTTP/9.9", b"HTTP/1", b"HTP/1.1", b"", b"http/1.1", b"HTTP/1.1 x"])
    )


HEADERS: list[Kind] = [
    kind("id missing", "header", _id_missing, "subscriber-missing", "request-id-missing", "request-id-malformed"),
    kind("header doubled", "header", _id_doubled, "header-repeated"),
    kind("id oversized", "header", _id_oversized, BROKEN, "subscriber-malformed", "request-id-malformed"),
    kind("head oversized", "header", _head_oversized, BROKEN, HUNG_UP),
    kind("many headers", "header", _many_headers, TAKEN),
    kind("header folded", "header", _folded, BROKEN, "subscriber-malformed", "request-id-malformed"),
    kind("odd character in an id", "header", _odd_id, BROKEN, "subscriber-malformed", "request-id-malformed"),
    kind("control character in an id", "header", _control_in_id, BROKEN),
    kind("header injected", "header", _injected, "header-repeated"),
    kind("id in another form", "header", _other_id, "request-id-malformed"),
    kind("id in capitals", "header", _same_id, TAKEN),
    kind("another's subscriber id", "header", _anothers_id, *NOT_YOURS),
    kind("subscriber id forged", "header", _forged_id, "subscriber-malformed"),
    kind("another content type", "body", _content_type, "content-type-unsupported"),
    kind("content type in other words", "body", _same_type, TAKEN),
    kind("preference of nonsense", "header", _preference, TAKEN),
    kind("trace of nonsense", "header", _trace, TAKEN),
    kind("forwarded for nonsense", "header", _forwarded, TAKEN),
    kind("another host", "header", _host, TAKEN, BROKEN),
    kind("two hosts", "header", _two_hosts, "header-repeated"),
    kind("another origin", "header", _origin, "origin-refused"),
    kind("another site", "header", _site, "origin-refused"),
    kind("garbage behind the request", "header", _garbage_behind, TAKEN),
    kind("no header", "header", _name, BROKEN),
    kind("another method", "header", _method, "method-not-allowed", BROKEN),
    kind("another version", "header", _version, BROKEN, TAKEN),
]


def _token(raw: Raw) -> tuple[bytes, bytes]:
    name, _, token = (raw.get(COOKIE) or b"").partition(b"=")
    return name, token


def _cookie_truncated(raw: Raw, random: Random, _: Loot) -> Raw:
    name, token = _token(raw)
    return raw.with_header(COOKIE, name + b"=" + token[: random.randrange(len(token))])


def _cookie_flipped(raw: Raw, random: Random, _: Loot) -> Raw:
    name, token = _token(raw)
    at = random.randrange(len(token))
    other = b"A" if token[at : at + 1] != b"A" else b"B"
    return raw.with_header(COOKIE, name + b"=" + token[:at] + other + token[at + 1 :])


def _cookie_ended(raw: Raw, random: Random, loot: Loot) -> Raw:
    return raw.with_header(COOKIE, loot.ended_cookie)


def _cookies_swapped(raw: Raw, random: Random, loot: Loot) -> Raw:
    """The one's token under the other's name."""
    _, session = _token(raw)
    _, _, login = loot.login_cookie.partition(b"=")
    pair = loot.session_name + b"=" + login, loot.login_name + b"=" + session
    return raw.with_header(COOKIE, b"; ".join(random.sample(pair, 2)))


def _cookie_doubled(raw: Raw, random: Random, loot: Loot) -> Raw:
    own = raw.get(COOKIE) or b""
    return raw.with_header(COOKIE, b"; ".join(random.sample([own, loot.ended_cookie], 2)))


def _cookie_odd(raw: Raw, random: Random, _: Loot) -> Raw:
    name, token = _token(raw)
    return raw.with_header(COOKIE, name + b"=" + token[:9] + random.choice([b"\xff", b"\xc3\xa4"]) + token[9:])


def _cookie_renamed(raw: Raw, random: Random, _: Loot) -> Raw:
    """Names are told apart by case, and the prefix belongs to them."""
    name, token = _token(raw)
    other = random.choice([name.lower(), name.removeprefix(b"__Host-"), b"$" + name, b"__Secure-" + name])
    return raw.with_header(COOKIE, other + b"=" + token)


def _many_cookies(raw: Raw, random: Random, _: Loot) -> Raw:
    """No damage: others' cookies of the same host."""
    others = [b"c%d=%d" % (number, number) for number in range(random.choice([10, 500]))]
    return raw.with_header(COOKIE, b"; ".join([*others, raw.get(COOKIE) or b"", b"=", b"", b"x", b";;"]))


def _huge_cookie(raw: Raw, random: Random, _: Loot) -> Raw:
    name, token = _token(raw)
    return raw.with_header(COOKIE, name + b"=" + token * random.choice([2, 200]))


COOKIES: list[Kind] = [
    kind("cookie truncated", "cookie", _cookie_truncated, *NOT_YOURS, session=True),
    kind("cookie with another letter", "cookie", _cookie_flipped, *NOT_YOURS, session=True),
    kind("cookie of a session that is over", "cookie", _cookie_ended, *NOT_YOURS, session=True),
    kind("cookies swapped", "cookie", _cookies_swapped, *NOT_YOURS, session=True),
    kind("cookie doubled", "cookie", _cookie_doubled, "header-repeated", session=True),
    kind("odd character in a cookie", "cookie", _cookie_odd, BROKEN, session=True),
    kind("cookie under another name", "cookie", _cookie_renamed, *NOT_YOURS, session=True),
    kind("many cookies", "cookie", _many_cookies, TAKEN, session=True),
    kind("huge cookie", "cookie", _huge_cookie, *NOT_YOURS, session=True),
]
