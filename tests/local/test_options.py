import pytest

from services.local.errors import LocalError
from services.local.options import Options
from services.local.places import places_of
from services.local.process import python_environment


def test_one_of_each_is_the_default():
    assert Options.from_environment({}) == Options(gateways=1, workers=1, servers=("kafka", "registry", "valkey"))


def test_numbers_and_servers_are_read():
    given = {"MILLRACE_LOCAL_GATEWAYS": "2", "MILLRACE_LOCAL_WORKERS": "3", "MILLRACE_LOCAL_SERVERS": "valkey"}

    assert Options.from_environment(given) == Options(gateways=2, workers=3, servers=("valkey",))


@pytest.mark.parametrize(
    ("name", "text"),
    [("GATEWAYS", "two"), ("WORKERS", "-1"), ("WORKERS", "17"), ("SERVERS", "kafka,mysql"), ("GATEWAY", "2")],
)
def test_a_wrong_setting_is_named(name, text):
    with pytest.raises(LocalError, match=f"MILLRACE_LOCAL_{name}: "):
        Options.from_environment({f"MILLRACE_LOCAL_{name}": text})


def test_the_processes_do_not_see_what_is_meant_for_the_local_commands():
    environment = python_environment(
        {"MILLRACE_LOCAL_GATEWAYS": "2", "MILLRACE_PORT": "1", "PATH": "/bin"}, MILLRACE_SLOT="4"
    )

    assert {name: text for name, text in environment.items() if name.startswith("MILLRACE_")} == {
        "MILLRACE_PORT": "1",
        "MILLRACE_SLOT": "4",
    }


def test_downloads_go_to_the_users_cache(tmp_path):
    places = places_of(tmp_path / "checkout", {"HOME": str(tmp_path)})

    assert places.downloads == tmp_path / ".cache" / "millrace"
    assert places.data == tmp_path / "checkout" / ".millrace"


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "/proc/nowhere"}, {"XDG_CACHE_HOME": "relative"}])
def test_downloads_stay_in_the_checkout_without_a_home(tmp_path, environ):
    assert places_of(tmp_path, environ).downloads == tmp_path / ".millrace" / "downloads"
