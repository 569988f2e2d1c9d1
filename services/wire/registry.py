"""A schema registry that speaks Confluent's API: the only importer of its HTTP client, and a peer in memory.

https://docs.confluent.io/platform/current/schema-registry/develop/api.html
"""

import json
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import quote

import httpx
from msgspec import Struct

from services.wire.errors import RegistryRefused, RegistryUnavailable
from services.wire.generated.canonical import resolution_form
from services.wire.settings import Settings

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
TIMEOUT_S = 10.0
CONNECTIONS = 16
NO_SUCH_THING = frozenset((40401, 40402, 40403, 40408))
"""A subject, version, schema or level that is not there; any other 404 comes from something else than a registry."""


class Registered(Struct, frozen=True):
    """One version of a subject."""

    schema_id: int
    version: int
    schema: str


class Answer(Struct, frozen=True):
    """What a registry would say to a schema; None where it cannot tell before it is asked to register."""

    is_compatible: bool | None
    messages: tuple[str, ...] = ()


class Registry(Protocol):
    """What a process asks of a registry. Every call may raise `RegistryUnavailable`."""

    async def find(self, subject: str, schema: str) -> Registered | None:
        """The version of the subject that is this schema, however it is spelled; None if none is."""

    async def versions(self, subject: str) -> list[Registered]:
        """Every version of the subject, oldest first; none for an unknown subject."""

    async def version_numbers(self, subject: str) -> list[int]:
        """The numbers of the subject's versions, oldest first."""

    async def judge(self, subject: str, schema: str) -> Answer:
        """What it would answer to `register`, by the level that the subject has now; nothing is registered."""

    async def schema_of(self, schema_id: int) -> str | None:
        """The schema with this id, None for an unknown id."""

    async def register(self, subject: str, schema: str) -> int:
        """Make the schema a version of the subject and return its id. Raises `RegistryRefused`."""

    async def level(self, subject: str) -> str | None:
        """The compatibility level set on the subject itself."""

    async def set_level(self, subject: str, level: str) -> None:
        """Set the compatibility level of a subject, which need not exist yet."""

    async def close(self) -> None: ...


class HttpRegistry:
    """A registry behind HTTP, with at most 16 connections."""

    def __init__(self, settings: Settings) -> None:
        self.url = settings.registry_url
        auth = (settings.registry_user, settings.registry_password) if settings.registry_user else None
        limits = httpx.Limits(max_connections=CONNECTIONS)
        # trust_env off: a proxy of the environment would be asked for servers of one's own
        self._http = httpx.AsyncClient(
            auth=auth, limits=limits, timeout=TIMEOUT_S, headers={"content-type": MEDIA_TYPE}, trust_env=False
        )

    async def find(self, subject: str, schema: str) -> Registered | None:
        found = await self._ask("POST", f"/subjects/{_quoted(subject)}", {"schema": schema})
        if found is not None:
            return Registered(found["id"], found["version"], found["schema"])
        # To some registries another order of attributes is another schema.
        return _same(await self.versions(subject), schema)

    async def versions(self, subject: str) -> list[Registered]:
        path = f"/subjects/{_quoted(subject)}/versions"
        found = []
        for number in await self.version_numbers(subject):
            version = await self._ask("GET", f"{path}/{number}")
            if version is not None:
                found.append(Registered(version["id"], version["version"], version["schema"]))
        return found

    async def version_numbers(self, subject: str) -> list[int]:
        return list(await self._ask("GET", f"/subjects/{_quoted(subject)}/versions") or [])

    async def judge(self, subject: str, schema: str) -> Answer:
        path = f"/compatibility/subjects/{_quoted(subject)}/versions"
        body = {"schema": schema}
        # All versions that the level counts, as `register` has them; registries without that call compare the last.
        said = await self._ask_if_served("POST", f"{path}?verbose=true", body)
        if said is None:
            said = await self._ask_if_served("POST", f"{path}/latest?verbose=true", body)
        if not isinstance(said, dict) or not isinstance(said.get("is_compatible"), bool):
            return Answer(is_compatible=None)
        return Answer(said["is_compatible"], tuple(str(message) for message in said.get("messages") or ()))

    async def schema_of(self, schema_id: int) -> str | None:
        found = await self._ask("GET", f"/schemas/ids/{schema_id}")
        return None if found is None else str(found["schema"])

    async def register(self, subject: str, schema: str) -> int:
        made = await self._ask("POST", f"/subjects/{_quoted(subject)}/versions", {"schema": schema})
        if made is None:
            raise RegistryUnavailable(f"the registry at {self.url} knows no way to register {subject}")
        return int(made["id"])

    async def level(self, subject: str) -> str | None:
        found = await self._ask("GET", f"/config/{_quoted(subject)}")
        return None if found is None else str(found["compatibilityLevel"])

    async def set_level(self, subject: str, level: str) -> None:
        await self._ask("PUT", f"/config/{_quoted(subject)}", {"compatibility": level})

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask_if_served(self, method: str, path: str, body: dict[str, str]) -> Any:
        """The answer; None from a registry that does not have this call."""
        try:
            return await self._ask(method, path, body)
        except RegistryRefused:
            return None

    async def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        """The answer as JSON; None where the registry says that there is no such thing."""
        try:
            answer = await self._http.request(method, self.url + path, json=body)
            content = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise RegistryUnavailable(f"the registry at {self.url} does not answer: {error!r}") from error
        if answer.is_success:
            return content
        code = content.get("error_code") if isinstance(content, dict) else None
        said = f"{method} {path}: {answer.status_code} {content}"
        if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise RegistryUnavailable(f"the registry at {self.url} answers: {said}")
        if code in NO_SUCH_THING:
            return None
        if answer.status_code in (httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY):
            raise RegistryRefused(str(content.get("message", said)))
        raise RegistryRefused(f"the registry at {self.url} does not serve this process: {said}")


