"""Patterns for ranges of whole numbers, exact to the last digit; without anchors.

They are in what Python, RE2 and ECMAScript read alike.
"""


def whole_numbers(low: int, high: int) -> str:
    """Matches every whole number from `low` to `high`, as JSON writes them: no leading zero, no `-0`, no plus."""
    alternatives = ["0"] if low <= 0 <= high else []
    both_signs = min(-low, high)
    if both_signs > 0:
        alternatives.append(f"-?{_group(_positive(1, both_signs))}")
    least, most = max(low, both_signs + 1, 1), high
    alternatives += _positive(least, most)
    least, most = max(-high, both_signs + 1, 1), -low
    alternatives += [f"-{each}" for each in _positive(least, most)]
    return _group(alternatives)


def digits(low: str, high: str) -> str:
    """Matches every text of digits from `low` to `high`, which are of the same length."""
    return _group(_same_length(low, high))


def _group(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"


def _positive(low: int, high: int) -> list[str]:
    """Alternatives for the numbers from `low`, at least 1, to `high`; none if there are none."""
    if low > high:
        return []
    shortest, longest = len(str(low)), len(str(high))
    if shortest == longest:
        return _same_length(str(low), str(high))
    first = shortest if low == 10 ** (shortest - 1) else shortest + 1
    last = longest if high == 10**longest - 1 else longest - 1
    below = [] if first == shortest else _same_length(str(low), "9" * shortest)
    above = [] if last == longest else _same_length(str(10 ** (longest - 1)), str(high))
    between = [f"[1-9]{_any(first - 1, last - 1)}"] if first <= last else []
    return below + between + above


def _same_length(low: str, high: str) -> list[str]:
    length = len(low)
    if low == "0" * length and high == "9" * length:
        return [_any(length, length)]
    if low[0] == high[0]:
        return [low[0] + rest for rest in _same_length(low[1:], high[1:])]
    first, last = int(low[0]), int(high[0])
    below, above = [], []
    if low[1:] != "0" * (length - 1):
        below = [low[0] + rest for rest in _same_length(low[1:], "9" * (length - 1))]
        first += 1
    if high[1:] != "9" * (length - 1):
        above = [high[0] + rest for rest in _same_length("0" * (length - 1), high[1:])]
        last -= 1
    between = [_one(first, last) + _any(length - 1, length - 1)] if first <= last else []
    return below + between + above


def _one(first: int, last: int) -> str:
    return str(first) if first == last else f"[{first}-{last}]"


def _any(least: int, most: int) -> str:
    """From `least` to `most` digits."""
    if (least, most) in ((0, 0), (1, 1)):
        return "[0-9]" * most
    return f"[0-9]{{{least}}}" if least == most else f"[0-9]{{{least},{most}}}"
