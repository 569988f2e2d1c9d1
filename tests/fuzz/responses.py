"""What has to be true of a response, whatever made the request."""

from collections.abc import Iterable
from typing import Any

from tests.fuzz.contract import PROBLEM, Contract, Operation
from tests.fuzz.judge import Faults
from tests.fuzz.outcomes import Wrong

COOKIE_ATTRIBUTES = {"httponly", "secure", "samesite=strict", "path=/"}
USUAL = {"content-length", "content-type", "date", "connection", "server", "allow", "x-request-id"}
POLICY = {"cache-control", "x-content-type-options", "content-security-policy"}
BY_SCHEMA = {
    "subscriber-missing",
    "request-id-missing",
    "request-id-malformed",
    "body-malformed",
    "body-invalid",
    "parameter-invalid",
    "content-type-unsupported",
}
"""Problems that say that the request is not as the document says; the others say something of the world."""


def check_response(contract: Contract, operation: Operation, faults: Faults, response: Any) -> str | None:
    """The problem type of a response, None for one that is no problem. Raises `Wrong`."""
    status = str(response.status_code)
    if response.status_code == 405 or response.request.method != operation.method:
        return None
    _check_documented(operation, status, response)
    _check_cookies(contract, values(response, "set-cookie"))
    if 200 <= response.status_code < 300:
        if not faults.is_taken:
            raise Wrong(f"{status} for a request that the document refuses: {', '.join(sorted(faults.found))}")
        return None
    if response.status_code == 500:
        raise Wrong(f"the gateway failed: {response.text[:300]}")
    return _check_problem(operation, faults, status, response)


def _check_documented(operation: Operation, status: str, response: Any) -> None:
    if status not in operation.statuses:
        raise Wrong(f"{status} is not documented for {operation.label}")
    media_types = set(operation.statuses[status].get("content", {}))
    came = "".join(values(response, "content-type")).partition(";")[0]
    if came not in (media_types or {""}):
        raise Wrong(f"{status} came as {came or 'nothing'}; documented: {', '.join(media_types) or 'nothing'}")
    unknown = {name.lower() for name in response.headers} - USUAL - POLICY - set(operation.headers(status))
    if unknown:
        raise Wrong(f"{status} came with headers that are not documented: {', '.join(sorted(unknown))}")


def _check_problem(operation: Operation, faults: Faults, status: str, response: Any) -> str | None:
    documented = operation.problems(status)
    if PROBLEM not in operation.statuses[status].get("content", {}):
        return None
    body = response.json()
    type_ = body.get("type")
    if type_ not in documented or body.get("status") != response.status_code:
        raise Wrong(f"{status} says it is {type_} with {body.get('status')}; documented: {', '.join(documented)}")
    name = str(type_).rpartition("/")[2]
    if name in BY_SCHEMA and name not in faults.found:
        raise Wrong(f"refused as {name}, but the document takes it: {response.text[:300]}")
    return name


def _check_cookies(contract: Contract, given: Iterable[str]) -> None:
    for text in given:
        pair, *attributes = (part.strip() for part in text.split(";"))
        name = pair.partition("=")[0]
        if name not in contract.cookies:
            raise Wrong(f"the cookie {name} is not in the document")
        missing = COOKIE_ATTRIBUTES - {one.lower() for one in attributes}
        if missing:
            raise Wrong(f"the cookie {name} lacks {', '.join(sorted(missing))}")


def values(response: Any, name: str) -> list[str]:
    """Every value of a header; schemathesis keeps lists."""
    value = response.headers.get(name, [])
    return [value] if isinstance(value, str) else list(value)
