"""Reads path and query parameters as strictly as bodies: what stands in a URL twice or unasked is refused."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec
from msgspec import Struct, inspect, structs

from gateway.problems import field_error, parameter_invalid
from services.wire.entry import Entry

T = TypeVar("T", bound=Struct)

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# As long as any number that a client would write.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?|true|false")


class ParameterReader:
    """Reads the parameters of one command or query."""

    def __init__(self, entry: Entry, retired: frozenset[str] = frozenset()) -> None:
        """`retired` are parameters of earlier versions, which are let be."""
        self._type = entry.parameters
        self._retired = retired
        self._query_names = {field.name for field in entry.fields if field.source == "query"}
        self._path_names = {field.name for field in entry.fields if field.source == "path"}
        types = _json_types(entry.parameters) if entry.parameters is not None else {}
        self._lists = {
            name for name, kind in types.items() if any(isinstance(one, inspect.ListType) for one in _kinds(kind))
        }
        self._numbers = {name for name, kind in types.items() if _is_number(kind)}
        self._lists_without_default = self._lists & _required(entry.parameters)

    def read(self, path_values: Mapping[str, str], query: bytes) -> Struct | None:
        """The parameters as their Struct, None if there are none; raises `Refusal`."""
        values: dict[str, Any] = {}
        for name in self._path_names:
            values[name] = self._value(name, decode_percent(path_values[name], name))
        for name, text in _pairs(query):
            if name in self._retired:
                continue
            if name not in self._query_names:
                raise parameter_invalid(name[:100], "There is no such parameter")
            value = self._value(name, text)
            if name in self._lists:
                values.setdefault(name, []).append(value)
            elif name in values:
                raise parameter_invalid(name, "Expected once, came more than once")
            else:
                values[name] = value
        for name in self._lists_without_default:
            values.setdefault(name, [])  # no pair is how a URL says that there are no items
        return None if self._type is None else _convert(values, self._type)

    def _value(self, name: str, text: str) -> object:
        """Numbers and booleans are written as in JSON; everything else is text, and so is what no float can hold."""
        if name not in self._numbers or not _NUMBER.fullmatch(text):
            return text
        try:
            return msgspec.json.decode(text.encode())
        except msgspec.DecodeError:
            return text


def decode_percent(text: str, name: str) -> str:
    """The UTF-8 text behind percent signs; raises `Refusal` where there is none."""
    if "%" not in text:
        return text
    if _BROKEN_ESCAPE.search(text):
        raise parameter_invalid(name[:100], "A percent sign is not followed by two hexadecimal digits")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise parameter_invalid(name[:100], "The bytes behind the percent signs are not UTF-8") from None


def refuse_query(query: bytes) -> None:
    """For a route without query parameters."""
    for name, _ in _pairs(query):
        raise parameter_invalid(name[:100], "There is no such parameter")


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
        raise parameter_invalid(fault.path.removeprefix("$.").removeprefix("$"), fault.message) from None


def _json_types(type_: type[Struct]) -> dict[str, inspect.Type]:
    info = inspect.type_info(type_)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"expected a Struct, got {type_.__name__}")
    return {field.encode_name: field.type for field in info.fields}


def _required(type_: type[Struct] | None) -> set[str]:
    """The names that have no default."""
    return {field.encode_name for field in structs.fields(type_) if field.required} if type_ is not None else set()


def _kinds(kind: inspect.Type) -> Iterator[inspect.Type]:
    """What a value may be, one by one."""
    match kind:
        case inspect.Metadata(type=inner):
            yield from _kinds(inner)
        case inspect.UnionType(types=members):
            for member in members:
                yield from _kinds(member)
        case _:
            yield kind


def _is_number(kind: inspect.Type) -> bool:
    """Whether a value, or an item of a list, may be a number or a boolean."""
    items = (one.item_type if isinstance(one, inspect.ListType) else one for one in _kinds(kind))
    return any(
        isinstance(one, inspect.IntType | inspect.FloatType | inspect.BoolType)
        for item in items
        for one in _kinds(item)
    )
