"""Valid requests that took damage on their way: each kind gets what the documents say, and does no other harm."""

import pytest

from gateway.limits import Limits
from services.testing.stand_ins import whole_platform
from tests.avro.sampling import EXAMPLES
from tests.fuzz.audience import audience
from tests.fuzz.battering import KINDS, Battering
from tests.fuzz.damaged_sockets import HANDSHAKES, UPSTREAM
from tests.fuzz.knocking import Knocking
from tests.fuzz.target import Target
from tests.fuzz.thread import LoopThread

SEED = 1
TIMES = 3
PATIENCE_S = 10.0


@pytest.fixture(scope="module")
def hasty():
    """The platform, with a gateway that does not wait long for the rest of a request."""
    loop = LoopThread()
    try:
        with loop.entered(whole_platform(limits=Limits(request_within_s=0.2))) as running:
            yield loop, running
    finally:
        loop.close()


@pytest.fixture
def target(hasty):
    loop, platform = hasty
    with audience(platform.url, loop) as gathered:
        yield Target(platform.url, gathered, PATIENCE_S, platform)


def test_every_kind_of_damage_gets_what_the_documents_say(document, target):
    battering = Battering(document, target, SEED)
    battering.run(KINDS, EXAMPLES or TIMES)
    battering.audit()
    print(f"seed {SEED}", battering.table(), sep="\n")

    assert not battering.findings, "\n\n".join(["", *(finding.message for finding in battering.findings)])


def test_every_odd_handshake_and_upstream_frame_gets_what_the_documents_say(document, target):
    knocking = Knocking(document, target, SEED)
    knocking.run(HANDSHAKES, EXAMPLES or TIMES)
    knocking.run_upstream(UPSTREAM, EXAMPLES or TIMES)
    knocking.audit()
    print(f"seed {SEED}", knocking.table(), sep="\n")

    assert not knocking.findings, "\n\n".join(["", *(finding.message for finding in knocking.findings)])


def test_there_are_kinds_for_every_part_and_no_name_comes_twice():
    names = [kind.name for kind in (*KINDS, *HANDSHAKES, *UPSTREAM)]

    assert len(names) == len(set(names)) >= 100
    assert {kind.of for kind in KINDS} == {"body", "header", "cookie", "path", "query"}
