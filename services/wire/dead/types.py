"""What the originals of letters are, by the registry's schemas."""

from typing import Any

from services.wire.avro_plain import plain
from services.wire.avro_schema import names_of, read_schema
from services.wire.dead.letters import Letter
from services.wire.errors import DecodeError, RegistryUnavailable
from services.wire.framing import BODY_AT
from services.wire.registry import Registry

UNFRAMED = "(no schema id)"


class Types:
    """Asks the registry once for each schema id. Letters are there all the same when it is away, and `away` says so."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._texts: dict[int, str | None] = {}
        self.away: RegistryUnavailable | None = None

    async def name(self, letter: Letter) -> str:
        """The full name of the original's type; in brackets, why there is none."""
        schema_id = letter.schema_id
        if schema_id is None:
            return UNFRAMED
        try:
            text = await self._text(schema_id)
            return f"(schema id {schema_id})" if text is None else names_of(text)[0]
        except (DecodeError, RegistryUnavailable):
            return f"(schema id {schema_id})"

    async def value(self, letter: Letter) -> Any:
        """The original as its writer wrote it. Raises `DecodeError`, and `RegistryUnavailable`."""
        schema_id = letter.schema_id
        if schema_id is None:
            raise DecodeError("frame", "the bytes name no schema id")
        text = await self._text(schema_id)
        if text is None:
            raise DecodeError("frame", f"the registry knows no schema id {schema_id}")
        return plain(read_schema(text), letter.record.value or b"", BODY_AT)

    async def _text(self, schema_id: int) -> str | None:
        if self.away is not None:
            raise self.away.with_traceback(None)
        if schema_id not in self._texts:
            try:
                self._texts[schema_id] = await self._registry.schema_of(schema_id)
            except RegistryUnavailable as error:
                self.away = error
                raise
        return self._texts[schema_id]
