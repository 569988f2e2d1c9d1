"""How a schema's names are spelled in Python. Every name is a function of the schema's own name alone."""

import builtins
import keyword
import re

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# What generated modules use by these names; a field or method that hid them would break its own module.
_RESERVED = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset({"self", "cls"})
_STRUCT_ATTRIBUTES = frozenset({"copy"})
_ENUM_ATTRIBUTES = frozenset({"name", "value", "mro"}) | frozenset(dir(str))


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
    """The Python attribute of a field; a keyword gets an underscore: `class_`."""
    name = snake(field)
    return f"{name}_" if name in _RESERVED or name in _STRUCT_ATTRIBUTES else name


def argument(field: str) -> str:
    """The parameter of a generated function that carries a field."""
    return attribute(field)


def member(symbol: str) -> str:
    """The Python member of an enum's symbol."""
    hides = symbol in _RESERVED or symbol in _ENUM_ATTRIBUTES or symbol.startswith("_")
    return f"{symbol.lstrip('_') or 'symbol'}_" if hides else symbol


def function(type_name: str) -> str:
    """The snake_case of a type's simple name, for a method that is named after it."""
    name = snake(simple(type_name))
    return f"{name}_" if name in _RESERVED or hasattr(builtins, name) else name


def simple(full_name: str) -> str:
    """`accounts.v2.Register` becomes `Register`."""
    return full_name.rpartition(".")[2]


def namespace(full_name: str) -> str:
    """`accounts.v2.Register` becomes `accounts.v2`."""
    return full_name.rpartition(".")[0]


def module(full_name: str) -> str:
    """The generated module that holds a type: `accounts.v2.Register` stands in `accounts_v2`."""
    name = namespace(full_name).replace(".", "_")
    return f"{name}_" if name in _RESERVED else name
