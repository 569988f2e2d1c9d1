"""A page in Chromium that stays open: the bundle that was served when it was loaded, whatever is deployed since."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright, expect

from tests.end_to_end.chromium import executable
from tests.end_to_end.people import PASSWORD

TOLD_WITHIN_MS = 20_000


@asynccontextmanager
async def open_page(url: str, path: str) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of somebody who has just registered, and what goes wrong in it until it is closed."""
    async with async_playwright() as playwright:
        found = await asyncio.to_thread(executable)
        choice = {"executable_path": found} if found else {"channel": "chrome"}
        browser = await playwright.chromium.launch(args=["--no-sandbox"], **choice)
        page = await (await browser.new_context(base_url=url)).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await register(page)
        await page.goto(path)
        yield page, faults
        await browser.close()


async def register(page: Page) -> None:
    name = f"page-{uuid.uuid4().hex[:8]}"
    await page.goto("/register")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Open account").click()
    account = page.get_by_role("navigation", name="Account")
    await expect(account).to_contain_text(name, timeout=TOLD_WITHIN_MS)


async def post(page: Page, text: str) -> str:
    """Post a note on the board that the page shows, and see it there."""
    await page.get_by_label("New note").fill(text)
    await page.get_by_role("button", name="Post").click()
    await shows(page, text)
    return text


async def shows(page: Page, text: str) -> None:
    """The board has one note with this text."""
    await expect(page.get_by_role("article").filter(has_text=text)).to_have_count(1, timeout=TOLD_WITHIN_MS)
