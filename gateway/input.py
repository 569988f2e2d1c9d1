"""Makes a command or query out of what a client sent and what the gateway knows."""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, inspect

from gateway.body import decode_body
from gateway.keys import Keys
from gateway.parameters import ParameterReader
from gateway.problems import Refusal, value_error
from gateway.retired import retired_names, without_retired
from services.wire.entry import Entry, InputField
from services.wire.generated.history import EARLIER
from services.wire.generated.json.values import JsonError
from services.wire.generated.sessions import Session
from services.wire.seal import seal

FROM_SESSION: dict[str, Callable[[Session], object]] = {
    "session.accountId": lambda session: session.account_id,
    "session.name": lambda session: session.name,
}


class Input:
    """How one command or query is read and put together."""

    def __init__(self, entry: Entry, keys: Keys, earlier: Mapping[str, tuple[str, ...]] = EARLIER) -> None:
        self.entry = entry
        self._retired = retired_names(entry, earlier)
        self.has_body = entry.body is not None
        self._decoder = msgspec.json.Decoder(entry.body if entry.body is not None else Struct)
        self.parameters = ParameterReader(entry, self._retired)
        self._from_body = [field.attribute for field in entry.fields if field.source == "body" and not field.seal_to]
        self._sealed = [(field.attribute, keys.seals[field.seal_to]) for field in entry.fields if field.seal_to]
        self._from_parameters = [field.attribute for field in entry.fields if field.source in ("path", "query")]
        self._from_session = [_from_session(entry, field) for field in entry.fields if field.source in FROM_SESSION]
        self._from_login = [field.attribute for field in entry.fields if field.source == "login.hash"]
        self.begins_login = bool(self._from_login)
        self._has_twins = entry.body_from_json is not None or entry.parameters_from_json is not None
        # A copy of a keyed hash keeps the GIL, which `hmac.digest` gives away to the threads of Kafka each time.
        self._fingerprint = hmac.new(keys.fingerprint, digestmod=sha256)

    def read_body(self, raw: bytes) -> Struct:
        """The body as its Struct; raises `Refusal`. What an earlier version of the type took is let be."""
        try:
            return decode_body(self._decoder, raw)
        except Refusal:
            current = without_retired(raw, self._retired)
            if current is None:
                raise
        return decode_body(self._decoder, current)

    def read_parameters(self, path_values: Mapping[str, str], query: bytes) -> Struct | None:
        """The parameters as their Struct; raises `Refusal`."""
        return self.parameters.read(path_values, query)

    def build(
        self, body: Struct | None, parameters: Struct | None, session: Session | None, login_hash: str | None
    ) -> Struct:
        """The command: sealed where the schema says so, and filled up from the session and the login.

        Raises `Refusal` for a value that its type cannot hold.
        """
        if self._has_twins:
            body, parameters = self._from_json(body, parameters)
        values: dict[str, Any] = {}
        for attribute in self._from_body:
            values[attribute] = getattr(body, attribute)
        for attribute, (key_id, public_key) in self._sealed:
            values[attribute] = seal(public_key, key_id, getattr(body, attribute))
        for attribute in self._from_parameters:
            values[attribute] = getattr(parameters, attribute)
        if session is not None:
            for attribute, read in self._from_session:
                values[attribute] = read(session)
        for attribute in self._from_login:
            values[attribute] = login_hash
        return self.entry.type(**values)

    def _from_json(self, body: Struct | None, parameters: Struct | None) -> tuple[Struct | None, Struct | None]:
        """The values that JSON twins stand for."""
        try:
            if self.entry.body_from_json is not None:
                body = self.entry.body_from_json(body)
            if self.entry.parameters_from_json is not None:
                parameters = self.entry.parameters_from_json(parameters)
        except JsonError as error:
            raise value_error(self.entry, error) from error
        return body, parameters

    def fingerprint(self, raw: bytes | None, path_values: Mapping[str, str], query: bytes) -> bytes:
        """Tells a repeat from another request under the same id, and nothing else without the key.

        It is of what the client sent, so that gateways of different versions give the same.
        """
        keyed = self._fingerprint.copy()
        sent = (_canonical(raw), sorted(path_values.items()), query)
        keyed.update(self.entry.name.encode() + b"\0" + msgspec.json.encode(sent))
        return keyed.digest()


def _canonical(raw: bytes | None) -> object:
    """A body without what makes no difference: the order of its members, white space, its own name.

    Something odd may hide where our own type does not look; then every byte counts.
    """
    if raw is None:
        return None
    try:
        body = msgspec.json.decode(raw, type=dict[str, Any])
    except (ValueError, RecursionError):
        return raw
    return sorted((name, value) for name, value in body.items() if name != "@type")


def _from_session(entry: Entry, field: InputField) -> tuple[str, Callable[[Session], object]]:
    info = inspect.type_info(entry.type)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"expected a Struct, got {entry.name}")
    kind = next(one.type for one in info.fields if one.name == field.attribute)
    read = FROM_SESSION[field.source]
    return field.attribute, read if isinstance(kind, inspect.UUIDType) else lambda session: str(read(session))
