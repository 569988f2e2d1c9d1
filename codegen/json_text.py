"""JSON to be read: what fits on a line stands on one."""

import json
from typing import Any

WIDTH = 84


def readable(value: Any, width: int = WIDTH) -> str:
    """A value with its members on lines of their own where they do not fit on one."""
    return _text(value, "", 0, width)


def _text(value: Any, indent: str, lead: int, width: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(indent) + lead + len(flat) <= width:
        return flat
    inner = f"{indent}  "
    if isinstance(value, list):
        lines = [f"{inner}{_text(item, inner, 1, width)}" for item in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    names = {name: f"{json.dumps(name, ensure_ascii=False)}: " for name in value}
    lines = [f"{inner}{names[name]}{_text(item, inner, len(names[name]) + 1, width)}" for name, item in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
