"""TypeScript for the frontend: types, the command table and a typed client, with no runtime dependency."""

from .emit_typescript_client import emit_client, emit_index, emit_requests
from .emit_typescript_commands import emit_commands, emit_messages
from .emit_typescript_types import emit_types
from .model import Tree


def emit(tree: Tree) -> dict[str, str]:
    """The generated folder: file name → text."""
    return emit_types(tree) | {
        "client.ts": emit_client(tree),
        "commands.ts": emit_commands(tree),
        "index.ts": emit_index(tree),
        "messages.ts": emit_messages(tree),
        "requests.ts": emit_requests(),
    }
