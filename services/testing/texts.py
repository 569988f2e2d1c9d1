"""Texts within limits of length and a pattern: any of them, or those of the least and the greatest length."""

import re
from typing import Final

from hypothesis import strategies as st

ALPHABET: Final = st.characters(exclude_categories=["Cs"])
"""All that UTF-8 can write."""
ODD: Final = ("\0", "\x7f", "\u00e9", "e\u0301", "\u2028", "\ufeff", "\uffff", "\U0001f600", "\U0010ffff")
_FEW: Final = 40
_MORE: Final = 3


def texts_within(low: int | None, high: int | None, pattern: str | None) -> st.SearchStrategy[str]:
    """Any text that has so many code points and matches; most are short."""
    least = low or 0
    if pattern is None:
        return st.text(ALPHABET, min_size=least, max_size=least + _FEW if high is None else min(high, least + _FEW))
    return st.from_regex(pattern, fullmatch=True, alphabet=ALPHABET).map(
        lambda text: _between(text, least, high, pattern)
    ).filter(lambda text: _is_within(text, least, high))  # fmt: skip


def texts_at_limits(low: int | None, high: int | None, pattern: str | None) -> st.SearchStrategy[str]:
    """The shortest and the longest texts, and without a pattern those of characters that are easily got wrong."""
    sizes = [low or 0, (low or 0) + _MORE if high is None else high]
    if pattern is None:
        alike = st.sampled_from(ODD).flatmap(lambda odd: st.sampled_from([_repeated(odd, size) for size in sizes]))
        return alike | st.sampled_from(sizes).flatmap(lambda size: st.text(ALPHABET, min_size=size, max_size=size))
    seeds = texts_within(low, high, pattern)
    return st.builds(lambda seed, size: fitted(seed, size, pattern) or seed, seeds, st.sampled_from(sizes))


def fitted(text: str, size: int, pattern: str | None) -> str | None:
    """A text of exactly this size, made by repeating or leaving out characters; None if none of these matches."""
    missing = size - len(text)
    if missing == 0:
        return text
    if missing > 0:
        tries = (text[:at] + text[at : at + 1] * missing + text[at:] for at in reversed(range(len(text))))
        if not text and pattern is None:
            return "x" * size
    else:
        tries = (text[:at] + text[at - missing :] for at in reversed(range(size + 1)))
    return next((one for one in tries if pattern is None or re.search(pattern, one)), None)


def _between(text: str, low: int, high: int | None, pattern: str) -> str:
    """The text, brought within the limits if that is easily done."""
    if len(text) < low:
        return fitted(text, low, pattern) or text
    if high is not None and len(text) > high:
        return fitted(text, high, pattern) or text
    return text


def _is_within(text: str, low: int, high: int | None) -> bool:
    return low <= len(text) and (high is None or len(text) <= high)


def _repeated(odd: str, size: int) -> str:
    return (odd * size)[:size]
