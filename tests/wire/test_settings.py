"""Settings are read from what is given, and a mistake in them names itself."""

from pathlib import Path

import pytest

from services.wire.errors import SettingsInvalid
from services.wire.settings import Settings


def test_without_variables_everything_is_local() -> None:
    settings = Settings.from_environment({"HOME": "/somewhere", "PATH": ""})
    assert settings == Settings()
    assert settings.kafka_bootstrap == "127.0.0.1:19092"
    assert settings.origins == ("http://127.0.0.1:8080", "http://localhost:8080")


def test_every_kind_of_value_is_read() -> None:
    settings = Settings.from_environment(
        {
            "MILLRACE_HOST": "127.0.0.5",
            "MILLRACE_PORT": "9000",
            "MILLRACE_KAFKA_BOOTSTRAP": "a:1,b:2",
            "MILLRACE_REGISTRY_URL": "https://registry.example/apis/ccompat/v7/",
            "MILLRACE_KEYS_DIR": "keys",
            "MILLRACE_LOGINS_PER_NAME": "3",
            "MILLRACE_SOCKETS_PER_ADDRESS": "50",
            "MILLRACE_ORIGINS": "https://one.example, https://two.example",
            "MILLRACE_SLOT": "gateway-2",
        }
    )
    assert (settings.host, settings.port, settings.kafka_bootstrap) == ("127.0.0.5", 9000, "a:1,b:2")
    assert settings.registry_url == "https://registry.example/apis/ccompat/v7"
    assert settings.keys_dir == Path("keys")
    assert (settings.logins_per_name, settings.sockets_per_address) == (3, 50)
    assert settings.origins == ("https://one.example", "https://two.example")


def test_options_of_librdkafka_pass_through() -> None:
    settings = Settings.from_environment(
        {"MILLRACE_KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "MILLRACE_KAFKA_SSL_CA_LOCATION": "ca.pem"}
    )
    assert settings.kafka == {"security.protocol": "SASL_SSL", "ssl.ca.location": "ca.pem"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("MILLRACE_PORT", "eighty", "MILLRACE_PORT: expected a port from 1 to 65535, got 'eighty'"),
        ("MILLRACE_PORT", "70000", "got '70000'"),
        ("MILLRACE_LOGINS_PER_ADDRESS", "0", "MILLRACE_LOGINS_PER_ADDRESS: expected a number from 1 to 1000000"),
        ("MILLRACE_KAFKA_BOOTSTRAP", "localhost", "expected host:port"),
        ("MILLRACE_REGISTRY_URL", "registry:8081", "expected an http or https URL"),
        ("MILLRACE_TOPIC_PREFIX", "mine/", "expected up to 100 of A-Z a-z 0-9"),
        ("MILLRACE_LOG_LEVEL", "LOUD", "expected DEBUG, INFO, WARNING or ERROR, got 'LOUD'"),
        ("MILLRACE_SLOT", "", "expected 1 to 100"),
        ("MILLRACE_PROT", "8080", "MILLRACE_PROT: there is no such setting. Known: MILLRACE_HOST"),
    ],
)
def test_a_bad_value_names_the_variable_what_was_expected_and_what_came(name: str, text: str, said: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_environment({name: text})
    assert said in str(caught.value)


def test_settings_of_the_local_servers_are_left_to_them() -> None:
    assert Settings.from_environment({"MILLRACE_LOCAL_DATA": "x"}) == Settings()


def test_secrets_are_not_shown() -> None:
    secrets = {
        "MILLRACE_REGISTRY_PASSWORD": "hunter2",
        "MILLRACE_KAFKA_SASL_PASSWORD": "hunter2",
        "MILLRACE_REDIS_URL": "redis://:hunter2@host/0",
    }
    assert "hunter2" not in repr(Settings.from_environment(secrets))
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_environment({"MILLRACE_REDIS_URL": "hunter2"})
    assert "hunter2" not in str(caught.value)
