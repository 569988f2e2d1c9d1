"""The documents in Chromium: found while one types, by keyboard, in both themes, and axe has nothing to say."""

from contextlib import asynccontextmanager

import pytest
from playwright.async_api import async_playwright, expect

from tests.end_to_end.chromium import FRONTEND, executable
from tests.gateway.stage import make_stage

pytestmark = pytest.mark.browser

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ["/docs", "/docs/reference/", "/docs/reference/accounts.Register", "/docs/reference/wire.CloseCode", "/docs/no"]


@asynccontextmanager
async def opened(path, width=1280, scheme="light"):
    """A page of a running gateway, in a browser of its own; a script or a style that was stopped fails the test."""
    stage = await make_stage()
    async with stage.gateway() as running, async_playwright() as playwright:
        found = executable()
        choice = {"executable_path": found} if found else {"channel": "chrome"}
        browser = await playwright.chromium.launch(args=["--no-sandbox"], **choice)
        context = await browser.new_context(
            base_url=running.url, viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        page = await context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        await page.goto(path)
        yield page
        await browser.close()
        assert [one for one in said if "Failed to load resource" not in one] == []
    await stage.broker.close()


async def test_types_are_found_while_one_types():
    async with opened("/docs/reference/") as page:
        await page.keyboard.press("/")
        await page.keyboard.type("note boardid even")
        await expect(page.get_by_role("status")).to_have_text("3 of 45 types")
        await expect(page.get_by_role("link", name="NoteEdited")).to_be_visible()
        await expect(page.get_by_role("link", name="PostNote")).to_be_hidden()
        await expect(page.get_by_role("heading", name="accounts")).to_be_hidden()
        await page.keyboard.type(" nowhere")
        await expect(page.get_by_text("Nothing is called that")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("status")).to_have_text("45 types")


async def test_the_search_of_a_page_leads_to_the_index_and_on_to_the_type():
    async with opened("/docs/reference/accounts.Register") as page:
        await page.keyboard.press("/")
        await page.keyboard.type("too_slow")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text("1 of 45 types")
        await expect(page.get_by_role("searchbox")).to_have_value("too_slow")
        await page.get_by_role("searchbox").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="CloseCode")).to_be_visible()


async def test_a_slash_in_the_search_is_a_slash():
    async with opened("/docs/reference/") as page:
        await page.keyboard.press("/")
        await page.keyboard.type("/register")
        await expect(page.get_by_role("searchbox")).to_have_value("/register")
        await expect(page.get_by_role("status")).to_have_text("1 of 45 types")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut_off(scheme):
    async with opened("/docs", width=360, scheme=scheme) as page:
        for path in PAGES:
            await page.goto(path)
            await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert await page.evaluate("document.documentElement.scrollWidth") == 360, path
            await page.evaluate(AXE.read_text())
            found = await page.evaluate("axe.run().then(result => result.violations)")
            assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []
