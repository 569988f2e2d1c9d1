"""`python -m tests`: every test, those that need the real servers beside those that need none.

The first mostly wait and the others mostly compute, so that both together take little longer than one of them.
"""

import subprocess
import sys
import tempfile

WITH_SERVERS = "integration or browser"
PYTEST = (sys.executable, "-m", "pytest")


def run(pytest: tuple[str, ...] = PYTEST) -> int:
    """The first exit code that is not 0. What the tests without servers said is shown behind the others."""
    with tempfile.TemporaryFile() as said:
        others = subprocess.Popen([*pytest, "-m", f"not ({WITH_SERVERS})"], stdout=said, stderr=subprocess.STDOUT)
        try:
            with_servers = subprocess.run([*pytest, "-m", WITH_SERVERS], check=False).returncode
            without = others.wait()
        finally:
            others.kill()
            said.seek(0)
            sys.stdout.write(said.read().decode(errors="replace"))
    return with_servers or without


if __name__ == "__main__":
    sys.exit(run())
