"""Every endpoint, through to the outcome on the socket: some hundred requests to each, the same ones every time."""

import pytest

from tests.fuzz.audience import audience
from tests.fuzz.lane import Plan, fuzz
from tests.fuzz.run import Run
from tests.fuzz.saved import FOUND, read
from tests.fuzz.show import failed
from tests.fuzz.target import Target
from tests.fuzz.vacuity import vacuous

# Hypothesis shows a strategy with all that it holds when it draws once more; here that is the whole document.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@pytest.fixture
def target(stage):
    loop, platform = stage
    with audience(platform.url, loop) as gathered:
        yield Target(platform.url, gathered, 5.0, platform)


def test_every_endpoint_keeps_its_contract(document, target):
    report = fuzz(document, target, Plan())
    print(report.summary())

    assert not report.findings, failed(report)
    assert vacuous(report) == []


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path, document, target):
    saved, run = read(path), Run(document, target)

    run.send(saved)

    assert run.findings_of_the_end() == []
