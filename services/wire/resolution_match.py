"""Which of the reader's types and fields are meant for one of the writer's.

https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
"""

from services.wire.avro_schema import (
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Named,
    Primitive,
    Record,
    Schema,
    Union,
    shown,
    simple,
)
from services.wire.generated.codec.primitives import AvroError
from services.wire.resolution_values import PRIMITIVE_STEPS


def check_names(writer: Named, reader: Named) -> None:
    """Two named types are one when their names or an alias of the reader's say so. Raises `AvroError`."""
    if simple(writer.name) != simple(reader.name) and writer.name not in reader.aliases:
        raise AvroError(
            f"expected {shown(reader)}, and the writer has {shown(writer)}; "
            f"if they are one, {writer.name} has to be an alias of {reader.name}"
        )


def check_decimals(writer: Primitive | Fixed, reader: Primitive | Fixed) -> None:
    """Two decimals match if their scales and precisions do. Raises `AvroError`."""
    if writer.decimal and reader.decimal and writer.decimal != reader.decimal:
        own, other = (f"precision {one.precision} and scale {one.scale}" for one in (reader.decimal, writer.decimal))
        raise AvroError(f"expected a decimal of {own}, and the writer's has {other}; Avro matches no others")


def branch_for(writer: Schema, union: Union) -> int:
    """The index of the branch that takes the writer's type. Raises `AvroError` if none does.

    By the letter of the specification it is the first that matches. We look for the same type first, then for an
    alias, then for the same name in another namespace, and at last for a promotion: so a long stays a long in
    `["float", "long"]`, whatever else has changed around it.
    """
    nearness = [_nearness(writer, branch) for branch in union.branches]
    best = min(nearness)
    if best == _NEVER:
        raise AvroError(f"no branch of {shown(union)} takes {shown(writer)}")
    return nearness.index(best)


_SAME, _ALIAS, _OTHER_NAMESPACE, _PROMOTION, _NEVER = range(5)


def _nearness(writer: Schema, branch: Schema) -> int:
    match writer, branch:
        case Record(), Record():
            return _nearness_of_names(writer, branch)
        case Enum(), Enum():
            return _nearness_of_names(writer, branch)
        case Fixed(), Fixed() if writer.size == branch.size:
            return _nearness_of_names(writer, branch)
        case Primitive(), Primitive() if writer.kind == branch.kind:
            return _SAME
        case Primitive(), Primitive() if (writer.kind, branch.kind) in PRIMITIVE_STEPS:
            return _PROMOTION
        case (Array(), Array()) | (Map(), Map()):
            return _SAME
        case _:
            return _NEVER


def _nearness_of_names(writer: Named, branch: Named) -> int:
    if writer.name == branch.name:
        return _SAME
    if writer.name in branch.aliases:
        return _ALIAS
    return _OTHER_NAMESPACE if simple(writer.name) == simple(branch.name) else _NEVER


def source_of(field: Field, writer: Record, reader: Record) -> Field | None:
    """The writer's field that a field of the reader takes: of its name, else of one of its aliases.

    Raises `AvroError` when two of the writer's fields have an alias' name.
    """
    for written in writer.fields:
        if written.name == field.name:
            return written
    own = {other.name for other in reader.fields}
    aliased = [written for written in writer.fields if written.name in field.aliases - own]
    if len(aliased) > 1:
        names = " and ".join(written.name for written in aliased)
        raise AvroError(f"the writer has {names}, and each is an alias of this field; keep one of them as its alias")
    return aliased[0] if aliased else None
