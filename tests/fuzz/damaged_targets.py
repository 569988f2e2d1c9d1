"""Damage to paths and query strings."""

from random import Random

from tests.fuzz.damage import TAKEN, Kind, Loot, Raw, kind

BROKEN = "header-malformed"
LOST = ("parameter-invalid", "not-found")


def _last_segment(raw: Raw, text: bytes) -> Raw:
    path, mark, query = raw.target.partition(b"?")
    return raw.with_target(path + text + mark + query)


def _bad_percent(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, random.choice([b"%", b"%z", b"%zz", b"%1", b"%%", b"%u0041", b"%-1"]))


def _overlong(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, random.choice([b"%c0%af", b"%e0%80%af", b"%ed%a0%80", b"%ff", b"%f4%90%80%80", b"%80"]))


def _twice_escaped(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, random.choice([b"%252f", b"%2500", b"%25", b"%252e%252e"]))


def _dots(raw: Raw, random: Random, _: Loot) -> Raw:
    odd = random.choice([b"/../x", b"/.", b"/..", b"/%2e%2e/x", b"/..%2fx", b"/./x"])
    return _last_segment(raw, odd)


def _slashes(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, random.choice([b"%2f", b"%5c", b"%2Fx", b"/", b"//", b"/x", b";x=1"]))


def _nul_in_path(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, random.choice([b"%00", b"%0d%0a", b"%01", b"%7f", b"%e2%80%a8"]))


def _raw_control(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, random.choice([b"\0", b"\r", b"\x01", b"\x7f", b" x", b"\xff", b"\xc3\xa4"]))


def _other_prefix(raw: Raw, random: Random, _: Loot) -> Raw:
    """What is not below /api may be a page, for whoever asks for one."""
    pages = [b"/API" + raw.target[4:], b"/" + raw.target, b"/%61pi" + raw.target[4:]]
    others = [b"/api/x/.." + raw.target[4:], b"/api/" + raw.target[4:], b"/api/api" + raw.target[4:]]
    return raw.with_target(random.choice(others if raw.method == b"GET" else [*others, *pages]))


def _no_path(raw: Raw, random: Random, _: Loot) -> Raw:
    return raw.with_target(random.choice([b"*", b"", b"api", b"x:y", b"?", b"#", b"//", b"http://", b"http://[/api"]))


def _long_path(raw: Raw, random: Random, _: Loot) -> Raw:
    return _last_segment(raw, b"x" * random.choice([300, 20_000]))


def _query(raw: Raw, text: bytes) -> Raw:
    return raw.with_target(raw.target + (b"&" if b"?" in raw.target else b"?") + text)


def _more_parameters(raw: Raw, random: Random, _: Loot) -> Raw:
    return _query(
        raw, random.choice([b"more=1", b"more", b"=1", b"%00=1", b"boardId=x", b"version[]=1", b"__proto__=1"])
    )


def _repeated_parameter(raw: Raw, random: Random, _: Loot) -> Raw:
    _, mark, query = raw.target.partition(b"?")
    return _query(raw, query if mark else b"a=1&a=1")


def _bad_query(raw: Raw, random: Random, _: Loot) -> Raw:
    return _query(raw, random.choice([b"x=%", b"%zz=1", b"x=%ff", b"x=%c0%af", b"?x=1", b"x=1;y=2", b"x" * 20_000]))


def _empty_pairs(raw: Raw, random: Random, _: Loot) -> Raw:
    """No damage: there is nothing between the signs."""
    return _query(raw, random.choice([b"", b"&", b"&&&"]))


TARGETS: list[Kind] = [
    kind("bad percent sign", "path", _bad_percent, *LOST),
    kind("overlong escape", "path", _overlong, *LOST),
    kind("escaped twice", "path", _twice_escaped, *LOST),
    kind("dot segments", "path", _dots, *LOST, "method-not-allowed"),
    kind("slashes", "path", _slashes, *LOST, "method-not-allowed"),
    kind("control character escaped", "path", _nul_in_path, *LOST),
    kind("control character in the path", "path", _raw_control, BROKEN, *LOST),
    kind("another path", "path", _other_prefix, *LOST, "method-not-allowed"),
    kind("no path", "path", _no_path, BROKEN, "method-not-allowed", *LOST),
    kind("long path", "path", _long_path, *LOST, BROKEN),
    kind("unknown parameter", "query", _more_parameters, "parameter-invalid"),
    kind("parameter repeated", "query", _repeated_parameter, "parameter-invalid"),
    kind("bad query", "query", _bad_query, "parameter-invalid"),
    kind("empty pairs", "query", _empty_pairs, TAKEN),
]
