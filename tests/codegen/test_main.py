"""The command line over a checkout."""

import subprocess
import sys

import pytest

from codegen.__main__ import main
from tests.codegen.checkouts import new_checkout, write
from tests.codegen.trees import ROOT, field, record

TYPES = "services/wire/generated/notes.py"


@pytest.fixture
def checkout(tmp_path):
    return new_checkout(tmp_path)


def run(root, command):
    return main([command, "--root", str(root)])


def test_what_is_generated_is_fresh(checkout, capsys):
    assert run(checkout, "generate") == 0
    assert run(checkout, "check") == 0
    assert run(checkout, "generate") == 0
    assert "nothing changed" in capsys.readouterr().out


def test_missing_changed_and_orphan_files_are_all_named(checkout, capsys):
    run(checkout, "generate")
    (checkout / TYPES).unlink()
    (checkout / "services/wire/generated/catalog.py").write_text("changed")
    (checkout / "gateway/generated/left_over.json").write_text("{}")
    assert run(checkout, "check") == 1
    said = capsys.readouterr().err
    assert "to mend it, run `just generate`" in said
    assert f"{TYPES}: missing" in said
    assert "services/wire/generated/catalog.py: changed" in said
    assert "gateway/generated/left_over.json: orphan" in said
    assert run(checkout, "generate") == 0
    assert not (checkout / "gateway/generated/left_over.json").exists()
    assert run(checkout, "check") == 0


def test_what_changed_is_shown_line_by_line(checkout, capsys):
    run(checkout, "generate")
    path = checkout / TYPES
    path.write_text(path.read_text().replace("class Posted", "class Written"))
    for command in (["check"], ["generate", "--check"]):
        assert main([*command, "--root", str(checkout)]) == 1
        said = capsys.readouterr().err
        assert f"--- {TYPES}\n+++ {TYPES} (fresh)\n@@ " in said
        assert "\n-class Written(" in said
        assert "\n+class Posted(" in said
    assert "class Written" in path.read_text()


def test_a_long_difference_is_cut(checkout, capsys):
    run(checkout, "generate")
    (checkout / "gateway/generated/openapi.json").write_text("x\n" * 5000)
    assert run(checkout, "check") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) < 210
    assert lines[-2:] == ["... and more", "to mend it, run `just generate`"]


def test_a_mistake_is_shown_in_its_line_with_a_caret(checkout, capsys):
    write(checkout, record("notes.Bad", field("text", "strin")))
    assert run(checkout, "generate") == 2
    assert capsys.readouterr().err == (
        "schemas/notes/Bad.avsc:9:15: /fields/0/type: error\n"
        '  there is no type "strin" in the namespace notes; did you mean string?\n'
        '  9 |       "type": "strin",\n'
        "    |               ^\n"
        "\n"
        "1 error\n"
    )


def test_a_breach_of_a_rule_names_the_rule(checkout, capsys):
    write(checkout, record("notes.Bad", field("Text")))
    assert run(checkout, "lint") == 1
    assert "schemas/notes/Bad.avsc:7:5: /fields/0: error [FIELD_NAME_STYLE]" in capsys.readouterr().err


def test_nothing_is_written_while_there_is_a_mistake(checkout):
    write(checkout, record("notes.Bad", field("Text")))
    assert run(checkout, "generate") == 1
    assert not (checkout / TYPES).exists()


def test_a_folder_without_schemas_is_refused(tmp_path, capsys):
    assert run(tmp_path, "check") == 2
    assert "--root names the folder" in capsys.readouterr().err


def test_a_file_that_is_not_utf_8_is_refused(checkout, capsys):
    (checkout / "schemas/notes/Posted.avsc").write_bytes(b'{"name": "\xff"}')
    assert run(checkout, "check") == 2
    assert "expected UTF-8, got byte 0xff at 10" in capsys.readouterr().err


def test_each_published_version_is_written_once(checkout):
    run(checkout, "generate")
    published = checkout / "schemas/published"
    assert run(checkout, "publish") == 0
    first = {path: path.read_text() for path in published.rglob("*.avsc")}
    assert published / "notes.Post/1.avsc" in first
    assert run(checkout, "publish") == 0
    assert {path: path.read_text() for path in published.rglob("*.avsc")} == first

    write(checkout, record("notes.Posted", field("text"), field("more", default=""), millrace={"kind": "message"}))
    run(checkout, "generate")
    assert run(checkout, "publish") == 0
    added = set(published.rglob("*.avsc")) - set(first)
    assert added == {published / "notes.Posted/2.avsc"}
    assert all(path.read_text() == text for path, text in first.items())


def test_what_is_not_fresh_is_not_published(checkout):
    assert run(checkout, "publish") == 1
    assert not (checkout / "schemas/published").exists()


def test_a_history_that_cannot_be_read_is_refused(checkout, capsys):
    run(checkout, "generate")
    (checkout / "schemas/published/odd.avsc").parent.mkdir(exist_ok=True)
    (checkout / "schemas/published/odd.avsc").write_text("{}")
    assert run(checkout, "check") == 2
    assert "expected published/<full name>/<n>.avsc" in capsys.readouterr().err


def test_the_repository_is_fresh():
    assert run(ROOT, "check") == 0


def test_the_output_depends_on_the_schemas_alone():
    """Another process, with other hashes of the same strings, writes the same bytes."""
    script = (
        "import hashlib; from codegen import outputs; from tests.codegen.trees import repository_tree;"
        "print(hashlib.sha256(repr(outputs.generate(repository_tree(), {})).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, cwd=ROOT, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
