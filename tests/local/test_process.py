import os
import socket
import subprocess
import sys
import time

import pytest

from services.local import identity
from services.local.errors import LocalError
from services.local.places import Places
from services.local.process import Process, stop_left_over
from services.local.spec import Ends, Says, Spec

READY_THEN_SLEEP = "import time; print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def places(tmp_path):
    return Places(checkout=tmp_path, data=tmp_path / ".millrace", downloads=tmp_path)


@pytest.fixture
def launch(places):
    started = []

    def start(code, **changes):
        settings = {"ready": Says("ready"), "patience_s": 20.0, "environment": dict(os.environ), **changes}
        spec = Spec(name="one", role="one", command=(sys.executable, "-c", code), **settings)
        process = Process(spec, places)
        started.append(process)
        process.start()
        return process

    yield start
    for process in started:
        process.kill()


def test_it_is_ready_when_its_log_says_so(launch):
    process = launch(READY_THEN_SLEEP)
    process.wait_ready()

    assert process.is_alive
    assert process.log_text() == "ready\n"


def test_a_failure_to_start_shows_the_end_of_the_log(launch):
    process = launch("import sys; print('no such topic'); sys.exit(3)")

    with pytest.raises(LocalError, match="one ended with status 3\nno such topic"):
        process.wait_ready()


def test_one_that_never_gets_ready_is_given_up(launch):
    process = launch("import time; time.sleep(60)", patience_s=0.3)

    with pytest.raises(LocalError, match=r"one was not ready after 0\.3 s"):
        process.wait_ready()


def test_a_task_is_done_when_it_has_ended(launch):
    process = launch("print('made')", ready=Ends())
    process.wait_ready()

    assert process.exit_code() == 0


def test_stopping_ends_also_what_it_has_started(launch):
    inner = "import os; print(os.getpid()); " + READY_THEN_SLEEP
    process = launch(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])")
    process.wait_ready()
    child = identity.identify(int(process.log_text().split()[0]))
    process.stop()

    assert identity.wait_gone(child, 10)


def test_one_that_does_not_end_when_asked_is_ended(launch):
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + READY_THEN_SLEEP
    process = launch(stubborn)
    process.wait_ready()
    process.stop(grace_s=0.3)

    assert process.exit_code() == -9


def test_a_taken_port_is_named_with_its_holder_and_the_setting(launch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(
            LocalError, match=rf"needs port {port} on 127\.0\.0\.1.*process {os.getpid()}.*MILLRACE_PORT"
        ):
            launch(READY_THEN_SLEEP, ports=(("127.0.0.1", port, "MILLRACE_PORT"),))


def test_a_new_start_has_a_new_log_and_keeps_the_one_before(launch, places):
    process = launch(READY_THEN_SLEEP)
    process.wait_ready()
    process.restart()

    assert process.log_text() == "ready\n"
    assert (places.data / "log" / "one.previous.log").read_text() == "ready\n"


def test_files_are_written_before_the_start(launch, tmp_path):
    path = tmp_path / "deep" / "settings"
    process = launch(f"print(open({str(path)!r}).read())", files={path: "a=1"}, ready=Ends())
    process.wait_ready()

    assert process.log_text() == "a=1\n"


def test_what_a_killed_run_left_behind_is_stopped(places):
    """A new run finds by their notes the processes of one that was ended with `kill -9`."""
    with subprocess.Popen([sys.executable, "-c", READY_THEN_SLEEP], start_new_session=True) as orphan:
        identity.write(places.run / "kafka.json", identity.identify(orphan.pid))

        assert stop_left_over(places, ["gateway", "kafka"]) == ["kafka"]
        assert orphan.wait(10) == -15
    assert list(places.run.iterdir()) == []


def test_a_stopped_one_stays_stopped(launch):
    process = launch(READY_THEN_SLEEP)
    process.wait_ready()
    process.stop()
    time.sleep(0.05)

    assert not process.is_alive
    assert process.pid is None
