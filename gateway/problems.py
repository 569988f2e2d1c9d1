"""The one translation of what goes wrong into HTTP: problems of RFC 9457."""

import logging
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from services.wire.cache import RedisError
from services.wire.entry import Entry
from services.wire.errors import BrokerUnavailable, EncodeError, MillraceError, SubscriberMalformed
from services.wire.generated.codec.primitives import AvroError
from services.wire.generated.json.values import JsonError
from services.wire.generated.wire import PROBLEM_TYPE, FieldError, Problem, ProblemType
from services.wire.log import of_request

log = logging.getLogger(__name__)

MEDIA_TYPE = b"application/problem+json"
RETRY_AFTER_S = b"1"

Headers = tuple[tuple[bytes, bytes], ...]


class Refusal(Exception):
    """A request is refused at the door; `detail` is shown to the client."""

    def __init__(
        self, symbol: ProblemType, detail: str, *, errors: Sequence[FieldError] = (), headers: Headers = ()
    ) -> None:
        super().__init__(detail)
        self.symbol = symbol
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers

    @property
    def status(self) -> int:
        return PROBLEM_TYPE[self.symbol].status

    def to_json(self) -> bytes:
        """The body of the answer."""
        row = PROBLEM_TYPE[self.symbol]
        path = "/problems/" + self.symbol.value.lower().replace("_", "-")
        problem = Problem(type=path, title=row.title, status=row.status, detail=self.detail, errors=self.errors)
        return msgspec.json.encode(problem)


def refusal_of(error: Exception, headers: Mapping[str, bytes] = MappingProxyType({})) -> Refusal:
    """What a client is told of an error; of one that nobody foresaw, nothing but that it happened.

    `headers` are those of a record of the request, or what stands in their place; the log says which request it was.
    """
    match error:
        case Refusal():
            return error
        case SubscriberMalformed():
            return Refusal(ProblemType.SUBSCRIBER_MALFORMED, f"{error}. Ids come in the welcome of /api/socket.")
        case EncodeError():
            return Refusal(ProblemType.BODY_INVALID, "A value is out of the range that can be stored.")
        case BrokerUnavailable():
            return unavailable(
                "The broker does not answer. It may have the request all the same: repeat it by the same id."
            )
        case RedisError():
            return unavailable("The session store does not answer.")
        case MillraceError(retriable=True):
            return unavailable(f"Try again: {error.code}.")
        case _:
            log.error("a request failed", exc_info=error, extra=of_request(headers))
            return Refusal(ProblemType.INTERNAL, "The gateway failed. The log of the gateway says why.")


def unavailable(detail: str) -> Refusal:
    """A refusal that asks to come back in a moment."""
    return Refusal(ProblemType.UNAVAILABLE, detail, headers=((b"retry-after", RETRY_AFTER_S),))


_PLACE = re.compile(r"(?P<message>.*?) - at `(?P<path>[^`]*)`", re.DOTALL)
_FIELD = re.compile(r"Object (?P<fault>missing required|contains unknown) field `(?P<name>.*)`", re.DOTALL)
_BRANCH = re.compile(r"<[^>]*>")  # Avro's paths name the branch of a union
_ECHO_OF_VALUE = re.compile(r"[,;] got .*", re.DOTALL)
_ECHO = re.compile(r"^(?P<message>Invalid (?:enum )?value).*", re.DOTALL)


def field_error(error: msgspec.ValidationError) -> FieldError:
    """Where a value is not as the schema says. What came is named by its type alone: it may be a secret."""
    text, path = str(error), "$"
    if placed := _PLACE.fullmatch(text):
        text, path = placed["message"], placed["path"]
    if field := _FIELD.fullmatch(text):
        text = "Required, and missing" if field["fault"] == "missing required" else "There is no such field"
        path = f"{path}.{field['name'][:100]}"
    return FieldError(path=path, message=_ECHO.sub(r"\g<message>", text))


def value_error(entry: Entry, error: AvroError | JsonError) -> Refusal:
    """A value that was read, and that its type cannot hold. What came is not shown: it may be a secret.

    The place is that of the field in the request: in its body, or among its parameters.
    """
    path = _BRANCH.sub("", error.path)
    place = re.match(r"\$\.(\w+)", path)
    sources = {field.name: field.source for field in entry.fields}
    message = _ECHO_OF_VALUE.sub("", error.message)
    message = message[:1].upper() + message[1:]
    if place and sources.get(place[1]) in ("path", "query"):
        return parameter_invalid(path.removeprefix("$."), message)
    fault = FieldError(path=path, message=message)
    return Refusal(ProblemType.BODY_INVALID, f"{path}: {message}.", errors=[fault])


def parameter_invalid(name: str, message: str) -> Refusal:
    """A parameter is not as the schema says."""
    fault = FieldError(path=name, message=message)
    return Refusal(ProblemType.PARAMETER_INVALID, f"{name}: {message}.", errors=[fault])
