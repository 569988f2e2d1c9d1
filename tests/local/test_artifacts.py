import io
import tarfile

import pytest
from msgspec.structs import replace

from services.local import fetch
from services.local.artifacts import LOCK, bundle, locked, parse_lock
from services.local.errors import LocalError


def test_the_lock_pins_every_file_by_its_digest():
    artifacts = parse_lock(LOCK.read_text())

    assert {len(artifact.sha256) for artifact in artifacts} == {64}
    assert {artifact.server for artifact in artifacts} == {"kafka", "registry", "avro", "avro-vectors", "compiler"}


def test_a_line_reads_back_as_it_is_written():
    lines = [line for line in LOCK.read_text().splitlines() if not line.startswith("#")]

    assert [artifact.line for artifact in parse_lock(LOCK.read_text())] == lines


def test_a_line_that_is_no_artifact_is_named_by_its_number():
    with pytest.raises(LocalError, match=r"artifacts\.lock:2: .*'kafka only'"):
        parse_lock("# comment\nkafka only\n")


def test_other_files_go_to_another_folder(tmp_path):
    """What was downloaded for one lock is never taken for another's."""
    one, *rest = locked("kafka")

    assert bundle(tmp_path, [one, *rest]) != bundle(tmp_path, [replace(one, sha256="0" * 64), *rest])


def test_a_file_with_another_digest_is_refused_and_nothing_is_kept(tmp_path, monkeypatch):
    def download(artifact, repository):
        repository.mkdir(parents=True, exist_ok=True)
        path = repository / artifact.file_name
        path.write_bytes(b"something else")
        return path

    monkeypatch.setattr(fetch.maven, "download", download)

    with pytest.raises(LocalError, match="is not the file that"):
        fetch.fetch("registry", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_unpacked_into_the_folder(tmp_path):
    archive = tmp_path / "server.tar.gz"
    with tarfile.open(archive, "w:gz") as writing:
        member = tarfile.TarInfo("lib/server.jar")
        member.size = 3
        writing.addfile(member, io.BytesIO(b"jar"))

    fetch.place(archive, tmp_path / "server")

    assert (tmp_path / "server" / "lib" / "server.jar").read_bytes() == b"jar"
