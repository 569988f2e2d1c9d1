"""How a schema's names are spelled in Python. Every name is a function of the schema's own name alone.

A name that Python or the generated code needs for itself gets an underscore behind it, and so does one that has
such an underscore already: two names of a schema never become one for that reason.
"""

import re
from collections.abc import Collection
from functools import cache

from . import python_words as words

# The wrappers of what has no name, such as `LongBranch`: a type called Long does not hide them.
_BRANCHES = frozenset({"Array", "Bytes", "Double", "Float", "Int", "Long", "Map", "String"})
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NAMELESS = "root"
"""The module of the types that have no namespace."""


@cache
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


@cache
def attribute(field: str) -> str:
    """The Python attribute of a field; a name that Python or its class needs gets an underscore: `class_`."""
    name = snake(field)
    if name.startswith("__"):
        # Two underscores in front would make the name private to its class.
        return f"_{name.lstrip('_')}__"
    return _freed(name, words.KEYWORDS | words.USED_IN_STRUCTS)


@cache
def local(field: str) -> str:
    """The variable that holds a field while a codec works on its record."""
    name = attribute(field)
    taken = name in words.BUILTINS or words.USED_IN_CODECS.fullmatch(name)
    return f"{name}_value" if taken else name


@cache
def class_name(full_name: str) -> str:
    """The Python class of a type. It has a capital, which no attribute has, so no attribute hides it."""
    name = simple(full_name)
    stem = name.lstrip("_")
    moved = "_" * (len(name) - len(stem))
    stem = stem[:1].upper() + stem[1:] if stem[:1].isalpha() else f"T{stem}"
    return _freed(stem, words.KEYWORDS | words.USED_IN_MODULES | words.BUILTIN_CLASSES) + moved


def branch_class(full_name: str) -> str:
    """The class that wraps an enum or a fixed where a union cannot tell it from another branch."""
    name = class_name(full_name)
    return f"{name}Branch_" if name in _BRANCHES else f"{name}Branch"


def member(symbol: str) -> str:
    """The Python member of an enum's symbol."""
    stem = symbol.lstrip("_")
    if stem == symbol:
        return _freed(symbol, words.KEYWORDS | words.ENUM_ATTRIBUTES)
    # Enums keep names that begin with an underscore for themselves.
    return f"{stem}_" if stem[:1].isalpha() else f"symbol_{stem}_"


def function(full_name: str) -> str:
    """The snake_case of a type's simple name: of its codec's functions."""
    return _freed(snake(simple(full_name)), words.KEYWORDS)


@cache
def method(full_name: str) -> str:
    """The client's method of a request. It hides none of the names that the annotations of its class need."""
    return _freed(function(full_name), words.USED_IN_STRUCTS)


def simple(full_name: str) -> str:
    """`accounts.v2.Register` becomes `Register`."""
    return full_name.rpartition(".")[2]


def namespace(full_name: str) -> str:
    """`accounts.v2.Register` becomes `accounts.v2`; a name without dots has none."""
    return full_name.rpartition(".")[0]


def module(full_name: str) -> str:
    """The generated module that holds a type: `accounts.v2.Register` stands in `accounts_v2`."""
    return module_of(namespace(full_name))


def module_of(namespace: str) -> str:
    """The generated module that holds the types of a namespace."""
    if not namespace:
        return NAMELESS
    name = namespace.replace(".", "_")
    if name.startswith("__"):
        # Python gives such modules meanings of their own: `__init__`.
        return f"{name}_"
    return _freed(name, words.KEYWORDS | words.USED_AS_MODULES | words.BUILTINS)


def alias(module: str, role: str, taken: Collection[str]) -> str:
    """The name under which a module imports another beside those that are `taken`: `accounts_codec`."""
    name = f"{module}_{role}"
    while name in taken:
        name += "_"
    return name


def _freed(name: str, taken: frozenset[str]) -> str:
    """The name, with one underscore more if it is taken but for the underscores behind it."""
    return f"{name}_" if name.rstrip("_") in taken else name
