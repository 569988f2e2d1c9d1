"""The commands of redis that the gateway and the sample domains use, in memory."""

from collections.abc import Callable, Mapping
from typing import Any

from services.wire.cache import RedisError

Script = Callable[[dict[str, bytes], list[str], tuple[Any, ...]], Any]
"""What a script does to the values, given its keys and arguments."""


class MemoryCache:
    """Remembers values and their lives; nothing expires. `is_away` makes every call fail."""

    def __init__(self, scripts: Mapping[str, Script] | None = None) -> None:
        """`scripts` says in Python what each Lua script does."""
        self.values: dict[str, bytes] = {}
        self.lives_s: dict[str, int] = {}
        self.calls: list[str] = []
        self.is_away = False
        self._scripts = scripts or {}

    async def get(self, name: str) -> bytes | None:
        self._call("get")
        return self.values.get(name)

    async def set(
        self, name: str, value: bytes, *, ex: int, nx: bool = False, xx: bool = False, get: bool = False
    ) -> bytes | bool | None:
        self._call("set")
        before = self.values.get(name)
        if (nx and before is not None) or (xx and before is None):
            return before if get else None
        self.values[name] = value
        self.lives_s[name] = ex
        return before if get else True

    async def incr(self, name: str) -> int:
        self._call("incr")
        self.values[name] = b"%d" % (int(self.values.get(name, b"0")) + 1)
        return int(self.values[name])

    async def delete(self, *names: str) -> int:
        self._call("delete")
        return sum(self.values.pop(name, None) is not None for name in names)

    async def eval(self, script: str, key_count: int, *given: Any) -> Any:
        self._call("eval")
        return self._scripts[script](self.values, list(given[:key_count]), given[key_count:])

    async def ping(self) -> bool:
        self._call("ping")
        return True

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.is_away:
            raise RedisError("away")
