"""What mypy knows of libraries: the same in every checkout, and long to find out."""

from pathlib import Path

from tests.codegen.trees import ROOT

CACHE = ROOT / ".millrace/readers/mypy"


def lend(root: Path) -> None:
    """Let a checkout of a test use what this one knows."""
    CACHE.mkdir(parents=True, exist_ok=True)
    lent = root / CACHE.relative_to(ROOT)
    lent.parent.mkdir(parents=True)
    lent.symlink_to(CACHE)
