"""Names and passwords of people who visit."""

import uuid

from tests.end_to_end.visitor import Visitor

PASSWORD = "correct horse battery"  # a value for tests only


def fresh_name(prefix: str = "ada") -> str:
    """A name that nobody has."""
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


async def member(somebody: Visitor) -> str:
    """Open an account and log in; the name."""
    name = fresh_name("member")
    await somebody.register(name, PASSWORD)
    await somebody.log_in(name, PASSWORD)
    return name
