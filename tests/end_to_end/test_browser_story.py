"""A stranger opens the page, registers, posts a note, and a friend in another browser sees it at once.

Screenshots are kept in test-output/; the pages are looked at by axe as well as by us.
"""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.chromium import FRONTEND, chromium

pytestmark = [pytest.mark.integration, pytest.mark.browser]

OUTPUT = Path(__file__).parents[2] / "test-output"
PASSWORD = "correct horse battery"  # a value for tests only
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, gateway_url):
    """Pages in browsers of their own, as of different people."""
    contexts = []

    def open_one(path: str, width: int = 1280) -> Page:
        context = browser.new_context(base_url=gateway_url, viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        expect(page.get_by_role("group", name="Connection")).to_contain_text("Live")
        return page

    yield open_one
    for context in contexts:
        context.close()


def register(page: Page) -> str:
    name = f"ada-{uuid.uuid4().hex[:8]}"
    page.goto("/register")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open account").click()
    expect(page.get_by_role("navigation", name="Account")).to_contain_text(name, timeout=15_000)
    return name


def post(page: Page, text: str) -> None:
    page.get_by_label("New note").fill(text)
    page.get_by_role("button", name="Post").click()


def shot(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)


def test_a_note_is_seen_in_a_second_browser_at_once(open_page):
    board = f"/boards/story-{uuid.uuid4().hex[:8]}"
    friend = open_page(board, width=360)
    expect(friend.get_by_text("Nothing is written here yet")).to_be_visible()
    ada = open_page("/")
    name = register(ada)
    ada.goto(board)
    post(ada, "Mind the sluice gate.")
    for page in (ada, friend):
        expect(page.get_by_role("article", name=f"Note by {name}")).to_contain_text("Mind the sluice gate.")
    shot(ada, "board")
    shot(friend, "board-narrow")


def test_the_second_of_two_edits_is_shown_both_texts(open_page):
    board = f"/boards/story-{uuid.uuid4().hex[:8]}"
    ada, bob = open_page("/"), open_page("/")
    for page in (ada, bob):
        register(page)
        page.goto(board)
    post(ada, "one")
    for page in (ada, bob):
        page.get_by_role("button", name="Edit: one").click()
    ada.get_by_label("Text of the note").fill("two")
    ada.get_by_role("button", name="Save").click()
    expect(ada.get_by_role("article")).to_contain_text("two")
    bob.get_by_label("Text of the note").fill("three")
    bob.get_by_role("button", name="Save").click()
    expect(bob.get_by_role("group", name="Which text shall stand?")).to_contain_text("two")
    shot(bob, "conflict")


def test_what_was_asked_before_the_page_was_loaded_again_is_answered(open_page, stack):
    """The worker is away, so the note waits; the new page resumes the socket of the old one."""
    ada = open_page("/")
    register(ada)
    ada.goto(f"/boards/story-{uuid.uuid4().hex[:8]}")
    expect(ada.get_by_text("Nothing is written here yet")).to_be_visible()
    stack.stop("board")
    post(ada, "Grease the axle.")
    expect(ada.get_by_text("Sent", exact=True)).to_be_visible()
    ada.reload()
    expect(ada.get_by_text("Post note It was sent before the page was loaded again.")).to_be_visible()
    shot(ada, "loaded-again")
    stack.start("board")
    expect(ada.get_by_text("Post note Answered: note posted.")).to_be_visible(timeout=30_000)
    expect(ada.get_by_role("article")).to_contain_text("Grease the axle.", timeout=30_000)
    ada.get_by_role("button", name="Dismiss: Post note").click()
    expect(ada.get_by_text("Post note Answered")).to_have_count(0)


def test_a_wrong_password_is_said_beside_the_field(open_page):
    page = open_page("/login")
    page.get_by_label("Name").fill("nobody-here")
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Name and password do not belong together.").first).to_be_visible()
    shot(page, "login-refused")


@pytest.mark.parametrize("path", ["/boards/main", "/register", "/login"])
def test_axe_finds_nothing_serious(open_page, path):
    page = open_page(path)
    page.evaluate((FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("axe.run().then(result => result.violations)")
    assert [violation["id"] for violation in found if violation["impact"] in SERIOUS] == []
