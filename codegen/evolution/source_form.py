"""How a type is spelled in Python and in TypeScript, to see whether code that compiled still does."""

from codegen.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Tree, Type, Union

_PYTHON: dict[str, str] = {
    "null": "None",
    "boolean": "bool",
    "int": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "bytes": "bytes",
    "string": "str",
    "decimal": "Decimal",
    "big-decimal": "Decimal",
    "uuid": "UUID",
    "date": "date",
    "time-millis": "time",
    "time-micros": "time",
    "timestamp-millis": "datetime",
    "timestamp-micros": "datetime",
    "timestamp-nanos": "int",
    "local-timestamp-millis": "naive datetime",
    "local-timestamp-micros": "naive datetime",
    "local-timestamp-nanos": "int",
    "duration": "Duration",
}
_NUMBERS = ("int", "float", "double")


def python(written: Type, tree: Tree) -> str:
    """The annotation that the generator gives a type, without its limits."""
    match written:
        case Primitive():
            return _PYTHON[written.logical or written.name]
        case Array(items):
            return f"list[{python(items, tree)}]"
        case Map(values):
            return f"dict[str, {python(values, tree)}]"
        case Union(branches):
            return " | ".join(sorted(python(branch, tree) for branch in branches))
        case Reference(name):
            named = tree.types[name]
            return _PYTHON[named.logical] if isinstance(named, Fixed) and named.logical else name


def typescript(written: Type, tree: Tree) -> str:
    """The type of a value in its JSON form."""
    match written:
        case Primitive("null" | "boolean" as name):
            return name
        case Primitive("long", None, json_number=True):
            return "number"
        case Primitive(name, None) if name in _NUMBERS:
            return "number"
        case Primitive():
            return "string"
        case Array(items):
            return f"readonly ({typescript(items, tree)})[]"
        case Map(values):
            return f"{{ readonly [key: string]: {typescript(values, tree)} }}"
        case Union(branches):
            return " | ".join(sorted(typescript(branch, tree) for branch in branches))
        case Reference(name):
            return _of_named(tree.types[name])


def _of_named(named: Record | Enum | Fixed) -> str:
    match named:
        case Record() | Enum():
            return named.name
        case Fixed():
            return "string"
