"""Sequences of what people do, as many as are wanted; what fails is shrunk to the calls that lead there."""

import io
import time
from collections import Counter
from collections.abc import Hashable
from contextlib import redirect_stdout
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests.fuzz.budget import UNLIMITED, Budget
from tests.fuzz.run import Finding
from tests.fuzz.sequences import Sequence
from tests.fuzz.tally import Row, Side
from tests.fuzz.thread import LoopThread

SEQUENCES = "sequences"
ROW = "what two people do"
STEPS = 40
AT_ONCE = 4
MUST_COME = {
    "register Registered",
    "register NameTaken",
    "login SessionReady",
    "post_note NotePosted",
    "edit_note NoteEdited",
    "edit_note NoSuchNote",
    "edit_note VersionConflict",
    "edit_note SESSION_REQUIRED",
    "delete_note NoteDeleted",
    "delete_note VersionConflict",
    "login LoginRefused",
    "stolen",
}
"""A run without one of these has not shown much."""


def try_sequences(loop: LoopThread, url: str, count: int, chance: Hashable | None, **more: Any) -> Counter[str]:
    """What came of what was asked in so many sequences; the same ones each time, unless there is a seed."""
    seen: Counter[str] = Counter()
    bounds = settings(
        max_examples=count,
        derandomize=chance is None,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        print_blob=chance is None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    test = get_state_machine_test(lambda: Sequence(loop, url, seen), settings=bounds)
    (test if chance is None else seed(chance)(test))()
    return seen


def every_sequence(loop: LoopThread, url: str, number: int, count: int, budget: Budget = UNLIMITED) -> Side:
    """Try so many sequences with a seed, a few at a time so as to end when the time is over."""
    began, row, findings = time.monotonic(), Row(), []
    for first in range(0, count, AT_ONCE):
        if budget.is_over:
            break
        said = io.StringIO()
        try:
            with redirect_stdout(said):
                row.came += try_sequences(loop, url, AT_ONCE, f"{number}/{first}")
        except Exception as error:  # whatever it is that comes of what people do
            notes = "\n".join(getattr(error, "__notes__", ()))
            message = f"{type(error).__name__}: {error}\n{notes}\n{said.getvalue()}"
            again = f"again: ./just fuzz --in-process --lane {SEQUENCES} --seed {number}"
            findings.append(Finding(SEQUENCES, SEQUENCES, f"{message}\n  {again}", None))
            row.findings += 1
            break
        row.tried += AT_ONCE
    return Side(SEQUENCES, {ROW: row}, findings, time.monotonic() - began)
