"""What this product uses of a Maven repository, through jgo."""

from pathlib import Path

import requests
from jgo.maven import Dependency, MavenContext

from services.local.artifacts import Artifact
from services.local.errors import LocalError

TIMEOUT_S = 60
ATTEMPTS = 3


def download(artifact: Artifact, repository: Path) -> Path:
    """Brings one file from the repository to below the folder and returns its path; it is not verified here."""
    for attempt in range(1, ATTEMPTS + 1):
        # A folder for each attempt: jgo takes a file that broke off for a complete one.
        context = MavenContext(repo_cache=repository / str(attempt), timeout=TIMEOUT_S)
        component = context.project(artifact.group, artifact.name).at_version(artifact.version)
        try:
            return component.artifact(artifact.classifier, artifact.packaging).resolve()
        except (requests.RequestException, RuntimeError) as error:
            failure = error
    raise LocalError(
        f"could not download {artifact.file_name} ({artifact.group}) from the Maven repository: {failure}\n"
        "Can it be reached? Python's usual variables apply: HTTPS_PROXY, REQUESTS_CA_BUNDLE."
    ) from failure


def runtime_closure(group: str, name: str, version: str, repository: Path) -> list[tuple[str, str, str]]:
    """Resolves a jar and everything that it needs to run, as (group, name, version)."""
    context = MavenContext(repo_cache=repository, timeout=TIMEOUT_S)
    root = Dependency(context.project(group, name).at_version(version).artifact())
    roots, others = context.resolver.resolve([root])
    return sorted((each.groupId, each.artifactId, each.version) for each in (*roots, *others))
