"""What a tree is compared with: folders, git refs, registries. One that cannot be had is never passed over."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import main
from codegen.evolution.changes import changes
from codegen.evolution.versions import Version
from tests.codegen.registry_server import RegistryServer, registry_server
from tests.codegen.trees import field, record, tree

ORDER = {"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "string"}]}
BROKEN = ORDER | {"fields": [*ORDER["fields"], {"name": "cvv", "type": "string"}]}
SAFE = ORDER | {"fields": [*ORDER["fields"], {"name": "cvv", "type": "string", "default": ""}]}


def write(folder: Path, schema: Any, name: str = "order.avsc") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(schema, indent=2))
    return folder


def check(folder: Path, *arguments: str) -> int:
    return main(["check", "--schemas", str(folder), *arguments])


@pytest.fixture
def schemas(tmp_path) -> Path:
    return write(tmp_path / "schemas", BROKEN)


# Folders


def test_a_folder_is_compared_with(tmp_path, schemas, capsys):
    base = write(tmp_path / "old", ORDER)
    assert check(schemas, "--against", str(base)) == 1
    said = capsys.readouterr().err
    assert "error[FIELD_ADDED_WITHOUT_DEFAULT]" in said
    assert f"(against {base})" in said
    write(schemas, SAFE)
    assert check(schemas, "--against", str(base)) == 0
    assert f"1 type checked against {base}: nothing breaks" in capsys.readouterr().out


def test_several_bases_are_told_together(tmp_path, schemas, capsys):
    bases = [str(write(tmp_path / name, ORDER)) for name in ("old", "older")]
    assert check(schemas, "--against", bases[0], "--against", bases[1]) == 1
    said = capsys.readouterr().err
    assert said.count("error[FIELD_ADDED_WITHOUT_DEFAULT]") == 1
    assert f"(against {bases[0]}, {bases[1]})" in said


def test_any_layout_of_files_and_nested_types_will_do(tmp_path, capsys):
    line = {"type": "record", "name": "Line", "fields": [{"name": "sku", "type": "string"}]}
    nested = ORDER | {"fields": [{"name": "lines", "type": {"type": "array", "items": line}}]}
    base = write(tmp_path / "old", nested)
    apart = write(tmp_path / "new", line | {"namespace": "shop", "fields": []}, "deep/b.avsc".replace("deep/", ""))
    write(apart, ORDER | {"fields": [{"name": "lines", "type": {"type": "array", "items": "Line"}}]}, "a.avsc")
    assert check(apart, "--against", str(base)) == 1
    assert "shop.Line.sku" in capsys.readouterr().err


def test_a_level_may_be_given(tmp_path, schemas):
    base = write(tmp_path / "old", ORDER)
    assert check(schemas, "--against", str(base), "--level", "FORWARD") == 0
    assert check(schemas, "--against", str(base), "--level", "BACKWARD") == 1


def test_published_versions_beside_the_schemas_are_a_base(schemas, capsys):
    write(schemas / "published" / "shop.Order", ORDER, "1.avsc")
    assert check(schemas) == 1
    assert "(against v1)" in capsys.readouterr().err


def test_nothing_to_compare_with_is_no_pass(schemas, capsys):
    assert check(schemas) == 2
    assert "there is nothing to compare with: --against names a base" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["{", '{"type": "recrd"}', '{"type": "record", "name": "A", "fields": [{}]}'])
def test_a_base_that_cannot_be_read_is_a_broken_run(tmp_path, schemas, content, capsys):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.avsc").write_text(content)
    assert check(schemas, "--against", str(tmp_path / "old")) == 2
    said = capsys.readouterr().err
    assert "cannot be read" in said
    assert "a.avsc:1:" in said


def test_a_base_without_schemas_is_a_broken_run(tmp_path, schemas, capsys):
    (tmp_path / "old").mkdir()
    assert check(schemas, "--against", str(tmp_path / "old")) == 2
    assert "there are no schemas in" in capsys.readouterr().err


def test_a_published_file_of_another_type_is_a_broken_run(schemas, capsys):
    write(schemas / "published" / "shop.Other", ORDER, "1.avsc")
    assert check(schemas) == 2
    assert "expected the type shop.Other, got shop.Order" in capsys.readouterr().err


def test_a_published_file_that_is_no_json_is_a_broken_run(schemas, capsys):
    write(schemas / "published" / "shop.Order", ORDER, "1.avsc")
    (schemas / "published" / "shop.Order" / "1.avsc").write_text("{")
    assert check(schemas) == 2
    assert "1.avsc:1:" in capsys.readouterr().err


# Git


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path) -> Path:
    folder = tmp_path / "repository"
    write(folder / "api" / "schemas", ORDER)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "tag", "v1")
    write(folder / "api" / "schemas", BROKEN)
    return folder


@pytest.mark.parametrize("ref", ["main", "HEAD", "v1"])
def test_a_git_ref_is_compared_with(repository, ref, capsys):
    assert check(repository / "api" / "schemas", "--against", ref) == 1
    said = capsys.readouterr().err
    assert "error[FIELD_ADDED_WITHOUT_DEFAULT]" in said
    assert f"(against {ref}@" in said
    write(repository / "api" / "schemas", SAFE)
    assert check(repository / "api" / "schemas", "--against", ref) == 0


def test_a_ref_counts_only_what_it_has_published_outside_of_its_history(repository):
    write(repository / "api" / "schemas" / "published" / "shop.Order", ORDER, "1.avsc")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "second")
    write(repository / "api" / "schemas", SAFE | {"doc": "Other words."})
    assert check(repository / "api" / "schemas", "--against", "HEAD", "--level", "FORWARD") == 0


@pytest.mark.parametrize("ref", ["no-such-branch", "--help", "v1:api", ""])
def test_an_unknown_ref_is_a_broken_run(repository, ref, capsys):
    assert main(["check", "--schemas", str(repository / "api" / "schemas"), f"--against={ref}"]) == 2
    assert f"no folder is called {ref}, and git knows no such ref" in capsys.readouterr().err


def test_a_ref_without_the_folder_is_a_broken_run(repository, capsys):
    elsewhere = write(repository / "new", ORDER)
    assert check(elsewhere, "--against", "main") == 2
    assert "there are no schemas in main@" in capsys.readouterr().err


def test_a_folder_outside_of_git_is_a_broken_run(schemas, capsys):
    assert check(schemas, "--against", "main") == 2
    assert "git knows no such ref" in capsys.readouterr().err


def test_a_machine_without_git_is_a_broken_run(repository, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    assert check(repository / "api" / "schemas", "--against", "main") == 2
    assert "git cannot be run" in capsys.readouterr().err


# Registries


@pytest.fixture
def registry():
    with registry_server() as server:
        yield server


def test_a_registry_is_compared_with_by_the_names_of_types(registry: RegistryServer, schemas, capsys):
    registry.subjects = {"orders-value": [ORDER], "other": [ORDER | {"name": "Other"}]}
    assert check(schemas, "--against", registry.url) == 1
    said = capsys.readouterr().err
    assert "error[FIELD_ADDED_WITHOUT_DEFAULT]" in said
    assert "(against orders-value v1)" in said
    write(schemas, SAFE)
    assert check(schemas, "--against", registry.url) == 0


def test_the_level_of_the_subject_counts(registry: RegistryServer, schemas):
    registry.subjects = {"orders-value": [ORDER]}
    registry.levels = {"orders-value": "FORWARD"}
    assert check(schemas, "--against", registry.url) == 0
    assert check(schemas, "--against", registry.url, "--level", "FULL") == 1


def test_every_version_counts_where_the_level_is_transitive(registry: RegistryServer, tmp_path, capsys):
    newer = ORDER | {"fields": [*ORDER["fields"], {"name": "a", "type": "int"}]}
    registry.subjects = {"orders-value": [ORDER, newer]}
    schemas = write(tmp_path / "new", newer)
    registry.levels = {"orders-value": "BACKWARD"}
    assert check(schemas, "--against", registry.url) == 0
    registry.levels = {"orders-value": "BACKWARD_TRANSITIVE"}
    assert check(schemas, "--against", registry.url) == 1
    assert "(against orders-value v1)" in capsys.readouterr().err


def test_what_a_registry_does_not_keep_cannot_have_changed(registry: RegistryServer, tmp_path):
    """Limits, keys, routes and words never reach a registry."""
    event = record("shop.Placed", field("id", millrace={"maxLength": 5}), millrace={"kind": "event", "key": "id"})
    bare = {"type": "record", "name": "Placed", "namespace": "shop", "fields": [{"name": "id", "type": "string"}]}
    registry.subjects = {"shop.events-shop.Placed": [bare]}
    assert check(write(tmp_path / "new", event), "--against", registry.url) == 0


def test_referenced_schemas_are_fetched(registry: RegistryServer, tmp_path, capsys):
    line = {"type": "record", "name": "Line", "namespace": "shop", "fields": [{"name": "sku", "type": "string"}]}
    order = ORDER | {"fields": [{"name": "line", "type": "shop.Line"}]}
    reference = {"name": "shop.Line", "subject": "line", "version": 1}
    registry.subjects = {"line": [line], "orders": [{"schema": json.dumps(order), "references": [reference]}]}
    longer = line | {"fields": [*line["fields"], {"name": "count", "type": "int"}]}
    schemas = write(write(tmp_path / "new", order), longer, "line.avsc")
    assert check(schemas, "--against", registry.url) == 1
    assert "shop.Line.count" in capsys.readouterr().err


def test_subjects_of_other_formats_are_none_of_ours(registry: RegistryServer, schemas):
    proto = {"schema": 'syntax = "proto3";', "schemaType": "PROTOBUF"}
    registry.subjects = {"a": [proto], "orders": [ORDER], "plain": [{"schema": '"string"'}]}
    assert check(schemas, "--against", registry.url) == 1


def test_credentials_go_with_every_question(registry: RegistryServer, schemas, monkeypatch):
    registry.subjects = {"orders": [ORDER]}
    check(schemas, "--against", registry.url.replace("http://", "http://ada:s%20ecret@"))
    assert registry.authorization == {"Basic YWRhOnMgZWNyZXQ="}
    registry.authorization.clear()
    monkeypatch.setenv("MILLRACE_REGISTRY_USER", "ada")
    monkeypatch.setenv("MILLRACE_REGISTRY_PASSWORD", "s ecret")
    check(schemas, "--against", registry.url)
    assert registry.authorization == {"Basic YWRhOnMgZWNyZXQ="}


def test_a_registry_that_is_away_ends_with_3(schemas, capsys):
    with registry_server() as server:
        url = server.url
    assert check(schemas, "--against", url) == 3
    assert f"the registry at {url} does not answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (503, b"oops"), (200, b"<html>"), (401, b'{"message": "who?"}'), (404, b"{}")]
)
def test_a_registry_that_answers_something_else_ends_with_3(registry: RegistryServer, schemas, status, body, capsys):
    registry.subjects = {"orders": [ORDER]}
    registry.broken = (status, body)
    assert check(schemas, "--against", registry.url) == 3
    assert str(status) in capsys.readouterr().err


def test_a_registry_without_any_of_the_types_is_a_broken_run(registry: RegistryServer, schemas, capsys):
    registry.subjects = {"other": [ORDER | {"name": "Other"}]}
    assert check(schemas, "--against", registry.url) == 2
    assert "holds no type of these schemas" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://127.0.0.1:port/", "http://", "https://127.0.0.1:1/"])
def test_an_odd_url_has_a_reason(schemas, url, capsys):
    assert check(schemas, "--against", url) in (2, 3)
    assert capsys.readouterr().err.startswith("the registry at")


@pytest.mark.parametrize("bare", [(True, False), (False, True), (True, True)])
def test_with_a_version_that_says_nothing_but_avro_no_contract_is_compared(bare: tuple[bool, bool]):
    contract = {"kind": "event", "key": "id"}
    plain, full = (tree(record("shop.Paid", field("id"), **more)) for more in ({}, {"millrace": contract}))
    previous, current = (Version("shop.Paid", plain if is_bare else full, is_bare=is_bare) for is_bare in bare)
    assert changes(previous, current) == ()
    assert {change.kind for change in changes(Version("shop.Paid", plain), Version("shop.Paid", full))}
