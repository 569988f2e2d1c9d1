"""`python -m tests.guide [--servers] [WORDS]`: prints what the commands of `schemas/EVOLUTION.md` print.

With `--servers` those that ask servers are run too, over servers of their own.
"""

import shlex
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from services.local.places import CHECKOUT
from services.local.stack import Servers
from tests.guide.page import Command, sections
from tests.guide.shop import Shop, asks_servers, settings


def main(arguments: list[str]) -> None:
    word = " ".join(argument for argument in arguments if argument != "--servers")
    if "--servers" not in arguments:
        show(word, None)
        return
    (CHECKOUT / ".millrace").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CHECKOUT / ".millrace") as data, Servers(Path(data)) as servers:
        servers.start()
        show(word, servers.environment)


def show(word: str, environment: Mapping[str, str] | None) -> None:
    base, *changes = sections((CHECKOUT / "schemas" / "EVOLUTION.md").read_text())
    for number, section in enumerate(changes, 1):
        if word not in section.title:
            continue
        print(f"## {section.title}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            shop = Shop(Path(folder), settings(environment, number) if environment else None)
            for step in base.steps:
                if environment or not asks_servers(step):
                    shop.take(step)
            for step in section.steps:
                if environment or not asks_servers(step):
                    code, printed = shop.take(step)
                    if not isinstance(step, Command):
                        continue
                    ending = f"[{code}]\n" if code else ""
                    print(f"$ {shlex.join(step.words)}\n{printed}{ending}", end="", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
