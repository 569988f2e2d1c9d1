"""What a fix is written with: the text to edit, and the JSON that stood there before."""

from typing import Any

from msgspec import Struct

from codegen.json_places import Node
from codegen.model import Field, Place, Record

from .change import Change
from .context import Context
from .edits import Source
from .rule import Rule
from .verdicts import Direction


class Desk(Struct, frozen=True):
    """One change, with the text of the file in which it stands. `directions` are those that the level asks for."""

    rule: Rule
    change: Change
    context: Context
    source: Source
    directions: tuple[Direction, ...]

    @property
    def field_node(self) -> Node | None:
        """The field around the change, as it is written now."""
        holder = self.change.holder
        return self.node(holder.current.place) if holder and holder.current else None

    @property
    def owner_node(self) -> Node | None:
        """The named type in which the change stands."""
        return self.node(self.context.current.tree.types[self.change.owner].place)

    def node(self, place: Place) -> Node | None:
        return self.source.node(place.pointer) if place.file == self.source.file else None

    def previous_field(self, instead_of: Node | None = None) -> dict[str, Any] | None:
        """The JSON of the field as it was.

        Types that are no longer there, and those that are defined in what it is put `instead_of`, stand in it as
        definitions.
        """
        holder = self.change.holder
        if holder is None or holder.previous is None:
            return None
        field = self._field_json(holder.previous_record, holder.previous)
        known = {name for name, place in self._places().items() if not _is_inside(place, instead_of)}
        return None if field is None else field | {"type": self._revived(field["type"], known)}

    def _places(self) -> dict[str, Place]:
        return {name: named.place for name, named in self.context.current.tree.types.items()}

    def _revived(self, node: Any, known: set[str]) -> Any:
        """A type in which every name that is not known stands as its definition, the first time."""
        match node:
            case str() if node in self.context.previous.tree.types and node not in known:
                known.add(node)
                definition = self._definition(node)
                fields = [
                    field | {"type": self._revived(field["type"], known)} for field in definition.get("fields", ())
                ]
                return definition | ({"fields": fields} if "fields" in definition else {})
            case list():
                return [self._revived(branch, known) for branch in node]
            case {"type": "array", "items": items}:
                return node | {"items": self._revived(items, known)}
            case {"type": "map", "values": values}:
                return node | {"values": self._revived(values, known)}
            case _:
                return node

    def _definition(self, name: str) -> dict[str, Any]:
        """As it is now, if it is there; what changed in it is another change."""
        found: dict[str, Any] | None = self.context.current.tree.definitions.by_name.get(name)
        return found if found is not None else self.previous_definition(name)

    def previous_definition(self, name: str) -> dict[str, Any]:
        """The JSON of a named type as it was."""
        found: dict[str, Any] = self.context.previous.tree.definitions.by_name.get(name, {})
        return found

    def index_of_previous_field(self) -> int:
        holder = self.change.holder
        record = self.context.previous.tree.types.get(holder.previous_record) if holder else None
        names = [field.name for field in record.fields] if isinstance(record, Record) else []
        return names.index(holder.previous.name) if holder and holder.previous else len(names)

    def _field_json(self, record: str, field: Field) -> dict[str, Any] | None:
        fields = self.previous_definition(record).get("fields", ())
        return next((found for found in fields if found["name"] == field.name), None)


def _is_inside(place: Place, node: Node | None) -> bool:
    return node is not None and place.file == node.source.file and f"{place.pointer}/".startswith(f"{node.pointer}/")
