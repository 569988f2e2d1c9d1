"""Schemas that only the codec's benchmark needs, as the texts of files."""

import json
from typing import Any

UUID = {"type": "string", "logicalType": "uuid"}
MOMENT = {"type": "long", "logicalType": "timestamp-millis"}
SCALAR = ["string", "double", "boolean", "null"]
STATE = {"type": "enum", "name": "State", "symbols": ["IDLE", "RISING", "STEADY", "FALLING"], "default": "IDLE"}


def _record(name: str, **fields: Any) -> dict[str, Any]:
    members = [{"name": field, "type": written} for field, written in fields.items()]
    return {"type": "record", "name": name, "namespace": "bench", "fields": members}


def _several(stem: str, count: int, written: Any) -> dict[str, Any]:
    return {f"{stem}{number}": written for number in range(count)}


READING = _record(
    "Reading",
    **_several("label", 6, "string"),
    **_several("count", 6, "long"),
    **_several("at", 2, MOMENT),
    **_several("measure", 6, "double"),
    **_several("flag", 4, "boolean"),
    **_several("remark", 4, ["null", "string"]),
    **_several("key", 2, UUID),
    state=STATE,
    raw="bytes",
)
JOURNAL = _record(
    "Journal",
    entries={
        "type": "array",
        "items": [
            _record("Posted", text="string", author="string", replyTo=["null", "string"]),
            _record("Edited", text="string", version="int", reason=["null", "string"]),
            _record("Removed", by="string"),
        ],
    },
    last=["Posted", "Edited", "Removed"],
    cursor=SCALAR,
    limit=SCALAR,
    filter=SCALAR,
    note=SCALAR,
    values={"type": "array", "items": SCALAR},
)
SCHEMAS = {"bench/reading.avsc": json.dumps(READING), "bench/journal.avsc": json.dumps(JOURNAL)}
