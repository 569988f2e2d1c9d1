"""An enum with a default takes the symbols of later versions, in JSON and in Python."""

import copy
import pickle

import msgspec
import pytest

from codegen.python_open_enum import OpenEnum


class Tone(OpenEnum):
    LOW = "LOW"
    class_ = "class"


def test_a_symbol_of_a_later_version_keeps_its_text():
    read = msgspec.json.decode(b'["LOUD", "LOW", null]', type=list[Tone | None])
    assert [tone and tone.is_known for tone in read] == [False, True, None]
    assert msgspec.json.encode(read) == b'["LOUD","LOW",null]'
    assert f"{read[0]} {read[0]!r}" == "LOUD <Tone.LOUD: 'LOUD'>"


def test_unknown_symbols_of_one_text_are_one():
    assert {Tone("LOUD"), Tone("LOUD"), Tone.LOW} == {Tone("LOUD"), Tone.LOW}
    assert list(Tone) == [Tone.LOW, Tone.class_]


def test_a_symbol_is_known_by_its_text_and_not_by_the_name_of_its_member():
    assert (Tone("class").is_known, Tone("class_").is_known) == (True, False)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda tone: pickle.loads(pickle.dumps(tone))])
def test_an_unknown_symbol_can_be_copied(copied):
    assert copied(Tone("LOUD")) == Tone("LOUD")


def test_what_is_no_text_is_no_symbol():
    with pytest.raises(ValueError, match="5 is not a valid Tone"):
        Tone(5)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b"5", type=Tone)
