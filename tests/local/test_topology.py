import pytest

from services.local import kafka, topology
from services.local.errors import LocalError
from services.local.options import Options
from services.local.places import Places
from services.wire.settings import Settings


@pytest.fixture
def places(tmp_path):
    for domain in ("accounts", "stock", "runner"):
        folder = tmp_path / "services" / domain
        folder.mkdir(parents=True)
        (folder / "main.py").touch()
    return Places(checkout=tmp_path, data=tmp_path / ".millrace", downloads=tmp_path / "downloads")


def everything(places, environ=None, **options):
    return {
        spec.name: spec
        for spec in topology.everything(
            places, environ or {}, Settings.from_environment(environ or {}), Options(**options)
        )
    }


def test_a_folder_with_a_main_is_a_domain(places):
    """Whoever adds a domain edits no file of the platform."""
    assert topology.domains(places) == ["accounts", "stock"]


def test_each_starts_after_what_it_needs(places):
    specs = everything(places)

    servers = ["kafka-files", "kafka-format", "kafka", "registry-files", "registry", "valkey"]
    assert list(specs) == [*servers, "schemas", "accounts", "stock", "gateway"]
    assert specs["kafka"].needs == ("kafka-files", "kafka-format")
    assert specs["schemas"].needs == ("kafka", "registry")
    assert specs["accounts"].needs == ("schemas", "valkey")


def test_what_was_done_once_is_not_done_again(places):
    (places.data / "kafka").mkdir(parents=True)
    (places.data / "kafka" / "meta.properties").touch()

    assert "kafka-format" not in everything(places)


def test_java_starts_kafka_quickly_unless_told_how(places):
    told = everything(places, {"KAFKA_JVM_PERFORMANCE_OPTS": "-server -XX:+UseG1GC"})["kafka"].command
    untold = everything(places)["kafka"].command

    assert {"-server", "-XX:+UseG1GC"} < set(told)
    assert "-XX:TieredStopAtLevel=1" not in told
    assert "-XX:TieredStopAtLevel=1" in untold


def test_several_instances_have_slots_and_ports_of_their_own(places):
    specs = everything(places, {"MILLRACE_PORT": "9000"}, gateways=2, workers=2)

    assert specs["gateway-1"].address == "http://127.0.0.1:9001"
    assert specs["accounts-1"].environment["MILLRACE_SLOT"] == "1"
    assert specs["accounts-1"].role == "accounts"


def test_two_that_would_listen_at_one_address_are_named(places):
    environ = {"MILLRACE_PORT": "18080", "MILLRACE_REGISTRY_URL": "http://127.0.0.1:18081"}

    with pytest.raises(LocalError, match=r"registry and gateway-1 would both listen on 127\.0\.0\.1:18081"):
        topology.check_addresses(list(everything(places, environ, gateways=2).values()))


def test_a_server_that_the_settings_place_elsewhere_is_not_started(places):
    specs = everything(places, {"MILLRACE_KAFKA_BOOTSTRAP": "broker.example:9092,other.example:9092"})

    assert "kafka" not in specs
    assert specs["schemas"].needs == ("registry",)


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("127.0.0.1:9092", True),
        ("localhost:9092,localhost:9093", True),
        ("http://127.4.0.1:81/apis", True),
        ("redis://:secret@[::1]:6379/0", True),
        ("rediss://cache.example/0", False),
        ("10.0.0.1:9092", False),
    ],
)
def test_an_address_is_here_if_it_is_of_the_loopback(address, is_here):
    assert topology.listens_here(address) is is_here


def test_the_controller_listens_beside_the_broker(places):
    [node] = kafka.nodes_of("127.0.0.1:19092")
    lines = kafka.properties(node, [node], places.data).splitlines()

    assert "listeners=BROKER://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093" in lines
    assert "auto.create.topics.enable=false" in lines
    assert "group.initial.rebalance.delay.ms=0" in lines


def test_three_addresses_are_three_nodes_that_replicate(places):
    """Two of them have to have what counts as written, so that one may go at any time."""
    environ = {"MILLRACE_KAFKA_BOOTSTRAP": "127.0.0.1:9001,127.0.0.1:9011,127.0.0.1:9021"}
    specs = everything(places, environ)
    written = dict(line.split("=", 1) for line in "".join(specs["kafka-2"].files.values()).splitlines())

    assert ["kafka-1", "kafka-2", "kafka-3"] == [name for name, spec in specs.items() if spec.role == "kafka"]
    assert specs["schemas"].needs == ("kafka-1", "kafka-2", "kafka-3", "registry")
    assert written["controller.quorum.voters"] == "1@127.0.0.1:9002,2@127.0.0.1:9012,3@127.0.0.1:9022"
    assert ("2", "3", "2") == tuple(
        written[name] for name in ("node.id", "default.replication.factor", "min.insync.replicas")
    )
    assert "--standalone" not in specs["kafka-1-format"].command


def test_another_number_of_nodes_is_refused(places):
    with pytest.raises(LocalError, match="MILLRACE_KAFKA_BOOTSTRAP names 2 addresses on this machine"):
        everything(places, {"MILLRACE_KAFKA_BOOTSTRAP": "127.0.0.1:9001,127.0.0.1:9011"})


def test_a_node_tells_whoever_comes_by_its_second_door_to_come_by_it_again(places):
    [node] = kafka.nodes_of("127.0.0.1:9001", [kafka.Door(9005, 9007)])
    lines = kafka.properties(node, [node], places.data).splitlines()

    assert "listeners=BROKER://127.0.0.1:9001,CONTROLLER://127.0.0.1:9002,DOOR://127.0.0.1:9005" in lines
    assert "advertised.listeners=BROKER://127.0.0.1:9001,DOOR://127.0.0.1:9007" in lines
