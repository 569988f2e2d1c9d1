"""`up` and the commands beside it, over the real servers: one story, as somebody at a terminal would live it."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from services.local import identity, rows
from services.local.places import CHECKOUT, places_of
from services.local.ports import free_pair, free_ports

pytestmark = [pytest.mark.integration, pytest.mark.own_servers]

WITHIN_S = 120


class Terminal:
    """Somebody with data and ports of their own."""

    def __init__(self, folder):
        kafka, registry = free_pair(), free_pair()
        self.valkey, gateway = free_ports(2)
        self.environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("MILLRACE_")},
            "MILLRACE_LOCAL_DATA": str(folder),
            "MILLRACE_KAFKA_BOOTSTRAP": f"127.0.0.1:{kafka}",
            "MILLRACE_REGISTRY_URL": f"http://127.0.0.1:{registry}/apis/ccompat/v7",
            "MILLRACE_REDIS_URL": f"redis://127.0.0.1:{self.valkey}/0",
            "MILLRACE_PORT": str(gateway),
        }
        self.places = places_of(CHECKOUT, self.environment)

    def run(self, *arguments):
        command = [sys.executable, "-m", "services.local", *arguments]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self.environment, capture_output=True, text=True, timeout=WITHIN_S, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def row(self, name):
        return next(row for row in rows.read(self.places).rows if row.name == name)

    def until(self, claim):
        give_up = time.monotonic() + WITHIN_S
        while not claim():
            assert time.monotonic() < give_up
            time.sleep(0.05)

    def ask_valkey(self, line):
        with socket.create_connection(("127.0.0.1", self.valkey)) as connection:
            connection.sendall(line)
            return connection.recv(100)


@pytest.fixture
def terminal(tmp_path):
    somebody = Terminal(tmp_path / "data")
    yield somebody
    somebody.run("down")


def test_up_survives_what_happens_and_down_leaves_nothing(terminal):
    """Everything starts; a killed worker and a killed `up` are recovered from; the data is found again."""
    code, output = terminal.run("up", "--detach")
    assert code == 0, output
    assert f"http://127.0.0.1:{terminal.environment['MILLRACE_PORT']}" in output
    assert terminal.run("status")[0] == 0
    assert "already running" in terminal.run("up")[1]

    os.kill(terminal.row("accounts").pid, signal.SIGKILL)
    terminal.until(lambda: terminal.row("accounts").restarts == 1 and terminal.row("accounts").state == "ready")

    assert terminal.run("stop", "accounts") == (0, "accounts: stopped\n")
    assert terminal.row("accounts").state == "stopped"
    assert terminal.run("start", "accounts") == (0, "accounts: ready\n")

    assert terminal.ask_valkey(b"SET kept 1\r\n") == b"+OK\r\n"
    running = [identity.identify(row.pid) for row in rows.read(terminal.places).rows if row.pid]
    supervisor = rows.supervisor(terminal.places)
    os.kill(supervisor.pid, signal.SIGKILL)
    assert identity.wait_gone(supervisor, 10)
    assert "left behind: " in terminal.run("status")[1]
    code, output = terminal.run("up", "--detach")
    assert code == 0, output
    assert not any(each.is_alive for each in running)
    assert terminal.ask_valkey(b"GET kept\r\n") == b"$1\r\n1\r\n"

    running = [identity.identify(row.pid) for row in rows.read(terminal.places).rows if row.pid]
    assert terminal.run("down") == (0, "stopped\n")
    assert not any(each.is_alive for each in running)
    assert terminal.run("status") == (1, "not running\n")
    assert terminal.run("clean")[0] == 0
    assert list(terminal.places.data.iterdir()) == []


def test_a_taken_port_is_named_before_anything_starts(terminal):
    port = int(terminal.environment["MILLRACE_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        code, output = terminal.run("up")

    assert code == 1
    assert f"gateway needs port {port} on 127.0.0.1, which process {os.getpid()}" in output
    assert "set MILLRACE_PORT" in output
    assert not (terminal.places.data / "kafka").exists()
