"""`python -m tests`: every test, in lanes that run side by side.

The tests that need the real servers mostly wait and the others mostly compute, so that all lanes together take little
longer than one of them.
"""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence

WITH_SERVERS = "(integration or browser) and not own_servers"
OF_SCHEMAS = ("tests/avro", "tests/codegen", "tests/guide")
"""These take as long as all the others that need no servers, and what mypy keeps of libraries is theirs alone."""
LANES = (
    ("-m", WITH_SERVERS),
    ("-m", f"not ({WITH_SERVERS})", *OF_SCHEMAS),
    ("-m", f"not ({WITH_SERVERS})", *(f"--ignore={folder}" for folder in OF_SCHEMAS)),
)
"""What pytest is told in each: every test is in one of them."""
PYTEST = (sys.executable, "-m", "pytest")


def run(pytest: Sequence[str] = PYTEST, lanes: Sequence[Sequence[str]] = LANES) -> int:
    """The first exit code that is not 0. What the other lanes said is shown behind the first."""
    first, *others = lanes
    with contextlib.ExitStack() as stack:
        beside = []
        for lane in others:
            said = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen([*pytest, *lane], stdout=said, stderr=subprocess.STDOUT)
            stack.callback(_show, process, said)
            beside.append(process)
        codes = [subprocess.run([*pytest, *first], check=False).returncode, *(each.wait() for each in beside)]
    return next(filter(None, codes), 0)


def _show(process: "subprocess.Popen[bytes]", said: "tempfile._TemporaryFileWrapper[bytes]") -> None:
    """Print what a lane said; one that still runs is ended, because nobody waits for it any more."""
    process.kill()
    process.wait()
    said.seek(0)
    sys.stdout.write(said.read().decode(errors="replace"))


if __name__ == "__main__":
    sys.exit(run())
