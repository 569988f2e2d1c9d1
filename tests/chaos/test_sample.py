"""A sample of `just chaos`: two of each over the test run's own servers, and faults that need no more."""

from random import Random

import pytest

from services.local.stack import Servers
from tests.chaos.crowd import Crowd
from tests.chaos.faults import all_faults
from tests.chaos.ledger import Ledger
from tests.chaos.matrix import Matrix, Pace
from tests.chaos.report import is_clean, table
from tests.chaos.site import Site

pytestmark = pytest.mark.integration

SEED, OF_EACH, PARTITIONS = 1, 2, 4
SAMPLE = (
    "kill -9: one worker and one gateway at once",
    "gateway dies: command written, before the 202",
    "board worker dies: in the transaction",
    "board worker dies: committed, before the reply",
)


async def test_nothing_is_lost_and_nothing_happens_twice(local_servers: Servers) -> None:
    """Whoever dies, at whatever step: every 202 ends once, and followers hear of every change once."""
    random, ledger = Random(SEED), Ledger()
    site = Site(local_servers, "chaos.", OF_EACH, PARTITIONS)
    faults = [fault for fault in all_faults() if fault.name in SAMPLE]
    async with site.running(), Crowd(site.front.url, ledger, random, PARTITIONS) as crowd:
        matrix = Matrix(site, crowd, ledger, random, print, Pace(before_s=0.5, after_s=1.0))
        rows = await matrix.run(faults)

    assert set(SAMPLE) == {row.fault for row in rows}
    assert is_clean(rows), "\n".join([table(rows, with_head=True), *map(str, ledger.complaints)])
    assert all(row.requests > 10 for row in rows)
