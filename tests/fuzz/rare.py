"""Characters that chance seldom hits upon, put into texts that stay as their schema says."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

from tests.fuzz.contract import Operation

RARE = (
    *"\0\x01\t\n\r\x1b\x7f\x85\xa0\xad",
    *"'\"\\/%{}<>;`$&",
    *"\u0130\u0131\u017f\u1e9e\u0301\u200b\u200d\u200e\u2028\u2029\u202e\u2060\ufeff\ufffd\uffff",
    *"\U0001f600\U0001f468\U0010ffff\U000e0001",
)
AT_ONCE = 12
ONE_IN = 2


def with_rare_characters(operation: Operation, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The body with a few of them in one of its texts; None if this one is to stay as it is.

    Which, follows from the body alone, so that the same body is always changed in the same way.
    """
    chance = zlib.crc32(json.dumps(body, sort_keys=True, default=str).encode())
    texts = sorted(name for name, value in body.items() if isinstance(value, str) and not name.startswith("@"))
    if chance % ONE_IN or not texts or operation.body is None:
        return None
    name = texts[chance // 7 % len(texts)]
    first = chance // 11 % len(RARE)
    for count in range(AT_ONCE, 0, -1):
        some = "".join(RARE[(first + number) % len(RARE)] for number in range(count))
        place = chance // 13 % (len(body[name]) + 1)
        for text in (body[name][:place] + some + body[name][place:], some):
            if operation.body.is_valid({**body, name: text}):
                return {**body, name: text}
    return None
