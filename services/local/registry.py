"""Apicurio Registry, which speaks Confluent's protocol."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from services.local.artifacts import bundle, locked
from services.local.java import START_WITHIN_S, java
from services.local.places import Places
from services.local.process import clean_environment
from services.local.spec import Answers, Spec

HEAP_MB = 256
VARIABLE = "MILLRACE_REGISTRY_URL"


def spec(places: Places, environ: Mapping[str, str], url: str) -> Spec:
    """The registry, listening where the URL says; its management interface takes the port after it."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    folder = bundle(places.downloads, locked("registry"))
    database = places.data / "registry" / "schemas"
    return Spec(
        name="registry",
        role="registry",
        command=java(HEAP_MB, "-jar", str(folder / "quarkus-run.jar")),
        environment={
            **clean_environment(environ),
            "APICURIO_STORAGE_KIND": "sql",
            "APICURIO_STORAGE_SQL_KIND": "h2",
            # Written at once, so that a registry that was killed has what it confirmed.
            "APICURIO_DATASOURCE_URL": f"jdbc:h2:file:{database};WRITE_DELAY=0",
            "QUARKUS_HTTP_HOST": host,
            "QUARKUS_HTTP_PORT": str(port),
            "QUARKUS_MANAGEMENT_HOST": host,
            "QUARKUS_MANAGEMENT_PORT": str(port + 1),
            "QUARKUS_LOG_LEVEL": "WARN",
            "APICURIO_LOG_LEVEL": "WARN",
        },
        ready=Answers(f"http://{host}:{port}/apis/ccompat/v7/subjects"),
        needs=("registry-files",),
        address=f"{host}:{port}",
        ports=((host, port, VARIABLE), (host, port + 1, f"{VARIABLE} (its management takes the port after it)")),
        patience_s=START_WITHIN_S,
    )
