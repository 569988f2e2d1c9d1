"""Earlier versions of the types that travel, oldest first, as a registry holds them; today's are in `catalog`.

Generated from schemas/published by `just generate`.
"""

EARLIER: dict[str, tuple[str, ...]] = {}
