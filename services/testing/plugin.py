"""The pytest plugin for tests of what is built on the platform; services/testing/README.md shows how it is used.

A conftest has `pytest_plugins = ["services.testing.plugin"]`.
"""

from services.testing.any_value import register

pytest_plugins = ["services.testing.story_fixtures", "services.testing.stack_fixtures"]


def pytest_configure() -> None:
    """Let Hypothesis know every generated type."""
    register()
