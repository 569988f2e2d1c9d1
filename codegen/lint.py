"""What a schema tree has to keep to beyond Avro: one row for each rule, one function for each row."""

from collections.abc import Callable

from msgspec import Struct

from .lint_defaults import enum_default_missing, union_default_later
from .lint_examples import example_invalid
from .lint_names import alias_clash, field_name_style, name_collision, type_name_style
from .lint_requests import (
    feed_without_seq,
    key_missing,
    key_nullable,
    key_type,
    outcome_kind,
    parameter_missing,
    parameter_type,
    route_missing,
    route_twice,
    sealed_to_nobody,
    session_source,
)
from .lint_types import (
    doc_missing,
    item_without_width,
    sealed_elsewhere,
    topic_missing,
)
from .model import Breaches, Place, Tree


class Rule(Struct, frozen=True):
    """A rule: its ID, which is also its fixture folder and its test; what it demands; who looks."""

    id: str
    demands: str
    check: Callable[[Tree], Breaches]


class Finding(Struct, frozen=True):
    """One breach of a rule: where, and what was expected, what came and how to mend it."""

    rule: str
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.rule}]"


def _remarked(rule: str, demands: str) -> Rule:
    """A rule that the parser looks for, because the model does not keep what it is about."""

    def check(tree: Tree) -> Breaches:
        yield from ((remark.place, remark.message) for remark in tree.remarks if remark.rule == rule)

    return Rule(rule, demands, check)


# What generated code needs of every tree. But for the first, these are about the `millrace` attribute.
SOUND = (
    Rule("NAME_COLLISION", "No two names become one in generated code.", name_collision),
    Rule("KEY_MISSING", "Commands, queries and events have a key, which is one of their fields.", key_missing),
    Rule("KEY_TYPE", "A key is a string, uuid, int, long or enum.", key_type),
    Rule("KEY_NULLABLE", "A key is never null.", key_nullable),
    Rule("ROUTE_MISSING", "Commands and queries have a route.", route_missing),
    Rule("ROUTE_TWICE", "No two requests have the same method and path.", route_twice),
    Rule("PARAMETER_MISSING", "Every parameter of a route is a field that comes from the path.", parameter_missing),
    Rule("PARAMETER_TYPE", "Path and query take scalars and enums; the query also arrays of them.", parameter_type),
    Rule("OUTCOME_KIND", "Outcomes are messages, refusals and events; feeds are messages.", outcome_kind),
    Rule("FEED_WITHOUT_SEQ", "Feed messages, and the message that opens a feed, have a `seq`.", feed_without_seq),
    Rule("SESSION_SOURCE", "What comes from the session needs a session, and has its type.", session_source),
    Rule("EXAMPLE_INVALID", "Examples are inputs that the gateway would take.", example_invalid),
    Rule("SEALED_ELSEWHERE", "A wire.Sealed field of a request says to whom it is sealed.", sealed_elsewhere),
    Rule("SEALED_TO_NOBODY", "A secret is sealed to a domain that exists.", sealed_to_nobody),
    Rule("TOPIC_MISSING", "A control record says on which topic it travels.", topic_missing),
)
# How this platform's own schemas are written, so that people find, read and change them with ease.
STYLE = (
    _remarked("FILE_NAME", "A file holds one named type, at the path of its full name."),
    _remarked("NAME_RELATIVE", "Types are named by their full names."),
    _remarked("ATTRIBUTE_UNKNOWN", "An attribute is one of Avro's, `millrace`, or has a prefix such as `x-`."),
    _remarked("LOGICAL_TYPE_IGNORED", "A logical type is one of Avro's, on a type that can have it."),
    Rule("DOC_MISSING", "Every type and every field has a `doc`.", doc_missing),
    Rule("TYPE_NAME_STYLE", "Types are PascalCase, namespaces lower case.", type_name_style),
    Rule("FIELD_NAME_STYLE", "Fields are camelCase.", field_name_style),
    Rule("ALIAS_CLASH", "An alias is no other type's name or alias.", alias_clash),
    Rule("ENUM_DEFAULT_MISSING", "An enum has a default, so that it can grow.", enum_default_missing),
    Rule("UNION_DEFAULT_LATER", "A union's default is of its first branch, as old readers need.", union_default_later),
    Rule("ITEM_WITHOUT_WIDTH", "An array's item is never empty: a count alone could fill memory.", item_without_width),
)
RULES = SOUND + STYLE


def lint(tree: Tree, rules: tuple[Rule, ...] = RULES) -> list[Finding]:
    """Every breach of some rules, in the order of files and lines."""
    findings = [Finding(rule.id, place, message) for rule in rules for place, message in rule.check(tree)]
    return sorted(
        findings, key=lambda finding: (finding.place.file, finding.place.line, finding.place.column, finding.rule)
    )
