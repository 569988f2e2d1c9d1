"""The words for the Python client."""

from codegen import naming
from codegen.model import Record
from codegen.python_text import literal

from .example import Example
from .names import Names
from .tongue import GATEWAY, Tongue


def use(example: Example) -> str:
    """How a command is sent; what to write in an `async` function."""
    return (
        f'async with HttpTransport("{GATEWAY}") as transport:\n'
        f"    client = Client(transport)\n"
        f"    outcome = await {_call(example)}"
    )


def _function(record: Record) -> str:
    return f"client.{naming.module(record.name)}.{naming.function(record.name)}"


def _call(example: Example) -> str:
    given = {naming.attribute(name): literal(value) for name, value in example.values.items()}
    # As in the generated method: a parameter may not hide the module of its types.
    module = naming.module(example.record.name)
    arguments = (f"{f'{name}_' if name == module else name}={value}" for name, value in given.items())
    return f"{_function(example.record)}({', '.join(arguments)})"


def _first(names: Names, example: Example) -> str:
    body = "\n".join(f"    {line}" for line in [*use(example).splitlines(), "    print(outcome)"])
    return (
        f"import asyncio\n\nfrom {names.module} import Client, HttpTransport\n\n\n"
        f"async def main() -> None:\n{body}\n\n\nasyncio.run(main())"
    )


def _feed(example: Example) -> str:
    return (
        f"async with contextlib.aclosing({_call(example)}) as messages:\n"
        "    async for message in messages:\n"
        "        print(message)"
    )


PYTHON = Tongue(
    fence="python",
    needs="It needs Python 3.11 or newer.",
    errors="What is raised",
    sessions={
        "begin": "await transport.begin_session()",
        "end": "await transport.end_session()",
        "read": "await transport.read_session()",
    },
    package=lambda names: names.name,
    install=lambda names: f"pip install {names.name}",
    function=_function,
    first=_first,
    feed=_feed,
)
