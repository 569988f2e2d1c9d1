"""Requests for a command or query as the generated client makes them, and their parts as JSON."""

import inspect
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from functools import cache
from typing import Any, NoReturn
from urllib.parse import quote, unquote

from hypothesis import strategies as st
from msgspec import Struct

from services.testing.composed import Composer
from services.testing.schema_text import schema_of
from services.wire.entry import Entry
from services.wire.generated.catalog import BY_TYPE, CATALOG
from services.wire.generated.client import Call, Client


class Request(Struct, frozen=True):
    """What a client sends below /api. `parameters` are those of path and query: texts, as often as they stand there."""

    name: str
    method: str
    route: str
    parameters: Mapping[str, tuple[str, ...]]
    body: Any = None
    """As JSON's Python values; None for a route that takes none."""

    @property
    def path(self) -> str:
        """The route with its parameters filled in."""
        path = self.route
        for name in self._in_path():
            path = path.replace(f"{{{name}}}", quote(self.parameters[name][0], safe=""))
        return path

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """What stands behind the question mark."""
        in_path = self._in_path()
        return tuple((name, text) for name, texts in self.parameters.items() if name not in in_path for text in texts)

    @property
    def content(self) -> bytes | None:
        """The body as it goes out."""
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def call(self) -> Call:
        """The request as a transport takes it: `await client.transport.request(request.call)`."""
        return Call(
            name=self.name,
            method=self.method,
            path=self.path,
            query=self.query,
            body=self.content,
            timeout_ms=CATALOG[self.name].timeout_ms,
        )

    def _in_path(self) -> list[str]:
        return [name for name in self.parameters if f"{{{name}}}" in self.route]


def requests(type_: type[Struct], *, is_at_limits: bool = False) -> st.SearchStrategy[Request]:
    """Requests that the gateway takes."""
    entry = BY_TYPE.get(type_)
    if entry is None or entry.route is None:
        raise TypeError(f"expected a command or a query, got {type_.__name__}")
    composer = Composer(lambda leaf: leaf.limits if is_at_limits else leaf.any, is_at_limits=is_at_limits)
    written = schema_of(type_)
    arguments = {
        field.attribute: composer.field(entry.body, field.attribute, None)
        if field.seal_to and entry.body is not None
        else composer.field(type_, field.attribute, written)
        for field in entry.fields
        if field.source in ("body", "path", "query")
    }
    called = _Caller(entry)
    return st.fixed_dictionaries(arguments).map(lambda given: _as_request(entry, called(given)))


class _Recorded(Exception):
    """What the client was about to send."""

    def __init__(self, call: Call) -> None:
        super().__init__(call.name)
        self.call = call


class _Recorder:
    """A transport that sends nothing."""

    async def request(self, call: Call) -> NoReturn:
        raise _Recorded(call)

    def feed(self, call: Call) -> AsyncGenerator[bytes, None]:
        raise _Recorded(call)


class _Caller:
    """Calls the method of the generated client that makes requests of one name."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._method: Callable[..., Any] | None = None

    def __call__(self, given: Mapping[str, Any]) -> Call:
        if self._method is None:
            alike = _methods(frozenset(given))
            self._method = next(method for method in alike if _called_name(method, given) == self._entry.name)
        return _called(self._method, given)


@cache
def _methods(arguments: frozenset[str]) -> tuple[Callable[..., Any], ...]:
    """Those that take just these arguments."""
    clients = vars(Client(_Recorder())).values()
    methods = [
        method
        for client in clients
        for name, method in inspect.getmembers(client, inspect.ismethod)
        if not name.startswith("_")
    ]
    return tuple(method for method in methods if set(inspect.signature(method).parameters) == arguments)


def _called_name(method: Callable[..., Any], given: Mapping[str, Any]) -> str | None:
    """What a method calls its request; None if the arguments are of another kind."""
    try:
        return _called(method, given).name
    except (AttributeError, TypeError, ValueError):
        return None


def _called(method: Callable[..., Any], given: Mapping[str, Any]) -> Call:
    """What a method of the client would send. It comes to that at once: nothing is waited for before."""
    begun = method(**given)
    step = begun.__anext__() if inspect.isasyncgen(begun) else begun
    try:
        step.send(None)
    except _Recorded as recorded:
        return recorded.call
    raise TypeError(f"{method} sends nothing")


def _as_request(entry: Entry, call: Call) -> Request:
    if entry.route is None:
        raise TypeError(f"{entry.name} has no route")
    parameters: dict[str, tuple[str, ...]] = {}
    for template, segment in zip(entry.route.path.split("/"), call.path.split("/"), strict=True):
        if template.startswith("{"):
            parameters[template[1:-1]] = (unquote(segment),)
    for name, text in call.query:
        parameters[name] = (*parameters.get(name, ()), text)
    return Request(
        entry.name, call.method, entry.route.path, parameters, None if call.body is None else json.loads(call.body)
    )
