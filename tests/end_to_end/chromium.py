"""Chromium for the browser story: the one inside the npm package on Linux x64, an installed Chrome elsewhere."""

import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FRONTEND = Path(__file__).parents[2] / "frontend"
UNPACK = (
    "import('@sparticuz/chromium').then(async ({default: chromium}) => console.log(await chromium.executablePath()))"
)


def executable() -> str | None:
    """The path of the packaged Chromium, unpacked at first use; None where the package has none for this machine."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return None
    node = Path(sys.executable).with_name("node")
    done = subprocess.run(
        [node, "--input-type=module", "-e", UNPACK], cwd=FRONTEND, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with its web security on."""
    with sync_playwright() as playwright:
        path = executable()
        choice = {"executable_path": path} if path else {"channel": "chrome"}
        browser = playwright.chromium.launch(args=["--no-sandbox"], **choice)
        yield browser
        browser.close()
