"""What a fix is written with: the text to edit, and the JSON that stood there before."""

from typing import Any

from msgspec import Struct

from codegen.client_view import references
from codegen.json_places import Node
from codegen.model import Field, Place, Record, Type

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

    def previous_field(self) -> dict[str, Any] | None:
        """The JSON of the field as it was, if all that it names is still there."""
        holder = self.change.holder
        if holder is None or holder.previous is None or not self.is_known(holder.previous.type):
            return None
        return self._field_json(holder.previous_record, holder.previous)

    def previous_definition(self, name: str) -> dict[str, Any]:
        """The JSON of a named type as it was."""
        found: dict[str, Any] = self.context.previous.tree.definitions.by_name.get(name, {})
        return found

    def index_of_previous_field(self) -> int:
        holder = self.change.holder
        record = self.context.previous.tree.types.get(holder.previous_record) if holder else None
        names = [field.name for field in record.fields] if isinstance(record, Record) else []
        return names.index(holder.previous.name) if holder and holder.previous else len(names)

    def is_known(self, written: Type) -> bool:
        """Whether the current tree has every type that a previous one names."""
        return all(name in self.context.current.tree.types for name in references(written))

    def _field_json(self, record: str, field: Field) -> dict[str, Any] | None:
        fields = self.previous_definition(record).get("fields", ())
        return next((found for found in fields if found["name"] == field.name), None)
