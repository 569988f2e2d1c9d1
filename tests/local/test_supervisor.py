import pytest

from services.local.errors import LocalError
from services.local.rows import State
from services.local.spec import Ends, Says, Spec
from services.local.supervisor import Supervisor


class Scripted:
    """A process that is ready, and ends, when the test says so."""

    def __init__(self, name, needs=(), ready=None):
        self.spec = Spec(name=name, role=name, command=(), environment={}, ready=ready or Says(""), needs=needs)
        self.name = name
        self.starts = 0
        self.code = None
        self.ready = False
        self.ended = []

    pid = 1

    @property
    def is_alive(self):
        return self.starts > 0 and self.code is None

    def start(self):
        self.starts += 1
        self.code, self.ready = None, False

    def is_ready(self):
        return self.ready

    def exit_code(self):
        return self.code

    def log_tail(self):
        return "last words"

    def kill(self):
        self.code = self.code if self.code is not None else -9

    stop = kill

    def ask_to_end(self):
        self.ended.append(self.name)

    def await_end(self, grace_s):
        self.kill()


class Scene:
    def __init__(self, folder, *processes):
        self.now, self.folder = 100.0, folder
        self.supervisor = Supervisor(processes, lambda: self.now, folder)

    def step(self, seconds=0.0):
        self.now += seconds
        self.supervisor.step()
        return {row.name: row.state for row in self.supervisor.rows()}


@pytest.fixture
def scene(tmp_path):
    return lambda *processes: Scene(tmp_path, *processes)


def ready(scene, process):
    scene.step()
    process.ready = True
    return scene.step()


def test_a_process_waits_for_what_it_needs_and_says_so(scene):
    kafka, gateway = Scripted("kafka"), Scripted("gateway", needs=("kafka",))
    play = scene(kafka, gateway)

    assert play.step() == {"kafka": State.STARTING, "gateway": State.WAITING}
    assert play.supervisor.rows()[1].waits_for == ("kafka",)
    kafka.ready = True
    assert play.step() == {"kafka": State.READY, "gateway": State.STARTING}


def test_a_task_that_ended_well_is_done_and_never_run_again(scene):
    schemas = Scripted("schemas", ready=Ends())
    play = scene(schemas)
    play.step()
    schemas.code = 0

    assert play.step() == play.step(60) == {"schemas": State.DONE}
    assert schemas.starts == 1


def test_one_that_ends_before_it_was_ever_ready_has_failed(scene):
    """It would only fail again: the end of its log is worth more."""
    stock = Scripted("stock")
    play = scene(stock)
    play.step()
    stock.code = 1

    assert play.step() == {"stock": State.FAILED}
    assert play.supervisor.failed
    assert play.supervisor.rows()[0].why == "ended with status 1\nlast words"


def test_one_that_takes_too_long_has_failed(scene):
    stock = Scripted("stock")
    play = scene(stock)
    play.step()

    assert play.step(61) == {"stock": State.FAILED}


def test_one_that_was_ready_before_and_takes_too_long_is_started_again(scene):
    """A busy machine is no reason to go on without it."""
    stock = Scripted("stock")
    play = scene(stock)
    ready(play, stock)
    stock.code = -9
    play.step()
    assert play.step(0.5) == {"stock": State.STARTING}

    assert play.step(61) == {"stock": State.RESTARTING}
    assert play.step(2) == {"stock": State.STARTING}


def test_one_that_dies_is_started_again_after_longer_and_longer_pauses(scene):
    stock = Scripted("stock")
    play = scene(stock)
    for pause_s in (0.5, 1.0, 2.0):
        ready(play, stock)
        stock.code = -9
        assert play.step() == {"stock": State.RESTARTING}
        assert play.step(pause_s - 0.1) == {"stock": State.RESTARTING}
        assert play.step(0.1) == {"stock": State.STARTING}
    assert play.supervisor.rows()[0].restarts == 3


def test_whoever_ran_for_long_is_started_again_soon(scene):
    stock = Scripted("stock")
    play = scene(stock)
    for _ in range(4):
        ready(play, stock)
        play.step(31)
        stock.code = 1
        play.step()
        assert play.step(0.5) == {"stock": State.STARTING}


def test_a_halted_process_stays_stopped_until_it_is_let_go(scene, tmp_path):
    stock = Scripted("stock")
    play = scene(stock)
    ready(play, stock)
    (tmp_path / "stock").touch()
    stock.code = 0

    assert play.step() == play.step(60) == {"stock": State.STOPPED}
    (tmp_path / "stock").unlink()
    assert play.step() == {"stock": State.STARTING}


def test_a_failed_process_is_mended_by_stopping_and_starting(scene, tmp_path):
    stock = Scripted("stock")
    play = scene(stock)
    play.step()
    stock.code = 1
    play.step()
    (tmp_path / "stock").touch()

    assert play.step() == {"stock": State.STOPPED}


def test_the_servers_are_stopped_after_those_who_use_them(scene):
    order = []
    kafka, gateway = Scripted("kafka"), Scripted("gateway", needs=("kafka",))
    kafka.ended = gateway.ended = order
    play = scene(kafka, gateway)
    ready(play, kafka)
    ready(play, gateway)

    play.supervisor.stop()

    assert order == ["gateway", "kafka"]


def test_settling_ends_when_all_are_ready_or_says_what_failed(tmp_path):
    kafka, stock = Scripted("kafka"), Scripted("stock")
    kafka.start = lambda: setattr(kafka, "starts", 1) or setattr(kafka, "ready", True)
    Supervisor([kafka], lambda: 0.0, tmp_path).settle()
    stock.start = lambda: setattr(stock, "code", 2)

    with pytest.raises(LocalError, match="stock: ended with status 2\nlast words"):
        Supervisor([stock], lambda: 0.0, tmp_path).settle()
