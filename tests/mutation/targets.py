"""Which code is mutated, and by which tests each mutant has to be found."""

from msgspec import Struct


class Target(Struct, frozen=True, kw_only=True):
    """Code that stands under the same tests. `most` mutants are tried, drawn by the seed if there are more."""

    name: str
    promise: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    most: int


CODEC_TESTS = (
    "tests/wire/test_codec.py",
    "tests/wire/test_framing.py",
    "tests/wire/test_golden_datums.py",
    "tests/codegen/test_codec.py",
)

TARGETS = (
    Target(
        name="codec",
        promise="framing and the choice of a reader by schema id",
        code=("services/wire/codec.py", "services/wire/framing.py"),
        tests=(*CODEC_TESTS, "tests/wire/test_resolution.py"),
        most=140,
    ),
    Target(
        name="resolution",
        promise="reading what another version wrote",
        code=("services/wire/resolution*.py", "services/wire/avro_*.py"),
        tests=(
            "tests/wire/test_resolution.py",
            "tests/wire/test_resolution_bounds.py",
            "tests/wire/test_resolution_rules.py",
            "tests/wire/test_avro_plain.py",
            "tests/wire/test_golden_datums.py",
        ),
        most=150,
    ),
    Target(
        name="generated",
        promise="the generated codec of one wide domain, and what all generated codecs stand on",
        code=(
            "services/wire/generated/codec/primitives.py",
            "services/wire/generated/codec/board.py",
        ),
        tests=(*CODEC_TESTS, "tests/codegen/test_codec_safety.py"),
        most=140,
    ),
    Target(
        name="emitters",
        promise="what writes the codecs",
        code=("codegen/emit_python_codec.py", "codegen/emit_python_*coders.py", "codegen/codec_scope.py"),
        tests=("tests/codegen/test_codec.py", "tests/codegen/test_codec_safety.py", "tests/codegen/test_golden.py"),
        most=60,
    ),
    Target(
        name="rules",
        promise="which edits break whom: the walk over two versions, the rules and their effects",
        code=(
            "codegen/evolution/change*.py",
            "codegen/evolution/contracts.py",
            "codegen/evolution/effects.py",
            "codegen/evolution/kinship.py",
            "codegen/evolution/levels.py",
            "codegen/evolution/limits.py",
            "codegen/evolution/meaning.py",
            "codegen/evolution/memory.py",
            "codegen/evolution/pairing.py",
            "codegen/evolution/plain_defaults.py",
            "codegen/evolution/plainly_safe.py",
            "codegen/evolution/primitives.py",
            "codegen/evolution/resolve.py",
            "codegen/evolution/rule*.py",
            "codegen/evolution/verdicts.py",
            "codegen/evolution/versions.py",
        ),
        tests=(
            "tests/codegen/test_evolution_bases.py",
            "tests/codegen/test_evolution_rules.py",
            "tests/codegen/test_evolution_depth.py",
            "tests/codegen/test_evolution_meaning.py",
            "tests/codegen/test_evolution_memory.py",
            "tests/codegen/test_evolution_pairing.py",
            "tests/codegen/test_evolution_shortcut.py",
        ),
        most=150,
    ),
    Target(
        name="gateway",
        promise="what is let in: requests, bodies, parameters, cookies, origins, tokens",
        code=(
            "gateway/addresses.py",
            "gateway/attempts.py",
            "gateway/body.py",
            "gateway/cookies.py",
            "gateway/http.py",
            "gateway/ids.py",
            "gateway/input.py",
            "gateway/limits.py",
            "gateway/origins.py",
            "gateway/parameters.py",
            "gateway/problems.py",
            "gateway/protocol.py",
            "gateway/retired.py",
            "gateway/sessions.py",
            "gateway/tokens.py",
            "services/wire/subscriber.py",
        ),
        tests=(
            "tests/gateway/test_addresses.py",
            "tests/gateway/test_all_of_avro.py",
            "tests/gateway/test_bad_connections.py",
            "tests/gateway/test_bad_handshakes.py",
            "tests/gateway/test_bad_input.py",
            "tests/gateway/test_body.py",
            "tests/gateway/test_ids.py",
            "tests/gateway/test_resume.py",
            "tests/gateway/test_retired.py",
            "tests/gateway/test_session_store.py",
            "tests/gateway/test_sessions.py",
            "tests/gateway/test_trip.py",
            "tests/wire/test_subscriber.py",
        ),
        most=220,
    ),
)
BY_NAME = {target.name: target for target in TARGETS}
