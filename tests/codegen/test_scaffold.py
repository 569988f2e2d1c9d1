"""What `just new` writes, and what it leaves alone."""

import ast
import json

import pytest

from codegen.parse import parse
from codegen.scaffold.new import Refused, new
from codegen.scaffold.words import event_of

STEPS = (
    ("domain", "billing"),
    ("command", "billing.ChargeCard"),
    ("command", "billing.Cancel"),
    ("query", "billing.ShowBalance"),
    ("event", "billing.CardLost"),
)


def written(*steps):
    """Every file after these steps."""
    files = {}
    for what, name in steps:
        files |= new(what, name, files).files
    return files


@pytest.mark.parametrize(
    ("command", "event"),
    [
        ("PostNote", "NotePosted"),
        ("Rename", "Renamed"),
        ("StopJob", "JobStopped"),
        ("CancelOrder", "OrderCancelled"),
        ("SendMail", "MailSent"),
        ("CarryOver", "OverCarried"),
        ("PlayCard", "CardPlayed"),
        ("FixBug", "BugFixed"),
        ("OpenDoor", "DoorOpened"),
    ],
)
def test_an_event_is_named_for_what_its_command_has_done(command, event):
    assert event == event_of(command)


def test_the_schemas_are_ones_that_the_parser_takes():
    schemas = {path.removeprefix("schemas/"): text for path, text in written(*STEPS).items() if path.endswith(".avsc")}

    assert sorted(parse(schemas).types) == [
        "billing.Cancel",
        "billing.Cancelled",
        "billing.CardCharged",
        "billing.CardLost",
        "billing.ChargeCard",
        "billing.ShowBalance",
        "billing.ShowBalanceAnswer",
    ]


def test_every_step_adds_a_handler_a_fold_and_a_test_to_those_before():
    files = written(*STEPS)
    handlers, evolve = files["services/billing/handlers.py"], files["services/billing/evolve.py"]

    assert "HANDLERS: Handlers = {ChargeCard: charge_card, Cancel: cancel, ShowBalance: show_balance}" in handlers
    assert "EVOLVE: Evolutions = {CardCharged: card_charged, Cancelled: cancelled, CardLost: card_lost}" in evolve
    tests = [node.name for node in ast.parse(files["tests/services/test_billing.py"]).body if hasattr(node, "name")]
    assert len(tests) == 4


def test_what_a_person_wrote_between_stays():
    files = written(*STEPS[:2])
    mine = files["services/billing/handlers.py"].replace("    event =", "    # by hand\n    event =")
    files["services/billing/handlers.py"] = mine + "\n\nLIMIT = 3\n"

    added = new("command", "billing.Cancel", files).files["services/billing/handlers.py"]

    assert "    # by hand\n" in added
    assert added.endswith("LIMIT = 3\n")


def test_a_second_version_of_a_command_stands_beside_the_first():
    """In the worker and the topics of its domain, under names that do not hide the first one's."""
    files = written(*STEPS[:2], ("command", "billing.v2.ChargeCard"))
    handlers, evolve = files["services/billing/handlers.py"], files["services/billing/evolve.py"]

    assert (
        "billing.v2.ChargeCard"
        in parse({path.removeprefix("schemas/"): text for path, text in files.items() if path.endswith(".avsc")}).types
    )
    assert json.loads(files["schemas/billing/v2/ChargeCard.avsc"])["millrace"]["owner"] == "billing"
    assert "{ChargeCard: charge_card, billing_v2.ChargeCard: charge_card_v2}" in handlers
    assert "from services.wire.generated import billing_v2\n" in handlers
    assert "{CardCharged: card_charged, billing_v2.CardCharged: card_charged_v2}" in evolve
    assert "def test_charge_card_v2_is_decided_and_told(" in files["tests/services/test_billing.py"]


ACCOUNTS = {
    "services/accounts/main.py": 'SPEC = WorkerSpec(domain="accounts", reactions=REACTIONS)\n',
    "services/accounts/handlers.py": '"""Accounts."""\n\nHANDLERS: Handlers = {}\n',
    "services/accounts/evolve.py": '"""The fold."""\n\n\nclass Key:\n    id: str\n\n\nclass Account:\n    id: str\n\n\n'
    "def registered(event: Registered, state: Account | None) -> Account:\n    return Account()\n"
    "\n\nEVOLVE: Evolutions = {}\n",
}


def test_a_state_that_somebody_shaped_is_taken_as_it_is():
    """The fold leaves it alone until a person says what follows, and that is among what is left."""
    made = new("command", "accounts.Rename", ACCOUNTS)

    assert "def rename(command: Rename, state: Account | None," in made.files["services/accounts/handlers.py"]
    assert (
        'def renamed(event: Renamed, state: Account | None) -> Account | None:\n    """Renamed."""\n    return state\n'
        in made.files["services/accounts/evolve.py"]
    )
    assert made.left[-2] == "services/accounts/evolve.py: the state that follows it"
    assert "    then_state(None)\n" in made.files["tests/services/test_accounts.py"]


def test_a_worker_that_only_reacts_gets_the_tables_that_it_lacks():
    alone = {path: text for path, text in ACCOUNTS.items() if path.endswith("main.py")}

    main = new("query", "accounts.ShowAll", alone).files["services/accounts/main.py"]

    assert 'WorkerSpec(domain="accounts", reactions=REACTIONS, handlers=HANDLERS, evolve=EVOLVE)' in main
    assert "from services.accounts.handlers import HANDLERS\n" in main


def test_a_command_is_left_with_two_things_to_do_by_hand_and_one_to_run():
    files = written(*STEPS[:1])

    left = new("command", "billing.ChargeCard", files).left

    assert [line.split(":")[0] for line in left] == [
        "schemas/billing/ChargeCard.avsc and schemas/billing/CardCharged.avsc",
        "services/billing/handlers.py",
        "`just readers`",
    ]


def test_an_example_is_one_that_the_command_takes():
    schema = json.loads(written(*STEPS[:2])["schemas/billing/ChargeCard.avsc"])

    assert schema["millrace"]["examples"] == [{"id": "first", "text": "hello"}]


@pytest.mark.parametrize(
    ("what", "name", "words"),
    [
        ("domain", "Billing", "lower-case letters"),
        ("domain", "billing", "exists"),
        ("command", "Rename", "<domain>.<Name>"),
        ("command", "shop.Rename", "just new domain shop"),
        ("command", "billing.ChargeCard", "schemas/billing/ChargeCard.avsc exists"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_what_to_do(what, name, words):
    files = written(*STEPS)

    with pytest.raises(Refused, match=words):
        new(what, name, files)
