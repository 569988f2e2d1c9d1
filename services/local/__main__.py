"""The local servers' commands: `python -m services.local up`."""

import argparse
import contextlib
import os
import sys

from services.local import control, logs, up
from services.local.errors import LocalError
from services.local.places import CHECKOUT, places_of
from services.wire.errors import SettingsInvalid


def main(arguments: list[str]) -> int:
    """Runs one command and returns its exit status."""
    given = _parser().parse_args(arguments)
    places = places_of(CHECKOUT, os.environ)
    try:
        match given.command:
            case "up":
                return up.detach(places, os.environ) if given.detach else up.run(places, os.environ)
            case "down":
                return control.down(places)
            case "clean":
                return control.clean(places)
            case "status":
                return control.status(places)
            case "logs":
                return logs.show(places, given.name, is_following=not given.no_follow)
            case "stop":
                return control.stop(places, given.name)
            case "start":
                return control.start(places, given.name)
            case "restart":
                return control.restart(places, given.name)
            case _:
                raise AssertionError(given.command)
    except (LocalError, SettingsInvalid) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="services.local", description="Runs the whole platform on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", help="start everything and keep it running")
    starting.add_argument("--detach", action="store_true", help="leave it running in the background once it is ready")
    commands.add_parser("down", help="stop everything")
    commands.add_parser("clean", help="stop everything and forget its data")
    commands.add_parser("status", help="show what runs")
    showing = commands.add_parser("logs", help="follow the log of one process")
    showing.add_argument("name")
    showing.add_argument("--no-follow", action="store_true", help="end after what is there")
    for name, effect in (("stop", "stop"), ("start", "start again"), ("restart", "stop and start")):
        commands.add_parser(name, help=f"{effect} one process").add_argument("name")
    return parser


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
