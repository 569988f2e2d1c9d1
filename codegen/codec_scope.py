"""Where in a codec's functions a statement stands: what the encoders and the decoders have to know alike."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from . import naming
from .model import Array, Field, Map, Primitive, Record, Reference, Tree, Type, Union
from .python_annotations import Spelling
from .python_text import body, text
from .references import recursive, references
from .union_forms import Branch, branch_name, optional_of
from .widths import empty_types

# What the functions of the primitives call a type that has its own: `write_uuid`, `read_uuid`.
CALLED = {
    "uuid": "uuid",
    "date": "date",
    "time-millis": "time_millis",
    "time-micros": "time_micros",
    "timestamp-millis": "timestamp_millis",
    "timestamp-micros": "timestamp_micros",
    "local-timestamp-millis": "local_timestamp_millis",
    "local-timestamp-micros": "local_timestamp_micros",
    "big-decimal": "big_decimal",
    "duration": "duration",
}
ONE_BYTE = 64
"""So many branches, or less, have indexes of one byte; and so many items, but one, a count of one."""


Path = tuple[str, ...]
"""Where a container stands: its record's full name, its field, and what leads to it from there."""


class Codec(Struct, frozen=True):
    """The codec module of one namespace, and what it has to know of the tree.

    `containers` names the containers in containers, which have functions of their own.
    """

    tree: Tree
    namespace: str
    recursive: frozenset[str]
    empty: frozenset[str]
    containers: dict[Path, str]

    @property
    def spelling(self) -> Spelling:
        return Spelling(self.tree, lambda full_name: self._prefix(full_name, "types"))

    def function(self, full_name: str, verb: str) -> str:
        """The function that writes or reads a named type."""
        return f"{self._prefix(full_name, 'codec')}{verb}_{naming.function(full_name)}"

    def _prefix(self, full_name: str, kind: str) -> str:
        own = naming.namespace(full_name) == self.namespace
        return "" if own else f"{naming.module(full_name)}_{kind}."


def codecs(tree: Tree) -> list[Codec]:
    """The codec modules of a tree, in the order of their namespaces."""
    in_circles, empty = recursive(tree), empty_types(tree)
    namespaces = sorted({naming.namespace(name) for name in tree.types})
    return [Codec(tree, namespace, in_circles, empty, _containers(tree, namespace)) for namespace in namespaces]


def _containers(tree: Tree, namespace: str) -> dict[Path, str]:
    """Names such as `matrix_rows_item`; underscores tell apart what would have the same."""
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for record in tree.records():
        for path, _ in nested_containers(record) if naming.namespace(record.name) == namespace else ():
            full_name, field, *steps = path
            name = "_".join([naming.function(full_name), naming.attribute(field), *steps])
            while name in taken:
                name += "_"
            taken.add(name)
            names[path] = name
    return names


class Scope(Struct, frozen=True):
    """How far into its function a statement stands.

    `base` names the variables of the statement, with `suffix` inside a branch of a union. `place` is the variable
    that says where a fault is, and `step` what it says here.
    """

    codec: Codec
    base: str
    path: Path
    place: str = "place"
    step: str = ""
    suffix: str = ""
    is_in_loop: bool = False
    has_depth: bool = False

    def variable(self, role: str) -> str:
        """A variable of the statement: `tags_item`, `payload_value_2`."""
        return f"{self.base}_{role}{self.suffix}"

    def inside(self, written: Array | Map) -> "Scope":
        """The scope of an item of an array, or of a value of a map."""
        return Scope(
            codec=self.codec,
            base=self.variable("item"),
            path=(*self.path, _inner_step(written)),
            place=self.variable("place"),
            is_in_loop=True,
            has_depth=self.has_depth,
        )

    def branch(self, branch: Branch) -> "Scope":
        """The scope of a branch of a union."""
        return replace(
            self,
            path=(*self.path, naming.function(branch.name)),
            step=f"{self.step}<{naming.simple(branch.name)}>",
            suffix=f"_{branch.index}",
        )

    @property
    def is_item(self) -> bool:
        """Whether the statement is about an item or a value itself, not about a branch of it."""
        return self.is_in_loop and not self.step

    def field(self, field: Field) -> "Scope":
        """The scope of a field of an item that is a record."""
        return replace(self, base=f"{self.base}_{naming.attribute(field.name)}", step=f".{field.name}")

    def says(self) -> str:
        """The statement that notes where a fault of the next ones is."""
        return f"{self.place} = {text(self.step)}"

    def container(self, verb: str) -> str:
        """The function of a container in a container."""
        return f"_{verb}_{self.codec.containers[self.path]}"

    def depth(self, full_name: str) -> str:
        """What the call of a record's function has to add, if that record can contain itself."""
        return ", depth + 1" if self.has_depth and full_name in self.codec.recursive else ""

    def own_depth(self, written: Type) -> str:
        """What the call of a container's function has to add."""
        return ", depth" if self.has_depth and references(written) & self.codec.recursive else ""


def field_scope(record: Record, field: Field, codec: Codec) -> Scope:
    """The scope of one field of a record."""
    return Scope(
        codec=codec,
        base=naming.local(field.name),
        path=(record.name, field.name),
        step=f".{field.name}",
        has_depth=record.name in codec.recursive,
    )


def nested_containers(record: Record) -> Iterator[tuple[Path, Array | Map]]:
    """The containers in containers of a record, and where they stand."""
    for field in record.fields:
        yield from _nested(field.type, (record.name, field.name), is_in_loop=False)


def _nested(written: Type, path: Path, *, is_in_loop: bool) -> Iterator[tuple[Path, Array | Map]]:
    match written:
        case Array(inner) | Map(inner):
            if is_in_loop:
                yield path, written
            yield from _nested(inner, (*path, _inner_step(written)), is_in_loop=True)
        case Union(branches):
            is_optional = optional_of(written) is not None
            for branch in branches:
                steps = () if is_optional else (naming.function(branch_name(branch)),)
                yield from _nested(branch, (*path, *steps), is_in_loop=is_in_loop)
        case Primitive() | Reference():
            return


def _inner_step(written: Array | Map) -> str:
    return "item" if isinstance(written, Array) else "value"


def guarded(statements: list[str], step: str) -> list[str]:
    """Statements inside the handler that says where a fault of theirs was; `step` is an expression."""
    return ["try:", *body(statements), "except FAULTS as error:", f"    raise located(error, {step})"]


def uses(statements: list[str], variable: str) -> bool:
    """Whether some statement sets a variable."""
    return any(line.lstrip().startswith(f"{variable} = ") for line in statements)


def options(**numbers: int | None) -> str:
    """Arguments by name."""
    return "".join(f", {name}={number}" for name, number in numbers.items())
