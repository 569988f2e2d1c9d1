import os
import subprocess
import sys

import msgspec
import pytest

from services.local import identity
from services.local.identity import Identity


@pytest.fixture
def child():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_note_leads_back_to_the_process(child, tmp_path):
    note = tmp_path / "run" / "kafka.json"
    identity.write(note, identity.identify(child.pid))

    assert identity.read(note) == identity.identify(child.pid)


def test_a_number_that_means_another_process_by_now_is_not_taken_for_it(child, tmp_path):
    """A process number is used again after a while; its start time is not."""
    note = tmp_path / "kafka.json"
    identity.write(note, Identity(child.pid, "long ago"))

    assert identity.read(note) is None
    assert not note.exists()


def test_a_process_that_has_ended_is_gone(child, tmp_path):
    note = tmp_path / "kafka.json"
    identity.write(note, identity.identify(child.pid))
    child.kill()

    assert identity.wait_gone(msgspec.json.decode(note.read_bytes(), type=Identity), 10)
    assert identity.read(note) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"pid": "x"}'])
def test_a_broken_note_is_no_process(tmp_path, content):
    note = tmp_path / "kafka.json"
    note.write_bytes(content)

    assert identity.read(note) is None


def test_no_note_is_no_process(tmp_path):
    assert identity.read(tmp_path / "kafka.json") is None


def test_we_ourselves_run():
    assert identity.identify(os.getpid()).is_alive
