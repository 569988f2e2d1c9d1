"""Every kind of damage there is, or those of some names."""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from tests.fuzz.battering import KINDS, Battering
from tests.fuzz.damaged_sockets import HANDSHAKES, UPSTREAM
from tests.fuzz.knocking import Knocking
from tests.fuzz.run import Finding
from tests.fuzz.target import Target

NAMES = [kind.name for kind in (*KINDS, *HANDSHAKES, *UPSTREAM)]


class Damages(Struct, frozen=True):
    """What came of it, and a line for each kind."""

    findings: list[Finding]
    table: str


def every_damage(
    document: Mapping[str, Any], target: Target, seed: int, times: int, names: Collection[str] = ()
) -> Damages:
    """Try each kind so often, and look at every socket in the end; all kinds if none are named."""
    battering, knocking = Battering(document, target, seed), Knocking(document, target, seed)
    battering.run([kind for kind in KINDS if not names or kind.name in names], times)
    knocking.run([kind for kind in HANDSHAKES if not names or kind.name in names], times)
    knocking.run_upstream([kind for kind in UPSTREAM if not names or kind.name in names], times)
    battering.audit()
    tables = [one.table() for one in (battering, knocking) if one.rows]
    return Damages(battering.findings + knocking.findings, "\n".join(tables))
