"""What an operator sees of the letters, and how they are chosen and dropped."""

from uuid import uuid4

import msgspec
import pytest

from services.wire.broker import Outgoing
from services.wire.dead.letters import Name
from services.wire.dead.wanted import Wanted
from services.wire.framing import header
from services.wire.generated.catalog import CATALOG
from services.wire.headers import DEAD_ERROR, DEAD_REASON, DEAD_TOPIC
from services.wire.startup import subject_of
from tests.runner.stage import Stage
from tests.wire.dead.conftest import Office


async def letter(
    stage: Stage,
    *,
    topic: str = "board.dead",
    error: str = "handler-failed",
    value: bytes = b"x",
    request_id: str = "",
) -> Name:
    """Put something aside by hand."""
    headers = {DEAD_TOPIC: b"board.commands", DEAD_ERROR: error.encode(), DEAD_REASON: b"because"}
    headers |= {"request-id": request_id.encode()} if request_id else {}
    return Name(*await stage.broker.produce(Outgoing(topic, b"k", value, headers)))


async def test_letters_are_chosen_by_what_is_known_of_them(stage: Stage, office: Office) -> None:
    """Every condition has to hold."""
    greet = CATALOG["greetings.Greet"]
    found = await stage.registry.find(subject_of("", greet.topics[0], greet.name), greet.schema)
    assert found is not None
    request_id, now_ms = str(uuid4()), stage.broker.clock_ms()
    stage.broker.clock_ms = lambda: now_ms - 7_200_000
    old = await letter(stage)
    stage.broker.clock_ms = lambda: now_ms
    greeting = await letter(stage, topic="greetings.dead", value=header(found.schema_id) + b"rest")
    asked = await letter(stage, error="undecodable", request_id=request_id)

    for wanted, names in {
        Wanted(): {old, greeting, asked},
        Wanted(domain="greetings"): {greeting},
        Wanted(type="greetings.Greet"): {greeting},
        Wanted(error="undecodable"): {asked},
        Wanted(request_id=request_id): {asked},
        Wanted(before_ms=now_ms - 3_600_000): {old},
        Wanted(after_ms=now_ms - 3_600_000): {greeting, asked},
        Wanted(names=frozenset([old])): {old},
        Wanted(error="undecodable", domain="greetings"): set(),
    }.items():
        assert set(await office.listed(wanted)) == names, wanted


async def test_a_line_tells_type_error_origin_and_request(stage: Stage, office: Office) -> None:
    [name] = await office.put_aside()
    await office.listed()
    [command] = stage.broker.records("board.commands")
    [request] = stage.frames()

    assert office.said[0].split()[0] == "letter"
    for part in (str(name), "board.PostNote", "handler-failed", f"board.commands-{command.partition} at 0"):
        assert part in office.said[1]
    assert str(request.request_id) in office.said[1]


async def test_a_page_shows_the_original_by_the_schema_it_was_written_with(stage: Stage, office: Office) -> None:
    """And the error in its own words, which only operators see."""
    [name] = await office.put_aside()
    assert await office.desk.show(Wanted(names=frozenset([name])))

    text = "\n".join(office.said)
    assert '"text": "note 0"' in text
    assert "reason     the fault" in text
    assert "attempts   1" in text
    assert "subscriber-id: <hidden>" in text


async def test_bytes_that_no_schema_reads_are_shown_as_they_are(stage: Stage, office: Office) -> None:
    name = await letter(stage, value=b"\x00\x00\x00\x27\x0fnonsense")
    await office.desk.show(Wanted(names=frozenset([name])))

    text = "\n".join(office.said)
    assert "cannot be read: frame: the registry knows no schema id 9999" in text
    assert b"nonsense".hex() in text


async def test_letters_are_listed_while_the_registry_is_away(stage: Stage, office: Office) -> None:
    [name] = await office.put_aside()
    stage.registry.is_away = True

    assert [name] == await office.listed()
    assert "(schema id " in office.said[1]
    assert any("the registry in memory is away" in line for line in office.warned)


async def test_json_has_a_line_for_each_letter(stage: Stage, office: Office) -> None:
    names = await office.put_aside(2)
    await office.desk.overview(Wanted(), with_marked=False, is_json=True)

    rows = [msgspec.json.decode(line) for line in office.said]
    assert [str(name) for name in names] == [row["name"] for row in rows]
    assert {("board.PostNote", "board.commands", None)} == {(row["type"], row["topic"], row["mark"]) for row in rows}


async def test_a_letter_that_is_not_there_is_said_not_to_be(stage: Stage, office: Office) -> None:
    missing = Name("board.dead", 0, 99)
    assert not await office.desk.show(Wanted(names=frozenset([missing])))
    assert [f"there is no letter {missing}, or not any more"] == office.warned


async def test_what_was_dropped_is_listed_only_when_asked_for(stage: Stage, office: Office) -> None:
    names = await office.put_aside(2)
    assert await office.desk.drop(Wanted(names=frozenset(names[:1])), is_dry=False)

    assert ["Drop 1 letter? Nothing will list them, or put them back, any more."] == office.asked
    assert names[1:] == await office.listed()
    assert names == await office.listed(with_marked=True)
    assert any("ago, dropped" in line for line in office.said)
    assert not await office.desk.retry(Wanted(names=frozenset(names[:1])), is_dry=False)


async def test_nothing_is_dropped_unless_the_operator_agrees(stage: Stage, office: Office) -> None:
    names = await office.put_aside()
    office.is_agreed = False
    assert not await office.desk.drop(Wanted(), is_dry=False)
    assert await office.desk.drop(Wanted(), is_dry=True)

    assert names == await office.listed()


@pytest.mark.parametrize("nothing", [Wanted(), Wanted(domain="accounts")])
async def test_an_empty_list_says_so(office: Office, nothing: Wanted) -> None:
    assert await office.desk.overview(nothing, with_marked=False, is_json=False)
    assert ["no letter that waits is as you ask"] == office.said
