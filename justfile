export PATH := justfile_directory() / ".venv/bin:" + env("PATH", "/usr/bin:/bin")
# Dozens of processes start for one recipe: from compiled code, whatever the surroundings say.
export PYTHONDONTWRITEBYTECODE := ""

python := ".venv/bin/python"
heading := "./just up runs everything, ./just test checks everything.\n\n"

[private]
default:
    @just --list --unsorted --list-heading "{{ heading }}"

# Start the servers, workers, gateway and frontend until Ctrl-C (--detach leaves them running)
[group('run')]
[no-exit-message]
up *args:
    @exec {{ python }} -m services.local up {{ args }}

# Stop everything that `up` started
[group('run')]
[no-exit-message]
down:
    @{{ python }} -m services.local down

# Stop everything and forget the local data: topics, schemas, sessions, keys
[group('run')]
[no-exit-message]
clean:
    @{{ python }} -m services.local clean

# Show what runs, since when, and where
[group('run')]
[no-exit-message]
status:
    @{{ python }} -m services.local status

# Follow the log of one process (--no-follow ends after what is there)
[group('run')]
[no-exit-message]
logs name *args:
    @exec {{ python }} -m services.local logs {{ name }} {{ args }}

# Stop, start or restart one process: `./just process stop accounts`
[group('run')]
[no-exit-message]
process action name:
    @{{ python }} -m services.local {{ action }} {{ name }}

# See what was put aside, and put it back or drop it: `just dead list`, `show LETTER`, `retry LETTER`, `drop LETTER`
[group('run')]
[no-exit-message]
[positional-arguments]
dead *args:
    @{{ python }} -m services.wire.dead "$@"

# Write everything that is generated from the schemas
[group('schemas')]
[no-exit-message]
generate:
    @{{ python }} -m codegen generate

# Write down who reads what of the schemas
[group('schemas')]
[no-exit-message]
readers: frontend-install
    @{{ python }} -m codegen.readers

# Check the schemas, their history, and that what is generated is fresh
[group('schemas')]
[no-exit-message]
check *args: frontend-install
    @{{ python }} -m codegen check {{ args }}
    @{{ python }} -m codegen.readers --check

# Write down a break that is intended: `just accept RULE PATH --until DATE --reason TEXT`
[group('schemas')]
[no-exit-message]
[positional-arguments]
accept *args:
    @{{ python }} -m codegen accept "$@"

# Keep the schemas as they are now as published versions, each with a datum that every later build has to read
[group('schemas')]
[no-exit-message]
publish *args:
    @{{ python }} -m codegen publish {{ args }}
    @{{ python }} -m tests.golden_datums.write

# Write what a domain, command, query or event begins with: `just new command accounts.Rename`
[group('schemas')]
[no-exit-message]
[positional-arguments]
new what name:
    @{{ python }} -m codegen.scaffold new "$@"
    @{{ python }} -m codegen generate

# Leave the platform for domains of your own: takes out `board`, `greetings` and what needs them
[group('schemas')]
[no-exit-message]
remove-sample *args: frontend-install
    @{{ python }} -m codegen.scaffold remove-sample {{ args }}
    @{{ python }} -m codegen generate
    @{{ python }} -m codegen.readers
    @ruff check --quiet --fix --select F401,I tests
    @ruff format --quiet tests

# Put new fields beside one that is to go: `just expand accounts.Registered.name firstName lastName`
[group('schemas')]
[no-exit-message]
[positional-arguments]
expand field new *args:
    @{{ python }} -m codegen.scaffold expand "$@"
    @{{ python }} -m codegen generate

# Take out a field that `expand` marked as deprecated, or first give it a default, if readers need one
[group('schemas')]
[no-exit-message]
[positional-arguments]
contract field:
    @{{ python }} -m codegen.scaffold contract "$@"
    @{{ python }} -m codegen generate

# Show what `apply` would do to the registry and the topics; changes nothing
[group('schemas')]
[no-exit-message]
plan:
    @{{ python }} -m services.wire.plan

# Show which versions of a type are still in the topics, and who could meet them: `just versions accounts.Register`
[group('schemas')]
[no-exit-message]
versions type:
    @{{ python }} -m services.wire.versions {{ type }}

# Package the typed clients into dist/, as a wheel and an npm tarball (--name acme-api --version 1.2.0)
[group('schemas')]
[no-exit-message]
package *args: check frontend-install
    @{{ python }} -m codegen.package {{ args }}

# Bring the schemas to the registry and make the topics
[group('schemas')]
[no-exit-message]
apply *args:
    @{{ python }} -m services.wire.apply {{ args }}

# Run every check there is, the cheap ones first; a skipped test fails it
[group('code')]
test: check lint frontend-test
    @{{ python }} -m tests

# Run the tests that need no servers
[group('code')]
[no-exit-message]
unit *args: frontend-install
    @{{ python }} -m pytest -m "not integration and not browser" {{ args }}

# Test every endpoint through to its outcome: `just fuzz --for 30m --seed 1` (--in-process needs no servers)
[group('code')]
[no-exit-message]
fuzz *args:
    @{{ python }} -m tests.fuzz {{ args }}

# Check style, types and the directions of imports
[group('code')]
lint:
    ruff check --quiet .
    ruff format --check --quiet .
    {{ python }} -m mypy
    lint-imports --no-cache --no-logo

# Write the expected output of the generator's golden tests anew
[group('code')]
golden:
    @{{ python }} -m tests.codegen.test_golden
    @{{ python }} -m tests.codegen.test_golden_typescript

# Write the lock files anew: Python packages, the servers' files, npm packages
[group('code')]
lock:
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
        --extra traces --group local --group dev pyproject.toml --output-file requirements.lock
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
        --python-version 3.11 --group mutation --constraint requirements.lock --output-file tests/mutation/requirements.lock
    {{ python }} -m services.local.lock
    cd frontend && npm run lock

# Spoil the code in a copy of the tree, one small change at a time, and see which changes no test notices
[group('code')]
[no-exit-message]
[positional-arguments]
mutate *args:
    @exec {{ python }} -m tests.mutation "$@"

# Strike the platform with every fault there is, under load, and count what became of each request
[group('code')]
[no-exit-message]
[positional-arguments]
chaos *args:
    @exec {{ python }} -m tests.chaos "$@"

# Measure Millrace beside its peers
[group('code')]
bench *args:
    @{{ python }} -m tests.bench {{ args }}

[private]
frontend-install:
    @{{ python }} -m services.local.frontend install

# Build the frontend, if it has changed
[group('frontend')]
[no-exit-message]
frontend-build:
    @{{ python }} -m services.local.frontend

# Check the frontend's style and types, and run its tests
[group('frontend')]
frontend-test: frontend-build frontend-checks

# The types of the application are checked by its build, and those of the tests by their own.
[private]
[parallel]
frontend-checks: frontend-lint frontend-unit

[private]
[working-directory('frontend')]
frontend-lint:
    npm run lint

[private]
[working-directory('frontend')]
frontend-unit:
    npm test -- --watch=false
