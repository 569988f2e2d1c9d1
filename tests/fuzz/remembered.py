"""Values that belong together, kept from requests and outcomes: a note and its board, a name and its password.

Chance alone never hits upon what is there already; then every edit meets `NoSuchNote`, and no name is ever taken.
"""

import zlib
from collections.abc import Mapping
from typing import Any

MOST = 200


class Remembered:
    """Rows of values by field name."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._turns = 0

    def keep(self, *sources: Mapping[str, Any]) -> None:
        """Remember what was sent and what came of it, as one row."""
        row = {name: value for source in sources for name, value in source.items() if _is_plain(name, value)}
        self._rows.append(row)
        del self._rows[:-MOST]

    def like(self, names: set[str], seed: str) -> dict[str, Any]:
        """Some values for these names that were seen together; every other time none."""
        self._turns += 1
        chance = zlib.crc32(f"{seed} {self._turns}".encode())
        most = max((len(names & row.keys()) for row in self._rows), default=0)
        rows = [row for row in self._rows if len(names & row.keys()) == most]
        if not rows or chance % 2:
            return {}
        row = rows[chance // 2 % len(rows)]
        kept = sorted(names & row.keys())
        if chance % 6 == 0 and len(kept) > 1:  # one of them as it was made up
            del kept[chance // 6 % len(kept)]
        return {name: row[name] for name in kept}


def _is_plain(name: str, value: Any) -> bool:
    return not name.startswith("@") and isinstance(value, str | int)
