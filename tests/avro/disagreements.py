"""Where Avro's Java does something else than we, each with the specification's sentence that decides.

https://avro.apache.org/docs/1.12.0/specification/
"""

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from tests.avro.defaults import fits
from tests.avro.families import Family, branch_name
from tests.avro.java_peer import Read


class Case(Struct, frozen=True):
    """One datum, read by both; `ours` is its Avro, or why there is none."""

    writer: Family
    reader: Family
    java: Read
    ours: bytes | str
    is_refused_by_schema: bool
    """We say of the two schemas alone that they do not match."""
    is_compatible: bool
    """What Java's `SchemaCompatibility` says of them."""

    @property
    def said(self) -> str:
        """Our refusal."""
        return self.ours if isinstance(self.ours, str) else ""


class Disagreement(Struct, frozen=True):
    """`says` is the specification's sentence; `java` and `ours` what each of us does."""

    name: str
    says: str
    java: str
    ours: str
    covers: Callable[[Case], bool]


def explained(case: Case) -> str | None:
    """The name of the disagreement that a case is of."""
    return next((known.name for known in DISAGREEMENTS if known.covers(case)), None)


def _picks_another_branch(case: Case) -> bool:
    """Whether some default in the reader is, for Java, of another branch of a union than it fits."""
    fields = [field for named in case.reader.types.values() for field in named.get("fields", ())]
    return any("default" in field and _differs(field["type"], field["default"], case.reader) for field in fields)


def _differs(node: Any, value: Any, family: Family) -> bool:
    match node:
        case list():
            fitting = next((branch for branch in node if fits(branch, value, family.types)), None)
            taken = next((branch for branch in node if _passes_for(branch, value, family)), None)
            return fitting is not taken or (fitting is not None and _differs(fitting, value, family))
        case {"type": "array", "items": items}:
            return any(_differs(items, item, family) for item in value)
        case {"type": "map", "values": values}:
            return any(_differs(values, item, family) for item in value.values())
        case str() if "fields" in family.types.get(node, {}):
            return any(
                _differs(field["type"], value.get(field["name"], field.get("default")), family)
                for field in family.types[node]["fields"]
            )
        case _:
            return False


def _passes_for(node: Any, value: Any, family: Family) -> bool:
    """Java's `isCompatible`: a type, and the kind of a JSON value."""
    named = family.named(node)
    match named["type"] if named else branch_name(node):
        case "record" | "enum" | "array" | "map":
            return True
        case "fixed" | "string" | "bytes":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case _:
            return type(value) in (int, float)


def _has_one_name_twice(case: Case) -> bool:
    """Whether the writer or the reader has one simple name in two namespaces."""
    return any(
        len({name.rpartition(".")[2] for name in family.types}) < len(family.types)
        for family in (case.writer, case.reader)
    )


def _is_moved(case: Case, *, with_field_aliases: bool = False) -> bool:
    """Whether a type of the reader's has the simple name of one of the writer's, in another namespace."""
    simple = {name.rpartition(".")[2] for name in case.writer.types}
    return any(
        name not in case.writer.types and name.rpartition(".")[2] in simple
        for name, named in case.reader.types.items()
        if not with_field_aliases or any("aliases" in field for field in named.get("fields", ()))
    )


def _java_alone_reads(case: Case) -> bool:
    """Java's reader reads what its own `SchemaCompatibility` refuses, and so do we."""
    return case.java.data is not None and bool(case.said) and not case.is_compatible


def _java_has(case: Case, pattern: str) -> bool:
    return isinstance(case.java.error, str) and re.search(pattern, case.java.error) is not None


DISAGREEMENTS = (
    Disagreement(
        "UNION_DEFAULT",
        says="(the default of a union field) ... the value must be valid with respect to the first union branch "
        "that matches it",
        java="takes the first branch for the kind of the JSON value: an enum for any text, a record for anything",
        ours="take the first branch of which it is a value",
        covers=_picks_another_branch,
    ),
    Disagreement(
        "ITEM_WIDTH",
        says="a long count value, followed by that many array items",
        java="refuses a count that the data could not hold if the items were of the reader's type",
        ours="reckon with the writer's type, which is what the data holds",
        covers=lambda case: isinstance(case.ours, bytes) and _java_has(case, "EOFException: (Map|Collection) claims"),
    ),
    Disagreement(
        "SKIPPED_RECURSION",
        says="if the writer's record contains a field with a name not present in the reader's record, the writer's "
        "value for that field is ignored",
        java="fails on a field that holds an array or map of the record around it, deep enough",
        ours="pass over it",
        covers=lambda case: isinstance(case.ours, bytes) and _java_has(case, "^NullPointerException"),
    ),
    Disagreement(
        "NOT_UTF8",
        says="a string is encoded as a long followed by that many bytes of UTF-8 encoded character data",
        java="reads any bytes as a string",
        ours="refuse them",
        covers=lambda case: "not UTF-8" in case.said and case.java.data is not None,
    ),
    Disagreement(
        "OTHER_NAME",
        says="both schemas are records with the same (unqualified) name",
        java="reads a record as any other whose fields fit",
        ours="refuse a record of another name without an alias",
        covers=lambda case: (
            _java_alone_reads(case)
            and (
                "has to be an alias of" in case.said
                or ("no branch of" in case.said and "takes the record" in case.said)
            )
        ),
    ),
    Disagreement(
        "ALIAS_IN_A_MOVED_RECORD",
        says='if data was written as a record with a field named "x" and is read as a record with a field named "y" '
        'with alias "x", then the implementation would act as though "x" were named "y"',
        java="does so only where the two records have one namespace too",
        ours="do so wherever the records match",
        covers=lambda case: isinstance(case.ours, bytes) and _is_moved(case, with_field_aliases=True),
    ),
    Disagreement(
        "OTHER_NAMESPACE",
        says="both schemas are enums / fixed / records ... (unqualified) names match",
        java="finds an enum or a fixed in a union by its full name alone",
        ours="find it by its simple name too",
        covers=lambda case: isinstance(case.ours, bytes) and _java_has(case, "expecting union") and _is_moved(case),
    ),
    Disagreement(
        "ONE_NAME_TWICE",
        says="The first schema in the reader's union that matches the writer's schema",
        java="takes the last of two records whose simple names match, and pairs such branches by their places",
        ours="take the one of the same full name, else the first",
        covers=lambda case: isinstance(case.ours, bytes) and case.java.data is not None and _has_one_name_twice(case),
    ),
    Disagreement(
        "DECIMAL",
        says="two schemas that are decimal logical types match if their scales and precisions match",
        java="reads a decimal as one of another scale",
        ours="refuse that",
        covers=lambda case: "Avro matches no others" in case.said and case.java.data is not None,
    ),
    Disagreement(
        "NO_ITEMS",
        says="It is an error if the two schemas do not match.",
        java="complains of items or fields only when data has some",
        ours="refuse the pair",
        covers=lambda case: _java_alone_reads(case) and (case.is_refused_by_schema or "[]" in case.said),
    ),
)
