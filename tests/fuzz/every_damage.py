"""Every kind of damage there is, or those of some names."""

import time
from collections.abc import Collection, Mapping
from typing import Any

from tests.fuzz.battering import KINDS, Battering
from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.damaged_sockets import HANDSHAKES, UPSTREAM
from tests.fuzz.knocking import Knocking
from tests.fuzz.tally import Side
from tests.fuzz.target import Target

DAMAGE = "damage"
NAMES = [kind.name for kind in (*KINDS, *HANDSHAKES, *UPSTREAM)]


def every_damage(
    document: Mapping[str, Any],
    target: Target,
    seed: int,
    times: int,
    names: Collection[str] = (),
    budget: Budget = UNLIMITED,
) -> Side:
    """Try each kind so often, and look at every socket in the end; all kinds if none are named."""
    began = time.monotonic()
    battering, knocking = Battering(document, target, seed, budget), Knocking(document, target, seed, budget)
    battering.run([kind for kind in KINDS if not names or kind.name in names], times)
    knocking.run([kind for kind in HANDSHAKES if not names or kind.name in names], times)
    knocking.run_upstream([kind for kind in UPSTREAM if not names or kind.name in names], times)
    battering.audit()
    findings = battering.findings + knocking.findings
    return Side(DAMAGE, battering.rows | knocking.rows, findings, time.monotonic() - began)
