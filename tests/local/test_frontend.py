import pytest

from services.local import frontend


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("one")
    (tmp_path / "package-lock.json").write_text("{}")
    return tmp_path


@pytest.fixture
def ran(folder, monkeypatch):
    """What npm was asked to do; it does what the real one would leave behind."""
    commands = []

    def npm(into, environ, *arguments):
        commands.append(arguments[0])
        (into / {"ci": "node_modules", "run": "dist"}[arguments[0]]).mkdir(exist_ok=True)

    monkeypatch.setattr(frontend, "_npm", npm)
    return commands


def test_nothing_is_done_twice(folder, ran):
    frontend.build(folder, {})
    frontend.build(folder, {})

    assert ran == ["ci", "run"]
    assert frontend.is_built(folder)


def test_a_changed_source_is_built_again(folder, ran):
    frontend.build(folder, {})
    (folder / "src" / "main.ts").write_text("two")

    assert not frontend.is_built(folder)
    frontend.build(folder, {})
    assert ran == ["ci", "run", "run"]


def test_a_renamed_source_is_built_again(folder, ran):
    frontend.build(folder, {})
    (folder / "src" / "main.ts").rename(folder / "src" / "other.ts")

    assert not frontend.is_built(folder)


def test_a_changed_lock_installs_and_builds_again(folder, ran):
    frontend.build(folder, {})
    (folder / "package-lock.json").write_text('{"changed": true}')
    frontend.build(folder, {})

    assert ran == ["ci", "run", "ci", "run"]


def test_a_checkout_without_a_frontend_has_nothing_to_install(tmp_path, ran):
    frontend.install(tmp_path / "nowhere", {})

    assert ran == []


def test_node_is_the_one_beside_our_python():
    assert frontend.node_environment({"PATH": "/usr/bin"})["PATH"].endswith("/bin:/usr/bin")
