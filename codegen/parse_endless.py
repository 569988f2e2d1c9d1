"""What has no end: records that contain themselves without a way out, and defaults that need themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET

from .default_branch import default_branch
from .model import Array, Enum, Field, Fixed, Map, Primitive, Record, Reference, SchemaError, Tree, Type, Union


def endless_types(tree: Tree) -> Iterator[SchemaError]:
    """One error for each circle of records of which no value can be written, because it would never end."""
    endless = _endless(tree)
    told: set[str] = set()
    for name in sorted(endless):
        circle = _circle(name, endless)
        if told.isdisjoint(circle):
            told.update(circle)
            first = circle.index(min(circle))
            circle = circle[first:] + circle[:first]
            way = " → ".join(f"{record}.{endless[record].name}" for record in circle)
            message = (
                f"{circle[0]} contains itself without end: {way} → {circle[0]}; "
                "a union with null, an array or a map on the way would end it"
            )
            yield SchemaError(endless[circle[0]].place, message)


def _endless(tree: Tree) -> dict[str, Field]:
    """Records without any value of finite size, with the first field that has none either."""
    waiting = {record.name: list(record.fields) for record in tree.records()}
    users: dict[str, set[str]] = {name: set() for name in waiting}
    for record in tree.records():
        for field in record.fields:
            for name in _needed(field.type):
                users.setdefault(name, set()).add(record.name)
    finite: set[str] = {name for name, named in tree.types.items() if not isinstance(named, Record)}
    to_look_at = sorted(waiting)
    while to_look_at:
        name = to_look_at.pop()
        if name in finite:
            continue
        while waiting[name] and _is_finite(waiting[name][0].type, finite):
            waiting[name].pop(0)
        if not waiting[name]:
            finite.add(name)
            to_look_at.extend(users[name])
    return {name: fields[0] for name, fields in waiting.items() if fields}


def _is_finite(written: Type, finite: set[str]) -> bool:
    match written:
        case Primitive() | Array() | Map():
            return True
        case Union(branches):
            return any(_is_finite(branch, finite) for branch in branches)
        case Reference(name):
            return name in finite


def _needed(written: Type) -> list[str]:
    """The types that may decide whether a type has a finite value."""
    match written:
        case Primitive() | Array() | Map():
            return []
        case Union(branches):
            return [name for branch in branches for name in _needed(branch)]
        case Reference(name):
            return [name]


def _circle(start: str, endless: Mapping[str, Field]) -> list[str]:
    """The circle that a record leads into, by the first field that has no end in each."""
    way = [start]
    while True:
        following = next(name for name in _needed(endless[way[-1]].type) if name in endless)
        if following in way:
            return way[way.index(following) :]
        way.append(following)


# A field of a record, by the record's name and its own.
_Slot = tuple[str, str]


def endless_defaults(tree: Tree) -> Iterator[SchemaError]:
    """One error for each circle of defaults: a record in one is filled by the defaults of its fields."""
    needs = {
        (record.name, field.name): sorted(_filled(field.type, field.default, tree))
        for record in tree.records()
        for field in record.fields
        if field.default is not UNSET
    }
    places = {(record.name, field.name): field.place for record in tree.records() for field in record.fields}
    for circle in _circles(needs):
        way = " → ".join(f"{record}.{field}" for record, field in (*circle, circle[0]))
        message = f"the default needs itself: {way}; give the whole record, or null, in one of them"
        yield SchemaError(places[circle[0]], message)


def _filled(written: Type, value: Any, tree: Tree) -> set[_Slot]:
    """The fields whose own defaults complete a default."""
    match written:
        case Primitive():
            return set()
        case Array(items):
            return {slot for item in value for slot in _filled(items, item, tree)}
        case Map(values):
            return {slot for item in value.values() for slot in _filled(values, item, tree)}
        case Union(branches):
            return _filled(branches[default_branch(written, value, tree) or 0], value, tree)
        case Reference(name):
            return _filled_in(tree.types[name], value, tree)


def _filled_in(named: Record | Enum | Fixed, value: Any, tree: Tree) -> set[_Slot]:
    if not isinstance(named, Record):
        return set()
    found = {(named.name, field.name) for field in named.fields if field.name not in value}
    for field in named.fields:
        if field.name in value:
            found |= _filled(field.type, value[field.name], tree)
    return found


def _circles(needs: Mapping[_Slot, list[_Slot]]) -> Iterator[list[_Slot]]:
    """Each circle once, found by walking on from every slot; without recursion, as a way may be long."""
    done: set[_Slot] = set()
    for start in sorted(needs):
        way: list[_Slot] = [start]
        branches = [iter(needs[start])]
        while way:
            following = next(branches[-1], None)
            if following is None:
                done.add(way.pop())
                branches.pop()
            elif following in way:
                yield way[way.index(following) :]
                done.update(way)
            elif following not in done:
                way.append(following)
                branches.append(iter(needs[following]))
