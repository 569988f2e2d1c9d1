"""The versions that a live registry holds of a tree's types, by Confluent's API over the standard library's HTTP.

https://docs.confluent.io/platform/current/schema-registry/develop/api.html
"""

import json
import os
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from codegen.model import Tree
from codegen.parse import parse

from .check import Base
from .unavailable import UNREACHABLE, BaseUnavailable
from .versions import Version, root_of

_MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
_TIMEOUT_S = 10.0
_NOT_FOUND = 404


class RegistryBase:
    """One registry, asked over one connection. Credentials come from the URL, else from the environment."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise BaseUnavailable(f"the registry at {url} has no address: {error}") from error
        self._path = parts.path.rstrip("/")
        self._url = f"{parts.scheme}://{host}{f':{port}' if port else ''}{self._path}"
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = connect(host, port, timeout=_TIMEOUT_S)
        user = unquote(parts.username) if parts.username else os.environ.get("MILLRACE_REGISTRY_USER", "")
        password = unquote(parts.password) if parts.password else os.environ.get("MILLRACE_REGISTRY_PASSWORD", "")
        self._headers = {"accept": f"{_MEDIA_TYPE}, application/json"}
        if user:
            self._headers["authorization"] = "Basic " + b64encode(f"{user}:{password}".encode()).decode()

    def load(self, tree: Tree) -> Base:
        """Every version of every subject whose schema is of a type of the tree, under its name or an alias."""
        wanted = {name for named in tree.types.values() for name in (named.name, *named.aliases)}
        history: dict[str, tuple[Version, ...]] = {}
        try:
            for subject in self._ask("/subjects") or ():
                versions = self._versions(subject, wanted)
                if versions:
                    root = versions[-1].root
                    history[root] = (*history.get(root, ()), *versions)
        finally:
            self._connection.close()
        if not history:
            raise BaseUnavailable(f"the registry at {self._url} holds no type of these schemas")
        return Base(self._url, history)

    def _versions(self, subject: str, wanted: set[str]) -> tuple[Version, ...]:
        """The versions of a subject, oldest first; none if its newest schema is of another tree."""
        numbers = sorted(self._ask(f"/subjects/{_quoted(subject)}/versions") or ())
        if not numbers:
            return ()
        newest = self._version(subject, numbers[-1])
        if newest is None or newest.root not in wanted:
            return ()
        level = self._level(subject)
        older = [self._version(subject, number) for number in numbers[:-1]]
        versions = [version for version in [*older, newest] if version is not None]
        return tuple(
            Version(each.root, each.tree, each.label, each.number, is_bare=True, level=level) for each in versions
        )

    def _version(self, subject: str, number: int) -> Version | None:
        """One version; None for what is no named Avro type."""
        found = self._ask(f"/subjects/{_quoted(subject)}/versions/{number}")
        if found is None or found.get("schemaType", "AVRO") != "AVRO":
            return None
        label = f"{subject} v{number}"
        texts = {f"{label}.avsc": found["schema"]} | self._references(found)
        try:
            types = parse(texts, self._url)
        except ExceptionGroup as group:
            errors = "; ".join(str(error) for error in group.exceptions)
            raise BaseUnavailable(f"{label} of the registry at {self._url} cannot be read: {errors}") from group
        root = root_of(json.loads(found["schema"]))
        return Version(root, types, label, number) if root in types.types else None

    def _references(self, found: dict[str, Any]) -> dict[str, str]:
        """The schemas that one refers to, and those that they refer to."""
        texts: dict[str, str] = {}
        for reference in found.get("references") or ():
            subject, number = reference["subject"], reference["version"]
            other = self._ask(f"/subjects/{_quoted(subject)}/versions/{number}")
            if other is None:
                raise BaseUnavailable(f"the registry at {self._url} refers to {subject} v{number}, and has none")
            texts |= {f"{subject} v{number}.avsc": other["schema"]} | self._references(other)
        return texts

    def _level(self, subject: str) -> str | None:
        found = self._ask(f"/config/{_quoted(subject)}?defaultToGlobal=true") or {}
        level = found.get("compatibilityLevel") or found.get("compatibility")
        return str(level) if level else None

    def _ask(self, path: str) -> Any:
        """The answer as JSON; None where the registry says that there is no such thing."""
        try:
            self._connection.request("GET", self._path + path, headers=self._headers)
            answer = self._connection.getresponse()
            status, body = answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise BaseUnavailable(f"the registry at {self._url} does not answer: {error!r}", UNREACHABLE) from error
        try:
            content = json.loads(body)
        except ValueError as error:
            shown = body[:80].decode(errors="replace")
            reason = f"the registry at {self._url} answers {path} with {status} and no JSON: {shown!r}"
            raise BaseUnavailable(reason, UNREACHABLE) from error
        if status == _NOT_FOUND and isinstance(content, dict) and "error_code" in content:
            return None
        if status >= 300:
            raise BaseUnavailable(f"the registry at {self._url} answers {path} with {status}: {content}", UNREACHABLE)
        return content


def _quoted(subject: str) -> str:
    return quote(subject, safe="")
