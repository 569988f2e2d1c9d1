"""The commands of redis that the gateway uses, in memory."""

from services.wire.cache import RedisError


class FakeCache:
    """Remembers values and their lives; `is_away` makes every call fail."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.lives_s: dict[str, int] = {}
        self.calls: list[str] = []
        self.is_away = False

    async def get(self, name):
        self._call("get")
        return self.values.get(name)

    async def set(self, name, value, *, ex, nx=False, xx=False, get=False):
        self._call("set")
        before = self.values.get(name)
        if (nx and before is not None) or (xx and before is None):
            return before if get else None
        self.values[name] = value
        self.lives_s[name] = ex
        return before if get else True

    async def incr(self, name):
        self._call("incr")
        self.values[name] = b"%d" % (int(self.values.get(name, b"0")) + 1)
        return int(self.values[name])

    async def delete(self, *names):
        self._call("delete")
        return sum(self.values.pop(name, None) is not None for name in names)

    async def ping(self):
        self._call("ping")
        return True

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.is_away:
            raise RedisError("away")
