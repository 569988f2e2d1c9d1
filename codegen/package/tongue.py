"""How a README speaks of a client in one language."""

from collections.abc import Callable

from msgspec import Struct

from codegen.model import Record

from .example import Example
from .names import Names

GATEWAY = "http://127.0.0.1:8080"


class Tongue(Struct, frozen=True, kw_only=True):
    """`sessions` has the functions that begin, end and read a session; `errors` says what becomes of errors."""

    fence: str
    needs: str
    errors: str
    sessions: dict[str, str]
    package: Callable[[Names], str]
    install: Callable[[Names], str]
    function: Callable[[Record], str]
    first: Callable[[Names, Example], str]
    feed: Callable[[Example], str]
