"""Asks a process whether it is ready; never for longer than a moment."""

import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

from services.local.spec import Answers, Ends, Pongs, Says

MOMENT_S = 0.5

# The answers come from this machine: a proxy from the environment has no business between.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_ready(check: Answers | Pongs | Says | Ends, log: Path) -> bool:
    """Runs the check once. A task is never ready: it ends."""
    match check:
        case Answers(url):
            return _answers(url)
        case Pongs(host, port):
            return _pongs(host, port)
        case Says(pattern):
            return re.search(pattern, log.read_text(errors="replace")) is not None
        case Ends():
            return False


def _answers(url: str) -> bool:
    try:
        with _DIRECT.open(url, timeout=MOMENT_S) as response:
            return 200 <= int(response.status) < 300
    except (OSError, urllib.error.URLError):
        return False


def _pongs(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=MOMENT_S) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
