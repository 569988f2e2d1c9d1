"""The page of a run: all that was seen and found, readable without a network, and safe whatever was found."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.fuzz.contract import Contract
from tests.fuzz.coverage import Coverage
from tests.fuzz.lane import Plan, Report
from tests.fuzz.page import page
from tests.fuzz.run import Finding
from tests.fuzz.saved import FOUND, Saved

LABEL = "POST /api/register"
EVIL = "</pre><script>alert('é')</script> \ud800 \x00 & \"quoted\""


class Reader(HTMLParser):
    """The text of a page, its elements, and what is still open at the end."""

    VOID = {"meta", "br", "link", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


@pytest.fixture
def report(document):
    """A run that saw some answers to one operation."""
    coverage = Coverage(Contract(document))
    operation = coverage.operations[LABEL]
    for _ in range(3):
        coverage.response(operation, is_valid=True, status=202, problem=None)
    coverage.response(operation, is_valid=False, status=400, problem="body-invalid")
    coverage.carried(operation, status="202", media_type="application/json", headers=["x-request-id", "date"])
    coverage.outcome(operation, "accounts.NameTaken")
    return Report([], coverage, [LABEL], Plan(seed=7), 12.0, 4, is_whole=True)


@pytest.fixture
def finding():
    saved = Saved("accounts.Register", "POST", "/api/register", "nobody", {}, body="</pre><script>")
    return Finding("accounts.Register", "outcome", EVIL, saved)


def test_each_operation_has_its_counts_and_what_was_never_seen(report):
    text = Reader(page([report], FOUND)).text
    assert f"{LABEL} 3 0 1 accounts.NameTaken 1 body-invalid 1" in text
    assert "accounts.Registered" in text.partition("body-invalid 1")[2], "it is among what never came"


def test_what_the_document_promises_and_no_answer_had_is_named(report):
    """Statuses, headers and media types, each counted."""
    coverage, promised = Reader(page([report], FOUND)).text.partition("Coverage of the contract")[2], report.coverage
    operation = promised.operations[LABEL]
    assert f"{LABEL} 2 of {len(operation.statuses)}" in coverage
    for status in set(operation.statuses) - {"202", "400"}:
        assert re.search(rf"\b{status}\b", coverage)
    assert "202 application/json" not in coverage
    assert "400 application/problem+json" in coverage


def test_rounds_are_counted_together(report):
    again = replace(report, plan=Plan(seed=8))
    text = Reader(page([report, again], FOUND)).text
    assert f"{LABEL} 6 0 2" in text
    assert "Seeds 7 to 8" in text
    assert "Requests 8" in text


def test_a_finding_comes_with_its_request_and_the_command_that_sends_it_again(report, finding):
    text = Reader(page([replace(report, findings=[finding])], Path("found"))).text
    assert "1 finding" in text
    assert f"./just fuzz --replay found/{finding.saved.name}" in text
    assert "POST /api/register" in text


def test_whatever_was_found_stays_text(report, finding):
    written = page([replace(report, findings=[finding])], FOUND)
    read = Reader(written)
    assert "script" not in {tag for tag, _ in read.tags}
    assert "</pre><script>alert('é')</script>" in read.text
    assert read.open == []
    written.encode()


def test_a_run_says_whether_it_has_shown_anything(report):
    assert "Nothing is wrong" not in Reader(page([report], FOUND)).text, "it sent less than was to be sent"
    assert "the time was over" in Reader(page([replace(report, is_whole=False)], FOUND)).text


def test_the_page_needs_nothing_else(report, finding):
    """No address is loaded, and no script is run."""
    written = page([replace(report, findings=[finding])], FOUND)
    tags = Reader(written).tags
    assert not [tag for tag, given in tags if tag in ("link", "script", "img") or {"src", "href"} & given.keys()]
    assert "url(" not in written
    assert "@import" not in written


def test_tables_can_be_read_aloud_and_scrolled_by_keyboard(report):
    tags = Reader(page([report], FOUND)).tags
    assert all(given.get("scope") in ("col", "row") for tag, given in tags if tag == "th")
    regions = [given for _, given in tags if given.get("role") == "region"]
    assert len(regions) == [tag for tag, _ in tags].count("table") == [tag for tag, _ in tags].count("caption")
    assert all(given["tabindex"] == "0" and given["aria-label"] for given in regions)
