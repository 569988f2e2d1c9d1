"""Everything that `up` runs, as data, in the order in which it is shown and started."""

import sys
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace

from services.local import frontend, kafka, registry, valkey
from services.local.artifacts import bundle, locked
from services.local.errors import LocalError
from services.local.options import Options
from services.local.places import Places
from services.local.process import python_environment
from services.local.spec import Answers, Ends, Says, Spec
from services.wire.settings import Settings

NOT_DOMAINS = {"wire", "runner", "local", "testing"}
APPLY = "schemas"
FRONTEND = "frontend"
GATEWAY = "gateway"
# As services.wire.log writes it, in either format.
READY = r'(?m) ready( |$)|"ready"'
DOWNLOAD_PATIENCE_S = 1800.0


def everything(places: Places, environ: Mapping[str, str], settings: Settings, options: Options) -> list[Spec]:
    """The processes of a whole platform; each needs only what is listed with it."""
    environ = {"MILLRACE_KEYS_DIR": str(places.data / "keys"), **environ}
    specs = [
        *servers(places, environ, settings, options.servers),
        *_frontend(places, environ),
        apply(environ),
        *(
            worker(environ, domain, slot, options.workers)
            for domain in domains(places)
            for slot in range(options.workers)
        ),
        *(
            # Those after the first take the ports after its port.
            gateway(environ, settings.host, settings.port + slot, slot, options.gateways)
            for slot in range(options.gateways)
        ),
    ]
    return with_needs_within(specs)


def servers(
    places: Places,
    environ: Mapping[str, str],
    settings: Settings,
    names: tuple[str, ...],
    doors: Sequence[kafka.Door] = (),
) -> list[Spec]:
    """The servers that the settings expect on this machine, each after the download of what it lacks."""
    made = {
        "kafka": lambda: kafka.specs(places, environ, kafka.nodes_of(settings.kafka_bootstrap, doors)),
        "registry": lambda: [registry.spec(places, environ, settings.registry_url)],
        "valkey": lambda: [valkey.spec(places, environ, settings.redis_url)],
    }
    addresses = {"kafka": settings.kafka_bootstrap, "registry": settings.registry_url, "valkey": settings.redis_url}
    ours = [name for name in names if listens_here(addresses[name])]
    return [spec for name in ours for spec in (*_files(places, environ, name), *made[name]())]


def domains(places: Places) -> list[str]:
    """The domains that have a worker: whoever adds a folder with a `main.py` has added one."""
    found = (path.parent.name for path in (places.checkout / "services").glob("*/main.py"))
    return sorted(set(found) - NOT_DOMAINS)


def apply(environ: Mapping[str, str]) -> Spec:
    """Publishes the schemas and makes the topics."""
    return Spec(
        name=APPLY,
        role=APPLY,
        command=(sys.executable, "-m", "services.wire.apply"),
        environment=python_environment(environ),
        ready=Ends(),
        needs=(*kafka.NAMES, "registry"),
    )


def worker(environ: Mapping[str, str], domain: str, slot: int, of: int = 1) -> Spec:
    """One instance of a domain's worker."""
    return Spec(
        name=instance(domain, slot, of),
        role=domain,
        command=(sys.executable, "-m", f"services.{domain}.main"),
        environment=python_environment(environ, MILLRACE_SLOT=str(slot)),
        ready=Says(READY),
        needs=(APPLY, "valkey"),
    )


def gateway(environ: Mapping[str, str], host: str, port: int, slot: int, of: int = 1) -> Spec:
    """One gateway, listening there."""
    url = f"http://{host}:{port}"
    return Spec(
        name=instance(GATEWAY, slot, of),
        role=GATEWAY,
        command=(sys.executable, "-m", "gateway"),
        environment=python_environment(environ, MILLRACE_SLOT=str(slot), MILLRACE_HOST=host, MILLRACE_PORT=str(port)),
        ready=Answers(f"{url}/api/health/ready"),
        needs=(APPLY, "valkey", FRONTEND),
        address=url,
        ports=((host, port, "MILLRACE_PORT"),),
    )


def instance(role: str, slot: int, of: int) -> str:
    """Names one of several; the only one goes by its role."""
    return role if of == 1 else f"{role}-{slot}"


def _files(places: Places, environ: Mapping[str, str], server: str) -> list[Spec]:
    if server == "valkey" or bundle(places.downloads, locked(server)).exists():
        return []
    name = f"{server}-files"
    return [
        Spec(
            name=name,
            role=name,
            command=(sys.executable, "-m", "services.local.fetch", server),
            environment=python_environment(environ),
            ready=Ends(),
            patience_s=DOWNLOAD_PATIENCE_S,
        )
    ]


def _frontend(places: Places, environ: Mapping[str, str]) -> list[Spec]:
    folder = places.checkout / "frontend"
    if not (folder / "package.json").exists() or frontend.is_built(folder):
        return []
    return [
        Spec(
            name=FRONTEND,
            role=FRONTEND,
            command=(sys.executable, "-m", "services.local.frontend"),
            environment=python_environment(environ),
            ready=Ends(),
            patience_s=DOWNLOAD_PATIENCE_S,
        )
    ]


def check_addresses(specs: Sequence[Spec]) -> None:
    """Raises `LocalError` if two of them would bind the same address."""
    taken: dict[tuple[str, int], str] = {}
    for spec in specs:
        for host, port, variable in spec.ports:
            other = taken.setdefault((host, port), spec.name)
            if other != spec.name:
                raise LocalError(f"{other} and {spec.name} would both listen on {host}:{port}; set {variable}")


def with_needs_within(specs: Sequence[Spec]) -> list[Spec]:
    """Leaves out of their needs what is not among them: it runs elsewhere, or is done already."""
    present = {spec.name for spec in specs}
    return [replace(spec, needs=tuple(name for name in spec.needs if name in present)) for spec in specs]


def listens_here(address: str) -> bool:
    """Whether a URL or host:port is on this machine."""
    host = urlsplit(address if "//" in address else f"//{address.partition(',')[0]}").hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")
