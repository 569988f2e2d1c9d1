"""The command line of `just new`, `just expand` and `just contract`, on a copy of nothing but a folder."""

import json

import pytest

from codegen.scaffold.__main__ import REFUSED, main


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fields_of(path):
    return [field["name"] for field in json.loads(path.read_text())["fields"]]


def test_a_domain_with_a_command_is_written_and_what_is_left_is_said(root, capsys):
    assert main(["new", "domain", "billing"]) == 0
    assert main(["new", "command", "billing.ChargeCard"]) == 0

    said = capsys.readouterr().out
    assert "wrote services/billing/main.py\n" in said
    assert "left to do:\n  1. schemas/billing/ChargeCard.avsc and schemas/billing/CardCharged.avsc:" in said
    assert (root / "tests/services/test_billing.py").is_file()


def test_a_field_is_expanded_and_contracted(root):
    main(["new", "domain", "billing"])
    main(["new", "command", "billing.ChargeCard"])
    charged = root / "schemas/billing/CardCharged.avsc"

    assert main(["expand", "billing.CardCharged.text", "memo", "--type", '["null", "string"]']) == 0
    assert fields_of(charged) == ["id", "text", "memo"]
    assert main(["contract", "billing.CardCharged.text"]) == 0
    assert fields_of(charged) == ["id", "memo"]


def test_a_published_field_is_contracted_as_its_history_allows(root, capsys):
    """A default first, then the refusal that names the level, then the field goes."""
    main(["new", "domain", "billing"])
    main(["new", "command", "billing.ChargeCard"])
    charged = root / "schemas/billing/CardCharged.avsc"
    main(["expand", "billing.CardCharged.text", "memo"])
    published = root / "schemas/published/billing.CardCharged"
    published.mkdir(parents=True)
    (published / "1.avsc").write_text(charged.read_text())

    assert main(["contract", "billing.CardCharged.text"]) == 0
    assert json.loads(charged.read_text())["fields"][1]["default"] == ""
    (published / "2.avsc").write_text(charged.read_text())
    assert main(["contract", "billing.CardCharged.text"]) == REFUSED
    assert "version 1 of billing.CardCharged has `text` without a default" in capsys.readouterr().err
    charged.write_text(charged.read_text().replace('"key": "id"', '"key": "id", "compatibility": "FULL"'))
    assert main(["contract", "billing.CardCharged.text"]) == 0
    assert fields_of(charged) == ["id", "memo"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["new", "command", "billing.Charge"], "just new domain billing"),
        (["expand", "text", "memo"], "expected <full name>.<field>"),
        (["expand", "billing.Charge.text", "memo"], "there is no schemas/billing/Charge.avsc"),
    ],
)
def test_what_cannot_be_done_writes_nothing_and_says_why(root, capsys, given, words):
    assert main(given) == REFUSED
    assert words in capsys.readouterr().err
    assert list(root.iterdir()) == []