class MemoryRegistry:
    """A registry without a server, which checks no compatibility.

    A second, different version of a subject is refused when `refuses` names the subject.
    """

    def __init__(self) -> None:
        self.is_away = False
        self.refuses: set[str] = set()
        self._ids: dict[str, int] = {}
        self._subjects: dict[str, list[Registered]] = {}
        self._levels: dict[str, str] = {}

    async def find(self, subject: str, schema: str) -> Registered | None:
        self._answer()
        return _same(self._subjects.get(subject, []), schema)

    async def versions(self, subject: str) -> list[Registered]:
        self._answer()
        return list(self._subjects.get(subject, []))

    async def version_numbers(self, subject: str) -> list[int]:
        return [version.version for version in await self.versions(subject)]

    async def judge(self, subject: str, schema: str) -> Answer:
        is_new = await self.find(subject, schema) is None
        if is_new and subject in self.refuses:
            return Answer(is_compatible=False, messages=("the schema is incompatible with an earlier version",))
        return Answer(is_compatible=True)

    async def schema_of(self, schema_id: int) -> str | None:
        self._answer()
        return next((text for text, known in self._ids.items() if known == schema_id), None)

    async def register(self, subject: str, schema: str) -> int:
        known = await self.find(subject, schema)
        if known is not None:
            return known.schema_id
        if subject in self.refuses:
            raise RegistryRefused(f"{subject}: the schema is incompatible with an earlier version")
        schema_id = self._ids.setdefault(schema, len(self._ids) + 1)
        versions = self._subjects.setdefault(subject, [])
        versions.append(Registered(schema_id, len(versions) + 1, schema))
        return schema_id

    async def level(self, subject: str) -> str | None:
        self._answer()
        return self._levels.get(subject)

    async def set_level(self, subject: str, level: str) -> None:
        self._answer()
        self._levels[subject] = level

    async def close(self) -> None:
        return

    def _answer(self) -> None:
        if self.is_away:
            raise RegistryUnavailable("the registry in memory is away")


def _same(versions: Sequence[Registered], schema: str) -> Registered | None:
    """The newest version that says what the schema says: words, spelling and the order of attributes say nothing."""
    wanted = _form(schema)
    return next((version for version in reversed(versions) if _form(version.schema) == wanted), None)


def _form(text: str) -> str:
    """What decides how data is read; of what is no Avro, the text."""
    try:
        return resolution_form(json.loads(text))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return text


def _quoted(subject: str) -> str:
    return quote(subject, safe="")
