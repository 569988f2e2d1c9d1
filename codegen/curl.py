"""How a command or query is asked from a shell."""

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from .client_view import sent_fields
from .model import Record
from .sample import Samples

GATEWAY = "http://127.0.0.1:8080"


def curl(record: Record, samples: Samples) -> str | None:
    """A command line with the first example of the schema; None if there is no telling what to send."""
    fields = sent_fields(record)
    values = record.examples[0] if record.examples else samples.sent(record, fields)
    if record.route is None or values is None:
        return None
    url = f"{GATEWAY}/api{_address(record, record.route.path, values)}"
    lines = [f"curl -i -X {record.route.method} {shlex.quote(url)}"]
    lines += ['-H "x-subscriber-id: $SUBSCRIBER_ID"', '-H "x-request-id: $(uuidgen)"']
    if record.access == "session":
        lines.append('-H "cookie: __Host-auth-token=$SESSION"')
    if in_body := sent_fields(record, "body"):
        body = {field.name: values[field.name] for field in in_body if field.name in values}
        lines += ["-H 'content-type: application/json'", f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"]
    return " \\\n  ".join(lines)


def _address(record: Record, path: str, values: Mapping[str, Any]) -> str:
    for field in sent_fields(record, "path"):
        path = path.replace(f"{{{field.name}}}", quote(_plain(values.get(field.name, "")), safe=""))
    query = urlencode(list(_pairs(record, values)))
    return f"{path}?{query}" if query else path


def _pairs(record: Record, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Query parameters: an array repeats its name, null is left out."""
    for field in sent_fields(record, "query"):
        value = values.get(field.name)
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield field.name, _plain(item)


def _plain(value: Any) -> str:
    """A parameter as it stands in a URL, before its escapes."""
    return value if isinstance(value, str) else json.dumps(value)
