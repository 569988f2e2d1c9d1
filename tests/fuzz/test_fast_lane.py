"""Every endpoint, through to the outcome on the socket: some hundred requests to each, the same ones every time."""

import pytest

from services.wire.generated.catalog import CATALOG
from tests.fuzz.coverage import Coverage
from tests.fuzz.lane import STANDING_APART, Plan, fuzz
from tests.fuzz.provoked import NOT_PROVOKED, provoke
from tests.fuzz.run import Run
from tests.fuzz.saved import FOUND, read
from tests.fuzz.show import failed
from tests.fuzz.target import beside
from tests.fuzz.vacuity import vacuous


@pytest.fixture
def target(stage):
    with beside(*stage, 30.0) as made:
        yield made


def test_every_endpoint_keeps_its_contract(document, target):
    report = fuzz(document, target, Plan(), lambda run: provoke(run, target.audience, target.platform))
    print(report.summary())

    assert not report.findings, failed(report)
    assert vacuous(report) == []
    assert never_seen(report.coverage) == {}


def never_seen(coverage: Coverage) -> dict[str, list[str]]:
    """The statuses and problems that the document promises of its operations and no answer was.

    An outcome may need a state that some hundred requests do not always reach: the summary tells of those.
    """
    found = {
        label: [one for one in coverage.never_seen(operation) if one not in NOT_PROVOKED and one not in CATALOG]
        for label, operation in coverage.operations.items()
        if operation.id not in STANDING_APART
    }
    return {label: missing for label, missing in found.items() if missing}


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.json")), ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path, document, target):
    saved, run = read(path), Run(document, target)

    run.send(saved)

    assert run.findings_of_the_end() == []
