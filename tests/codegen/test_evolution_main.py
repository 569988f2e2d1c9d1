"""`check`, `publish` and `accept` over a checkout: what passes is published, what does not is explained."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import main
from tests.codegen.checkouts import POSTED, new_checkout, write
from tests.codegen.test_evolution_bases import git
from tests.codegen.trees import ROOT, field, record

BROKEN = POSTED | {"fields": [*POSTED["fields"], field("more")]}
SAFE = POSTED | {"fields": [*POSTED["fields"], field("more", default="")]}
PLACED = record("notes.Placed", field("name"), millrace={"kind": "event", "key": "name"})


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """Everything generated and published once."""
    root = new_checkout(tmp_path_factory.mktemp("published"))
    run(root, "generate")
    assert run(root, "publish") == 0
    return root


@pytest.fixture
def checkout(published, tmp_path) -> Path:
    """A checkout like it for one test."""
    return shutil.copytree(published, tmp_path, dirs_exist_ok=True)


def run(root: Path, command: str, *arguments: str) -> int:
    return main([command, *arguments, "--root", str(root)])


def change(root: Path, *named: dict[str, Any]) -> None:
    write(root, *named)
    run(root, "generate")


def versions(root: Path, name: str) -> list[str]:
    return sorted(path.name for path in (root / "schemas/published" / name).iterdir())


def accept(root: Path, until: str = "2999-12-31", path: str = "notes.Posted.more") -> int:
    return run(root, "accept", "FIELD_ADDED_WITHOUT_DEFAULT", path, "--until", until, "--reason", "Nobody reads it.")


def test_the_repository_breaks_with_nothing_that_it_has_published(capsys):
    assert main(["check", "--root", str(ROOT)]) == 0
    assert "checked against schemas/published: nothing breaks" in capsys.readouterr().out


def test_a_break_with_what_is_published_is_refused_with_its_reason(checkout, capsys):
    change(checkout, BROKEN)
    capsys.readouterr()
    assert run(checkout, "check") == 1
    said = capsys.readouterr().err
    assert "error[FIELD_ADDED_WITHOUT_DEFAULT]  AVRO, JSON BACKWARD" in said
    assert "--> schemas/notes/Posted.avsc:16:15  (against v1)" in said
    assert "registry:   replies-notes.Posted would answer 409" in said
    assert "new gateways, at answers of workers not yet replaced" in said


def test_lint_fresh_files_and_history_are_told_together(checkout, capsys):
    write(checkout, BROKEN)
    capsys.readouterr()
    assert run(checkout, "check") == 1
    said = capsys.readouterr().err
    assert "error[FIELD_ADDED_WITHOUT_DEFAULT]" in said
    assert said.rstrip().endswith("to mend it, run `just generate`")


@pytest.mark.parametrize("form", ["json", "sarif", "github", "junit"])
def test_a_report_for_programs_stands_alone_on_the_output(checkout, form, capsys):
    change(checkout, BROKEN)
    capsys.readouterr()
    assert run(checkout, "check", "--format", form) == 1
    output = capsys.readouterr()
    assert output.err == ""
    assert "FIELD_ADDED_WITHOUT_DEFAULT" in output.out
    change(checkout, SAFE)
    capsys.readouterr()
    assert run(checkout, "check", "--format", form) == 0


def test_a_report_for_programs_has_lint_and_stale_files_too(checkout, capsys):
    write(checkout, POSTED | {"doc": ""})
    capsys.readouterr()
    assert run(checkout, "check", "--format", "json") == 1
    assert [found["rule"] for found in json.loads(capsys.readouterr().out)] == ["DOC_MISSING"]
    write(checkout, SAFE)
    assert run(checkout, "check", "--format", "json") == 1
    assert {found["rule"] for found in json.loads(capsys.readouterr().out)} == {"GENERATED_STALE"}


def test_only_what_passes_is_published(checkout, capsys):
    change(checkout, BROKEN, PLACED)
    capsys.readouterr()
    assert run(checkout, "publish") == 1
    said = capsys.readouterr().err
    assert "error[FIELD_ADDED_WITHOUT_DEFAULT]" in said
    assert "published notes.Placed/1.avsc" in said
    assert said.rstrip().endswith("not published: notes.Posted/2.avsc")
    assert versions(checkout, "notes.Posted") == ["1.avsc"]
    assert versions(checkout, "notes.Placed") == ["1.avsc"]


def test_what_holds_a_broken_type_is_not_published_either(checkout):
    page = record("notes.Page", field("posted", "notes.Posted"))
    change(checkout, page)
    assert run(checkout, "publish") == 0
    change(checkout, BROKEN)
    assert run(checkout, "publish") == 1
    assert versions(checkout, "notes.Page") == ["1.avsc"]


def test_an_accepted_break_passes_and_is_published(checkout, capsys):
    change(checkout, BROKEN)
    assert accept(checkout) == 0
    capsys.readouterr()
    assert run(checkout, "check") == 0
    assert "accepted until 2999-12-31: Nobody reads it." in capsys.readouterr().out
    assert run(checkout, "publish") == 0
    assert versions(checkout, "notes.Posted") == ["1.avsc", "2.avsc"]
    (entry,) = json.loads((checkout / "schemas/accepted.json").read_text())
    assert entry["since"] == {"notes.Posted": 2}
    assert run(checkout, "check") == 0


def test_a_type_that_was_let_go_stays_gone_whatever_the_date(checkout, capsys):
    """It has no version in which it went, so `publish` is what ends the acceptance."""
    change(checkout, PLACED)
    assert run(checkout, "publish") == 0
    (checkout / "schemas/notes/Placed.avsc").unlink()
    run(checkout, "generate")
    reason = ("--until", "2999-12-31", "--reason", "Nobody sends it.")
    assert run(checkout, "accept", "TYPE_REMOVED", "notes.Placed", *reason) == 0
    capsys.readouterr()
    assert run(checkout, "publish") == 0
    assert capsys.readouterr().out == "notes.Placed is gone; its versions stay\n"

    accepted = checkout / "schemas/accepted.json"
    accepted.write_text(accepted.read_text().replace("2999", "2020"))
    assert run(checkout, "check") == 0
    assert "note:       accepted, and gone since: Nobody sends it." in capsys.readouterr().out
    assert run(checkout, "publish") == 0
    assert capsys.readouterr().out == "everything is published already\n"


def test_an_acceptance_that_is_over_fails(checkout, capsys):
    change(checkout, BROKEN)
    capsys.readouterr()
    assert accept(checkout, until="2020-01-01") == 0
    assert "which is over already" in capsys.readouterr().out
    assert run(checkout, "check") == 1
    said = capsys.readouterr().err
    assert "error[ACCEPTANCE_EXPIRED]" in said
    assert "schemas/accepted.json:2:3" in said


def test_an_acceptance_that_matches_nothing_is_told(checkout, capsys):
    accept(checkout)
    capsys.readouterr()
    assert run(checkout, "check") == 0
    assert "warning[ACCEPTANCE_UNUSED]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("FIELD_ADDED", "x", "--until", "2027-01", "--reason", "r"), "invalid fromisoformat value"),
        (("FIELD_ADDED", "x", "--reason", "r"), "--until"),
        (("FIELD_ADDED", "x", "--until", "2027-01-01"), "--reason"),
    ],
)
def test_an_acceptance_needs_a_date_and_a_reason(checkout, arguments, said, capsys):
    with pytest.raises(SystemExit):
        run(checkout, "accept", *arguments)
    assert said in capsys.readouterr().err


def test_an_unknown_rule_is_not_accepted(checkout, capsys):
    assert run(checkout, "accept", "FIELD_ADED", "x", "--until", "2027-01-01", "--reason", "r") == 2
    assert "there is no rule FIELD_ADED; did you mean FIELD_ADDED?" in capsys.readouterr().err


def test_a_file_of_acceptances_that_cannot_be_read_is_a_broken_run(checkout, capsys):
    (checkout / "schemas/accepted.json").write_text("[{}]")
    assert run(checkout, "check") == 2
    assert accept(checkout) == 2
    assert "expected `rule`" in capsys.readouterr().err


def test_an_edit_can_lower_its_level_only_on_purpose(checkout, capsys):
    """Otherwise the same edit could break what the level was for."""
    change(checkout, BROKEN | {"millrace": {"kind": "message", "compatibility": "NONE"}})
    capsys.readouterr()
    assert run(checkout, "check") == 1
    assert "error[LEVEL_LOWERED]" in capsys.readouterr().err


def test_a_git_ref_is_a_base_beside_what_is_published(checkout, capsys):
    git(checkout, "init", "-q", "-b", "main")
    git(checkout, "add", "schemas")
    git(checkout, "commit", "-q", "-m", "first")
    change(checkout, BROKEN)
    capsys.readouterr()
    assert run(checkout, "check", "--against", "main") == 1
    said = capsys.readouterr().err
    assert "(against v1, main@" in said
    assert said.count("error[FIELD_ADDED_WITHOUT_DEFAULT]") == 1


def test_source_breaks_are_errors_when_they_are_asked_for(checkout):
    change(checkout, POSTED | {"fields": [POSTED["fields"][0] | {"type": ["null", "string"], "default": None}]})
    assert run(checkout, "check", "--level", "NONE") == 0
    assert run(checkout, "check", "--level", "NONE", "--source") == 1


def test_a_terminal_gets_colours_unless_it_asks_for_none(checkout, monkeypatch, capsys):
    change(checkout, BROKEN)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run(checkout, "check")
    assert "\x1b[1;31merror[" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    run(checkout, "check")
    assert "\x1b" not in capsys.readouterr().err
