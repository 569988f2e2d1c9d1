"""What packages may be called, and how each index spells it."""

import pytest

from codegen.package.names import NameRefused, Names, module_of

GOOD = {
    "name": "acme-api",
    "module": "acme_api",
    "npm_name": "acme-api",
    "version": "1.2.0",
    "description": "A typed client.",
}


@pytest.mark.parametrize(
    ("version", "python_version"),
    [("1.2.0", "1.2.0"), ("0.1.0-rc.1", "0.1.0rc1"), ("2.0.0-alpha.3", "2.0.0a3"), ("2.0.0-beta.0", "2.0.0b0")],
)
def test_a_version_is_spelled_as_each_index_does(version, python_version):
    names = Names(**GOOD | {"version": version})
    assert names.python_version == python_version
    assert names.wheel_stem == f"acme_api-{python_version}"
    assert names.tarball_stem == f"acme-api-{version}"


def test_files_are_named_as_their_tools_name_them():
    names = Names(**GOOD | {"name": "Acme.API", "npm_name": "@acme/api"})
    assert names.wheel_stem == "acme_api-1.2.0"
    assert names.tarball_stem == "acme-api-1.2.0"
    assert module_of("Acme.API") == "acme_api"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "-acme"),
        ("name", "acme api"),
        ("module", "acme-api"),
        ("module", "class"),
        ("module", "2acme"),
        ("npm_name", "Acme"),
        ("npm_name", "@acme"),
        ("version", "1.2"),
        ("version", "01.2.3"),
        ("version", "1.2.3+build"),
        ("version", "1.2.3-rc1"),
    ],
)
def test_what_an_index_would_refuse_is_refused_here(field, value):
    with pytest.raises(NameRefused, match=f"--{field.replace('_', '-')}: expected .*, got '{value.replace('+', '.')}'"):
        Names(**GOOD | {field: value})
