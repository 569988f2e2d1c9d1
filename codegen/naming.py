"""How a schema's names are spelled in Python. Every name is a function of the schema's own name alone."""

import builtins
import keyword
import re

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_KEYWORDS = frozenset(keyword.kwlist) | {"self", "cls"}
# An attribute hides these names from the annotations of its own class.
_USED_IN_STRUCTS = frozenset({"str", "int", "float", "bool", "bytes", "list", "dict", "datetime", "field"})
# Generated modules import these; a class of that name would hide them.
_USED_IN_MODULES = frozenset({"Annotated", "Meta", "StrEnum", "Struct", "UUID"})
_ENUM_ATTRIBUTES = frozenset({"name", "value", "mro"}) | frozenset(dir(str))
# Modules that stand beside those of the namespaces, and what these import.
_USED_AS_MODULES = frozenset({"aclosing", "catalog", "client", "codec", "datetime", "encode", "primitives", "quote"})
# What the generated codecs call their own; a field's local variable may not hide it.
_USED_IN_CODECS = re.compile(
    r"at|branch|data|end|error|field|located|number|out|size|value|checked_bytes"
    r"|(encode|decode|read|write)_.*|.*_(codec|count|index|item|key|types|value)"
)


def snake(name: str) -> str:
    """`loginHash` and `LoginHash` become `login_hash`; `HTTPStatus` becomes `http_status`."""
    return _WORD_BREAK.sub("_", name).lower()


def screaming(name: str) -> str:
    """`CloseCode` becomes `CLOSE_CODE`."""
    return snake(name).upper()


def pascal(name: str) -> str:
    """`accounts.v2` becomes `AccountsV2`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[._]", name) if word)


def camel(name: str) -> str:
    """What msgspec's `rename="camel"` makes of an attribute: `login_hash` becomes `loginHash`."""
    first, *rest = name.strip("_").split("_")
    return first + "".join(word.title() for word in rest)


def attribute(field: str) -> str:
    """The Python attribute of a field; a name that Python or its class needs gets an underscore: `class_`."""
    name = snake(field)
    return f"{name}_" if name in _KEYWORDS or name in _USED_IN_STRUCTS else name


def local(field: str) -> str:
    """The variable that holds a field while a codec works on its record."""
    name = attribute(field)
    taken = hasattr(builtins, name) or _USED_IN_CODECS.fullmatch(name)
    return f"{name}_" if taken else name


def class_name(full_name: str) -> str:
    """The Python class of a type."""
    name = simple(full_name)
    return f"{name}_" if name in _USED_IN_MODULES or name in _KEYWORDS or hasattr(builtins, name) else name


def member(symbol: str) -> str:
    """The Python member of an enum's symbol."""
    hides = symbol in _KEYWORDS or symbol in _ENUM_ATTRIBUTES or symbol.startswith("_")
    return f"{symbol.lstrip('_') or 'symbol'}_" if hides else symbol


def function(full_name: str) -> str:
    """The snake_case of a type's simple name: of its codec's functions and its client's method."""
    name = snake(simple(full_name))
    return f"{name}_" if name in _KEYWORDS else name


def simple(full_name: str) -> str:
    """`accounts.v2.Register` becomes `Register`."""
    return full_name.rpartition(".")[2]


def namespace(full_name: str) -> str:
    """`accounts.v2.Register` becomes `accounts.v2`."""
    return full_name.rpartition(".")[0]


def module(full_name: str) -> str:
    """The generated module that holds a type: `accounts.v2.Register` stands in `accounts_v2`."""
    name = namespace(full_name).replace(".", "_")
    return f"{name}_" if name in _KEYWORDS or name in _USED_AS_MODULES else name
