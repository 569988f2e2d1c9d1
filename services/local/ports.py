"""Ports of this machine: free ones, and who holds a taken one."""

import re
import secrets
import socket
from pathlib import Path

PROC = Path("/proc")
FIRST, LAST = 20_000, 32_000
LISTENING = "0A"


def is_free(host: str, port: int) -> bool:
    """Whether a server could bind the port now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Finds that many different ports which nothing holds at the moment."""
    found: set[int] = set()
    while len(found) < count:
        port = _any_port()
        if is_free(host, port):
            found.add(port)
    return list(found)


def free_pair(host: str = "127.0.0.1") -> int:
    """Finds a port which is free together with the one after it."""
    while True:
        port = _any_port()
        if is_free(host, port) and is_free(host, port + 1):
            return port


def _any_port() -> int:
    """Picks below the ports that systems give to clients: one that a client got could not be bound again later."""
    return FIRST + secrets.randbelow(LAST - FIRST)


def holder(port: int) -> str:
    """Says which process listens on the port, in words; where the system does not tell, that it is another one."""
    inodes = _listening_inodes(port)
    for folder in PROC.glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in inodes for link in (folder / "fd").iterdir()):
                program, *rest = (folder / "cmdline").read_text(errors="replace").split("\0")
                return f"process {folder.name} ({' '.join([Path(program).name, *rest]).strip()[:60]})"
        except OSError:
            continue
    return "another process"


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = re.split(r"\s+", line.strip())
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    return inodes
