"""OpenAPI documents of our schemas and of the tree with everything in it, and what tests ask of them."""

from codegen.emit_openapi import document
from tests.codegen.everything import EVERYTHING
from tests.codegen.trees import repository_tree

OURS = document(repository_tree())
TREES = {"ours": OURS, "everything": document(EVERYTHING)}


def operations(found):
    return {operation["operationId"]: operation for item in found["paths"].values() for operation in item.values()}


def problem_types(operation):
    """The problems of an operation by status."""
    found = {}
    for status, response in operation["responses"].items():
        for media_type, media in response.get("content", {}).items():
            if media_type == "application/problem+json":
                _, narrowed = media["schema"]["allOf"]
                found[status] = narrowed["properties"]["type"]["enum"]
    return found


def all_problems(operation):
    return {one.removeprefix("/problems/") for types in problem_types(operation).values() for one in types}
