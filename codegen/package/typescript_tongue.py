"""The words for the TypeScript client."""

from codegen import naming
from codegen.emit_typescript_text import alias_of, key, literal, lower_camel
from codegen.model import Record

from .example import Example
from .names import Names
from .tongue import GATEWAY, Tongue


def _function(record: Record) -> str:
    return f"client.{alias_of(naming.namespace(record.name))}.{lower_camel(naming.simple(record.name))}"


def _call(example: Example) -> str:
    given = ", ".join(f"{key(name)}: {literal(value)}" for name, value in example.values.items())
    return f"{_function(example.record)}({f'{{ {given} }}' if given else ''})"


def _first(names: Names, example: Example) -> str:
    return (
        f"import {{ HttpTransport }} from '{names.npm_name}';\n\n"
        f"const transport = await HttpTransport.open('{GATEWAY}');\n"
        "const { client } = transport;\n"
        f"const outcome = await {_call(example)};\n"
        "console.log(outcome);\n"
        "transport.close();"
    )


def _feed(example: Example) -> str:
    return f"for await (const message of {_call(example)}) {{\n  console.log(message);\n}}"


TYPESCRIPT = Tongue(
    fence="ts",
    needs="ES modules with their types, for Node 22 or newer and for browsers. On a page that the gateway serves,\n"
    "open `location.origin`; the browser keeps the cookies there.",
    errors="What is thrown",
    sessions={
        "begin": "await transport.beginSession()",
        "end": "await transport.endSession()",
        "read": "await transport.readSession()",
    },
    package=lambda names: names.npm_name,
    install=lambda names: f"npm install {names.npm_name}",
    function=_function,
    first=_first,
    feed=_feed,
)
