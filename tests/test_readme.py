"""What the README shows is what the repository holds, and its commands are those that exist."""

import re
import subprocess
from pathlib import Path

import pytest

from gateway import metrics as gateway_metrics
from services.runner import metrics as worker_metrics
from services.wire.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
QUOTED = re.findall(r"<!-- from (\S+) -->\n```\w+\n(.*?)```", README, re.DOTALL)
PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "schemas/README.md",
    "schemas/JSON.md",
    "schemas/EVOLUTION.md",
    "services/testing/README.md",
    "tests/bench/README.md",
    "tests/chaos/README.md",
    "tests/mutation/README.md",
)


def test_a_quotation_is_in_the_file_it_names():
    for path, text in QUOTED:
        assert text.strip(), path
        assert text in (ROOT / path).read_text(), path


def test_the_readme_quotes_schema_python_typescript_and_handler():
    paths = [path for path, _ in QUOTED]
    assert {Path(path).suffix for path in paths} == {".avsc", ".py", ".ts"}
    assert "services/greetings/handlers.py" in paths


@pytest.mark.parametrize("page", PAGES)
def test_every_recipe_that_a_page_names_exists(page):
    named = set(re.findall(r"`(?:\./)?just ([a-z-]+)", (ROOT / page).read_text())) | set(
        re.findall(r"^\./just ([a-z-]+)", (ROOT / page).read_text(), re.MULTILINE)
    )
    done = subprocess.run([ROOT / "just", "--summary"], capture_output=True, text=True, check=True)
    assert named <= set(done.stdout.split()), page


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_links_to_exists(page):
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / page).read_text()):
        assert ((ROOT / page).parent / link).exists(), link


def test_every_setting_that_the_readme_names_is_a_setting():
    """A variable that nobody reads would be refused at start."""
    names = set(re.findall(r"`(MILLRACE_[A-Z_]+)`", README)) - {
        "MILLRACE_KAFKA_SECURITY_PROTOCOL",
        "MILLRACE_KAFKA_SASL_MECHANISM",
    }
    values = {
        "MILLRACE_KAFKA_BOOTSTRAP": "127.0.0.1:9092",
        "MILLRACE_REGISTRY_URL": "http://127.0.0.1:8081",
        "MILLRACE_REDIS_URL": "redis://127.0.0.1:6379/0",
        "MILLRACE_PORT": "8081",
        "MILLRACE_STATUS_PORT": "8082",
        "MILLRACE_PARTITIONS": "4",
        "MILLRACE_REPLICATION": "3",
        "MILLRACE_ORIGINS": "http://127.0.0.1:8081",
        "MILLRACE_LOGINS_PER_NAME": "5",
        "MILLRACE_LOGINS_PER_ADDRESS": "50",
        "MILLRACE_SOCKETS_PER_SESSION": "5",
        "MILLRACE_SOCKETS_PER_ADDRESS": "50",
        "MILLRACE_TRACES_URL": "http://127.0.0.1:4318",
    }
    Settings.from_environment({name: values.get(name, "x") for name in names})


def test_the_architecture_lists_every_figure_that_can_be_watched():
    """With its kind and its meaning, in the words that Prometheus gets."""
    rows = [row for module in (gateway_metrics, worker_metrics) for row in vars(module).values() if _is_row(row)]
    figures = [f"| `{row.name}`{_by_label(row)} | {row.kind} | {row.help} |" for row in rows]
    page = (ROOT / "ARCHITECTURE.md").read_text()
    assert sorted(figures) == sorted(
        re.findall(r"^\| `\w+`(?: by \w+)? \| (?:counter|gauge|histogram) \| .* \|$", page, re.MULTILINE)
    )


def _is_row(value: object) -> bool:
    return isinstance(value, gateway_metrics.Row | worker_metrics.Row)


def _by_label(row) -> str:
    label = getattr(row, "label", "")
    return f" by {label}" if label else ""


def test_the_python_that_the_readme_shows_compiles():
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        compile(block, "README.md", "exec", flags=0x2000)  # PyCF_ALLOW_TOP_LEVEL_AWAIT
