"""The fields of a record, the symbols of an enum and the size of a fixed, as tables."""

from .emit_reference_layout import definitions, row
from .html_text import Html, block, breakable, code, inline, joined, paragraphs, separated
from .library import Library
from .model import Enum, Field, Fixed, Primitive, Record
from .type_words import Rule, avro, default, json_form, limits, python, typescript

_SOURCES = {
    "body": "the body",
    "path": "the path",
    "query": "the query string",
    "session.accountId": "the session: the account",
    "session.name": "the session: the name of the account",
    "login.hash": "the login: the hash of its cookie",
}


def fields(record: Record, library: Library) -> list[Html]:
    """A row for each field: what it is, its type on every side, and what holds for it."""
    if not record.fields:
        return [row("", inline("p", "It has none: that it came says everything."))]
    lines = [_field(record, field, library) for field in record.fields]
    return [row("", _table(("Field", "Type", "Rules"), lines, "fields"))]


def _table(heads: tuple[str, ...], lines: list[Html], class_: str) -> Html:
    """A table that keeps its roles where a narrow screen lays it out as blocks."""
    names = [inline("th", head, scope="col", role="columnheader") for head in heads]
    return block(
        "table",
        block("thead", inline("tr", *names, role="row"), role="rowgroup"),
        block("tbody", *lines, role="rowgroup"),
        class_=class_,
        role="table",
    )


def _field(record: Record, field: Field, library: Library) -> Html:
    name = inline(
        "th", code(field.name), *paragraphs(field.doc), scope="row", role="rowheader", id=f"field-{field.name}"
    )
    types = block("td", definitions(_types(field, library), "pairs"), role="cell")
    rules = [(rule.name, rule.text) for rule in _rules(record, field, library)]
    return block("tr", name, types, block("td", definitions(rules, "pairs"), role="cell") or _EMPTY, role="row")


_EMPTY = inline("td", role="cell")


def _types(field: Field, library: Library) -> list[tuple[str, Html]]:
    if field.seal is not None:
        return [
            ("Sent", joined("string, in the clear")),
            ("Avro", avro(field.type)),
            ("Python", code(python(field.type, library.tree))),
            ("TypeScript", code("string")),
        ]
    return [
        ("Avro", avro(field.type)),
        ("JSON", joined(json_form(field.type, library.tree))),
        ("Python", code(python(field.type, library.tree))),
        ("TypeScript", code(typescript(field.type, library.tree))),
    ]


def _rules(record: Record, field: Field, library: Library) -> list[Rule]:
    found = []
    if field.source is not None:
        found.append(Rule("From", joined(_SOURCES[field.source])))
    if field.name == record.key:
        found.append(Rule("Key", joined("partitions and orders")))
    if field.seal is not None:
        found.append(Rule("Sealed", joined(f"to the {field.seal.to} worker")))
        found += limits(Primitive("string", constraints=field.seal.constraints))
    else:
        found += limits(field.type)
    found += default(field)
    if field.aliases:
        found.append(Rule("Formerly", separated([code(alias) for alias in field.aliases])))
    if since := library.since(record.name, field.name):
        found.append(Rule("Since", joined(f"version {since}")))
    return found


def symbols(enum: Enum, library: Library) -> list[Html]:
    """A row for each symbol, with what the enum's table says of it."""
    columns = list(next(iter(enum.table.values()), {}))
    heads = ("Symbol", *map(_head, columns))
    lines = [_symbol(enum, symbol, columns, library) for symbol in enum.symbols]
    return [row("", _table(heads, lines, "symbols"))]


def _symbol(enum: Enum, symbol: str, columns: list[str], library: Library) -> Html:
    notes = [inline("p", "What an unknown symbol is read as.")] if symbol == enum.default else []
    if since := library.since(enum.name, symbol):
        notes.append(inline("p", f"Since version {since}."))
    cells = [
        inline("td", _cell(enum.table[symbol][column]), role="cell", data_head=_head(column)) for column in columns
    ]
    return inline(
        "tr",
        inline("th", inline("code", breakable(symbol, "(?<=_)")), *notes, scope="row", role="rowheader"),
        *cells,
        role="row",
    )


def _head(column: str) -> str:
    return column[:1].upper() + column[1:]


def _cell(value: str | int | bool) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def size(fixed: Fixed) -> list[Html]:
    """What a fixed is made of."""
    pairs = [("Size", joined(f"{fixed.size} bytes"))]
    if fixed.logical is not None:
        decimal = f" with {fixed.precision} digits, {fixed.scale} of them behind the point"
        pairs.append(("Meaning", joined(f"{fixed.logical}{decimal if fixed.logical == 'decimal' else ''}")))
    return [row("", definitions(pairs, "pairs"))]
