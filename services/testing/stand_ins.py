"""What stands in, within a test, for the tools of a domain that would reach for a server.

A domain that needs it has `services/<domain>/stand_in.py`: `tools(settings, cache)` opens what its handlers are given
instead, and `SCRIPTS` says in Python what each Lua script does that the domain sends to the cache.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from gateway.limits import Limits
from services.runner.spec import Tools, WorkerSpec
from services.testing.cache import MemoryCache, Script
from services.testing.platform import Platform, every_domain, platform
from services.wire.settings import Settings
from services.wire.spans import NO_TRACER, Tracer


def whole_platform(
    specs: Iterable[WorkerSpec] | None = None,
    tools: Mapping[str, Tools] | None = None,
    tracer: Tracer = NO_TRACER,
    limits: Limits | None = None,
) -> AbstractAsyncContextManager[Platform]:
    """Every domain of `services/`, with what stands in for its tools; `tools` say otherwise, by domain.

    `limits` are those of the gateway.
    """
    every = list(every_domain() if specs is None else specs)
    found = {spec.domain: module for spec in every if (module := _stand_in(spec.domain)) is not None}
    scripts: dict[str, Script] = {}
    for module in found.values():
        scripts |= getattr(module, "SCRIPTS", {})
    cache = MemoryCache(scripts)
    standing_in = {domain: _over(cache, module.tools) for domain, module in found.items()}
    return platform(every, tools=standing_in | dict(tools or {}), cache=cache, tracer=tracer, limits=limits)


def _stand_in(domain: str) -> ModuleType | None:
    name = f"services.{domain}.stand_in"
    return importlib.import_module(name) if find_spec(name) else None


def _over(cache: Any, open_tools: Callable[[Settings, Any], AbstractAsyncContextManager[Any]]) -> Tools:
    return lambda settings: open_tools(settings, cache)
