"""The patterns of what is text in the JSON form (schemas/JSON.md), anchored at both ends.

The decoder and OpenAPI read the very same ones. They are in what Python, RE2 and ECMAScript read alike.
"""

from .digit_ranges import digits, whole_numbers

LONG_RANGE = (-(2**63), 2**63 - 1)
_MOST_UINT32 = 2**32 - 1

_MONTH_AND_DAY = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_BY_FOUR = "(?:0[48]|[2468][048]|[13579][26])"
_LEAP_YEARS = f"(?:[0-9]{{2}}{_BY_FOUR}|{_BY_FOUR}00)"
# From 1678 to 2261, the whole years of 64 bits of nanoseconds.
_LEAP_YEARS_IN_NANOS = (
    f"(?:16(?:8[048]|9[26])|(?:1[7-9]|21){_BY_FOUR}|20(?:00|{_BY_FOUR})|22(?:[024][48]|[135][26]|[246]0))"
)
_FRACTION = r"(?:\.[0-9]{1,9})?"
_CLOCK = f"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]{_FRACTION}"
_OFFSET = "(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_NO_OFFSET = "(?:[Zz]|[+-]00:00)"


def _date(first_year: str, last_year: str, leap_years: str = _LEAP_YEARS) -> str:
    return f"(?:{digits(first_year, last_year)}-{_MONTH_AND_DAY}|{leap_years}-02-29)"


def anchored(body: str) -> str:
    return f"^{body}$"


DATE = anchored(_date("0001", "9999"))
TIME = anchored(_CLOCK)
# In the first and the last year an offset could lead out of the years that there are.
TIMESTAMP = anchored(
    f"(?:{_date('0002', '9998')}[Tt]{_CLOCK}{_OFFSET}|(?:0001|9999)-{_MONTH_AND_DAY}[Tt]{_CLOCK}{_NO_OFFSET})"
)
LOCAL_TIMESTAMP = anchored(f"{_date('0001', '9999')}[Tt]{_CLOCK}")
_NANOS_YEARS = _date("1678", "2261", _LEAP_YEARS_IN_NANOS)
# The first and the last second of 64 bits, of which not all nanoseconds are there, are told with nine digits.
_FIRST_NANOS = (
    rf"1677-(?:09-21[Tt]00:12:43\.{digits('145224192', '999999999')}"
    rf"|09-21[Tt](?:00:(?:12:{digits('44', '59')}|{digits('13', '59')}:[0-5][0-9])"
    rf"|(?:0[1-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]){_FRACTION}"
    rf"|(?:09-(?:2[2-9]|30)|1[02]-(?:0[1-9]|[12][0-9]|3[01])|11-(?:0[1-9]|[12][0-9]|30))[Tt]{_CLOCK})"
)
_LAST_NANOS = (
    rf"2262-(?:04-11[Tt]23:47:16(?:\.{digits('000000000', '854775807')})?"
    rf"|04-11[Tt](?:23:(?:47:{digits('00', '15')}|{digits('00', '46')}:[0-5][0-9])"
    rf"|(?:[01][0-9]|2[0-2]):[0-5][0-9]:[0-5][0-9]){_FRACTION}"
    rf"|(?:04-(?:0[1-9]|10)|0[13]-(?:0[1-9]|[12][0-9]|3[01])|02-(?:0[1-9]|1[0-9]|2[0-8]))[Tt]{_CLOCK})"
)
TIMESTAMP_NANOS = anchored(f"(?:{_NANOS_YEARS}[Tt]{_CLOCK}{_OFFSET}|(?:{_FIRST_NANOS}|{_LAST_NANOS}){_NO_OFFSET})")
LOCAL_TIMESTAMP_NANOS = anchored(f"(?:{_NANOS_YEARS}[Tt]{_CLOCK}|{_FIRST_NANOS}|{_LAST_NANOS})")

_UINT32 = whole_numbers(0, _MOST_UINT32)
_MOST_SECONDS, _MOST_MILLISECONDS = divmod(_MOST_UINT32, 1000)
_SECONDS = (
    rf"(?:{whole_numbers(0, _MOST_SECONDS - 1)}(?:\.[0-9]{{3}})?"
    rf"|{_MOST_SECONDS}(?:\.{digits('000', f'{_MOST_MILLISECONDS:03}')})?)"
)
DURATION = anchored(f"P{_UINT32}M{_UINT32}DT{_SECONDS}S")

BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
UUID_WITHOUT_HYPHENS = "^[0-9A-Fa-f]{32}$"
UUID = "^(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"
# RE2 counts no further than 1000.
BIG_DECIMAL = r"^-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,1000})?$"


def long(low: int | None = None, high: int | None = None) -> str:
    """A whole number of 64 bits, or within narrower limits."""
    least, most = LONG_RANGE
    return anchored(whole_numbers(least if low is None else low, most if high is None else high))


def decimal(precision: int, scale: int) -> str:
    """At most `precision` digits, of which `scale` stand behind the point."""
    whole = whole_numbers(0, 10 ** (precision - scale) - 1)
    return anchored(f"-?{whole}" + (rf"(?:\.[0-9]{{1,{scale}}})?" if scale else ""))


def base64_of(size: int) -> str:
    """Base64 of exactly `size` bytes."""
    whole, rest = divmod(size, 3)
    ending = {0: "", 1: "[A-Za-z0-9+/]{2}==", 2: "[A-Za-z0-9+/]{3}="}[rest]
    return anchored((f"[A-Za-z0-9+/]{{{4 * whole}}}" if whole else "") + ending)
