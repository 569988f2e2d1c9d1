"""What the packages are called."""

import keyword
import re

from msgspec import Struct

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_NPM_NAME = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-(alpha|beta|rc)\.(0|[1-9][0-9]*))?")
_PRE_RELEASES = {"alpha": "a", "beta": "b", "rc": "rc"}


class NameRefused(Exception):
    """A package cannot have such a name or version; the message says what was expected."""


class Names(Struct, frozen=True, kw_only=True):
    """`version` is a semantic one, which both kinds of packages understand: `1.2.0` or `1.2.0-rc.1`."""

    name: str
    module: str
    npm_name: str
    version: str
    description: str
    license: str | None = None

    def __post_init__(self) -> None:
        _expect(_NAME.fullmatch(self.name), "--name", "letters, digits, '.', '_' and '-' in between", self.name)
        is_module = self.module.isascii() and self.module.isidentifier() and not keyword.iskeyword(self.module)
        _expect(is_module, "--module", "a name that Python can import", self.module)
        _expect(_NPM_NAME.fullmatch(self.npm_name), "--npm-name", "small letters, or @scope/name", self.npm_name)
        _expect(_VERSION.fullmatch(self.version), "--version", "1.2.0, or 1.2.0-rc.1 (alpha, beta, rc)", self.version)

    @property
    def python_version(self) -> str:
        """As the Python packaging index spells it (PEP 440): `1.2.0rc1`."""
        release, _, pre_release = self.version.partition("-")
        kind, _, number = pre_release.partition(".")
        return f"{release}{_PRE_RELEASES[kind]}{number}" if kind else release

    @property
    def wheel_stem(self) -> str:
        """The start of the wheel's file name and of its metadata folder: `acme_api-1.2.0`."""
        return f"{re.sub(r'[-_.]+', '_', self.name).lower()}-{self.python_version}"

    @property
    def tarball_stem(self) -> str:
        """The tarball's file name as `npm pack` makes it: `@acme/api` becomes `acme-api-1.2.0`."""
        return f"{self.npm_name.removeprefix('@').replace('/', '-')}-{self.version}"


def module_of(name: str) -> str:
    """The module that a package of that name is expected to have: `acme-api` has `acme_api`."""
    return re.sub(r"[-.]+", "_", name).lower()


def _expect(is_met: object, option: str, expected: str, came: str) -> None:
    if not is_met:
        raise NameRefused(f"{option}: expected {expected}, got {came!r}")
