"""What a value is in JSON, and which reader takes it: the form of HTTP bodies and of frames."""

from codegen.model import Enum, Fixed, Primitive, Record, Reference, Tree, Type
from codegen.union_forms import shape_of

from .resolve import form_of

_NUMBERS = ("int", "number-long", "float", "double")


def reads(writer: Type, reader: Type, writer_tree: Tree, reader_tree: Tree) -> bool:
    """Whether a reader takes every value that a writer of this type can have. What is inside is not looked at."""
    was, now = _form(writer, writer_tree), _form(reader, reader_tree)
    match was, now:
        case _ if was == now:
            return _holds(writer, reader, writer_tree, reader_tree)
        case (("number", one), ("number", other)):
            return _NUMBERS.index(one) <= _NUMBERS.index(other) or {one, other} == {"float", "double"}
        case (("string", "uuid"), ("string", "string")) | (("string", "fixed"), ("string", "bytes")):
            return True
        case (("string", "decimal"), ("string", "big-decimal")):
            return True
        case _:
            return False


def _form(written: Type, tree: Tree) -> tuple[str, str]:
    """The shape in JSON, and the language within it."""
    shape = shape_of(written, tree)
    match written:
        case Primitive("long", None, json_number=True):
            return shape, "number-long"
        case Primitive(name, logical):
            return shape, _unitless(logical or name)
        case Reference(name):
            named = tree.types[name]
            return shape, _unitless(named.logical or "fixed") if isinstance(named, Fixed) else form_of(named)
        case _:
            return shape, ""


def _unitless(name: str) -> str:
    """Times are text with as many digits as they need, whatever their unit."""
    return name.removesuffix("-millis").removesuffix("-micros").removesuffix("-nanos")


def _holds(writer: Type, reader: Type, writer_tree: Tree, reader_tree: Tree) -> bool:
    """Whether values of one form fit the reader's size, precision and scale."""
    was, now = _leaf(writer, writer_tree), _leaf(reader, reader_tree)
    if was is None or now is None:
        return True
    if was.logical == "decimal":
        whole, room = (was.precision or 0) - was.scale, (now.precision or 0) - now.scale
        return was.scale <= now.scale and whole <= room
    if isinstance(was, Fixed) and isinstance(now, Fixed) and was.logical is None:
        return was.size == now.size
    return True


def _leaf(written: Type, tree: Tree) -> Primitive | Fixed | None:
    match written:
        case Primitive():
            return written
        case Reference(name):
            named: Record | Enum | Fixed = tree.types[name]
            return named if isinstance(named, Fixed) else None
        case _:
            return None
