"""Reads path and query parameters as strictly as bodies: what stands in a URL twice or unasked is refused."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec
from msgspec import Struct, inspect

from gateway.problems import Refusal, field_error
from services.wire.entry import Entry
from services.wire.generated.wire import FieldError, ProblemType

T = TypeVar("T", bound=Struct)

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,30})?|true|false")


class ParameterReader:
    """Reads the parameters of one command or query."""

    def __init__(self, entry: Entry, retired: frozenset[str] = frozenset()) -> None:
        """`retired` are parameters of earlier versions, which are let be."""
        self._type = entry.parameters
        self._retired = retired
        self._query_names = {field.name for field in entry.fields if field.source == "query"}
        self._path_names = {field.name for field in entry.fields if field.source == "path"}
        types = _json_types(entry.parameters) if entry.parameters is not None else {}
        self._lists = {name for name, kind in types.items() if isinstance(kind, inspect.ListType)}
        self._numbers = {name for name, kind in types.items() if _is_number(kind)}

    def read(self, path_values: Mapping[str, str], query: bytes) -> Struct | None:
        """The parameters as their Struct, None if there are none; raises `Refusal`."""
        values: dict[str, Any] = {}
        for name in self._path_names:
            values[name] = self._value(name, decode_percent(path_values[name], name))
        for name, text in _pairs(query):
            if name in self._retired:
                continue
            if name not in self._query_names:
                raise _invalid(name[:100], "There is no such parameter")
            value = self._value(name, text)
            if name in self._lists:
                values.setdefault(name, []).append(value)
            elif name in values:
                raise _invalid(name, "Expected once, came more than once")
            else:
                values[name] = value
        return None if self._type is None else _convert(values, self._type)

    def _value(self, name: str, text: str) -> object:
        """Numbers and booleans are written as in JSON; everything else is text."""
        if name in self._numbers and _NUMBER.fullmatch(text):
            return msgspec.json.decode(text.encode())
        return text


def decode_percent(text: str, name: str) -> str:
    """The UTF-8 text behind percent signs; raises `Refusal` where there is none."""
    if "%" not in text:
        return text
    if _BROKEN_ESCAPE.search(text):
        raise _invalid(name[:100], "A percent sign is not followed by two hexadecimal digits")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise _invalid(name[:100], "The bytes behind the percent signs are not UTF-8") from None


def refuse_query(query: bytes) -> None:
    """For a route without query parameters."""
    for name, _ in _pairs(query):
        raise _invalid(name[:100], "There is no such parameter")


def _pairs(query: bytes) -> Iterator[tuple[str, str]]:
    if not query:
        return
    for pair in query.decode("latin-1").split("&"):
        name, _, value = pair.replace("+", " ").partition("=")
        if pair:
            name = decode_percent(name, "query")
            yield name, decode_percent(value, name)


def _convert(values: Mapping[str, Any], type_: type[T]) -> T:
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        fault = field_error(error)
        raise _invalid(fault.path.removeprefix("$.").removeprefix("$"), fault.message) from None


def _invalid(name: str, message: str) -> Refusal:
    fault = FieldError(path=name, message=message)
    return Refusal(ProblemType.PARAMETER_INVALID, f"{name}: {message}.", errors=[fault])


def _json_types(type_: type[Struct]) -> dict[str, inspect.Type]:
    info = inspect.type_info(type_)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"expected a Struct, got {type_.__name__}")
    return {field.encode_name: _without_null(field.type) for field in info.fields}


def _without_null(kind: inspect.Type) -> inspect.Type:
    if isinstance(kind, inspect.Metadata):
        return _without_null(kind.type)
    if isinstance(kind, inspect.UnionType):
        return _only([member for member in kind.types if not isinstance(member, inspect.NoneType)])
    return kind


def _only(kinds: Iterable[inspect.Type]) -> inspect.Type:
    (kind,) = kinds
    return kind


def _is_number(kind: inspect.Type) -> bool:
    item = kind.item_type if isinstance(kind, inspect.ListType) else kind
    return isinstance(_without_null(item), inspect.IntType | inspect.FloatType | inspect.BoolType)
