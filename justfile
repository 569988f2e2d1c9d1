export PATH := justfile_directory() / ".venv/bin:" + env("PATH", "/usr/bin:/bin")
python := ".venv/bin/python"

[private]
default:
    @{{ python }} -c "print('Millrace: ./just up runs it, ./just test checks it.')"
    @just --list --unsorted

# Start the servers, the workers, the gateway and the frontend; Ctrl-C stops them (--detach leaves them running)
[group('run')]
up *args:
    @exec {{ python }} -m services.local up {{ args }}

# Stop everything that `up` started
[group('run')]
down:
    @{{ python }} -m services.local down

# Show what runs, since when, and where
[group('run')]
status:
    @{{ python }} -m services.local status

# Follow the log of one process (--no-follow prints it and ends)
[group('run')]
logs name *args:
    @exec {{ python }} -m services.local logs {{ name }} {{ args }}

# Stop and forget the local data: topics, schemas, sessions, keys
[group('run')]
clean:
    @{{ python }} -m services.local clean

# Publish the schemas to the registry and make the topics
[group('schemas')]
apply *args:
    @{{ python }} -m services.wire.apply {{ args }}

# Write everything that is generated from the schemas
[group('schemas')]
generate:
    @{{ python }} -m codegen generate

# Check the schemas, their history, and that what is generated is fresh
[group('schemas')]
check:
    @{{ python }} -m codegen check

# Add the next version of every type that changed to schemas/published
[group('schemas')]
publish:
    @{{ python }} -m codegen publish

# Check style, types and import directions
[group('code')]
lint:
    ruff check .
    ruff format --check .
    {{ python }} -m mypy
    lint-imports

# Run the tests that need no servers
[group('code')]
unit *args:
    @{{ python }} -m pytest -m "not integration and not browser" {{ args }}

# Run every check there is, the cheap ones first
[group('code')]
test: check lint
    @{{ python }} -m pytest

# Lock the Python packages that pyproject.toml asks for
[group('code')]
lock:
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
        --group local --group dev pyproject.toml --output-file requirements.lock
