"""The words that Python and the generated code need for themselves, by where they need them."""

import keyword
import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written out where the words of the running Python would differ from version to version.
KEYWORDS = frozenset(keyword.kwlist) | {"self", "cls"}
BUILTINS = _words(
    "all any bool bytearray bytes classmethod dict enumerate filter float frozenset getattr hasattr id input int"
    " isinstance iter len list map max memoryview min next object property range repr reversed round set slice sorted"
    " staticmethod str sum super tuple type vars zip"
)
BUILTIN_CLASSES = _words(
    "AttributeError BaseException Ellipsis Exception IndexError KeyError LookupError NotImplemented OverflowError"
    " RecursionError RuntimeError StopIteration TypeError UnicodeError ValueError"
)
# An attribute hides these names from the annotations and defaults of its own class.
USED_IN_STRUCTS = _words("bool bytes date datetime dict field float int list str time")
# Generated modules import these; a class of that name would hide them.
USED_IN_MODULES = _words(
    "Annotated Any AsyncGenerator AvroError Call Decimal Decoder Duration Literal Meta OpenEnum Protocol StrEnum Struct"
    " Transport UNSET UUID UnsetType"
    " BIG_DECIMAL_LIMIT DEPTH_LIMIT EMPTY_ITEMS_LIMIT ENDS_EARLY FAULTS NO_UUID SHORT_NUMBERS SHORT_REACH"
    " TOO_DEEP UUID_HEAD UUID_SIZE"
    " ArrayBranch BytesBranch DoubleBranch FloatBranch IntBranch LongBranch MapBranch StringBranch"
)
ENUM_ATTRIBUTES = _words(
    "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii"
    " isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip"
    " maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split"
    " splitlines startswith strip swapcase title translate upper zfill is_known mro name value"
)
# Modules that stand beside those of the namespaces, and what all these import.
USED_AS_MODULES = _words(
    "aclosing branches catalog client codec date datetime encode field forms json logical open_enum primitives quote"
    " root time values"
)
# What the generated codecs call their own; a field's local variable may not hide it.
USED_IN_CODECS = re.compile(
    r"_|at|branch|data|depth|end|error|field|located|length|number|out|place|reach|size|start|value"
    r"|not_boolean|uuid_of|(checked|decode|encode|no_branch|pack|read|unpack|write)(_.*)?"
    r"|.*_(codec|count|index|items|key|place|types|value)(_[0-9]+)?|.*_item(_.*)?"
)
