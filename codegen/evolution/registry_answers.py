"""What a schema registry would say to the same change, and why it says less."""

from collections.abc import Sequence

from codegen.model import Record
from codegen.topics import topics_of, travels

from .rule import Rule
from .verdicts import Column
from .versions import Version

_MOST = 3
_BLIND: dict[Column, str] = {
    "LOGICAL": "it does not look at what data mean",
    "JSON": "it knows nothing of JSON",
    "PYTHON": "it compiles nothing",
    "TYPESCRIPT": "it compiles nothing",
    "CONTRACT": "it never sees the `millrace` attribute",
    "AVRO": "it allows what fails when it is read",
}


def answer(column: Column, rule: Rule, holders: Sequence[Version], level: str, versions: tuple[str, ...]) -> str:
    """One sentence about the subjects of the types that hold a change, for a break in one column."""
    subjects = [subject for holder in holders for subject in subjects_of(holder)]
    named = ", ".join(subjects[:_MOST]) if subjects else f"a subject that holds {holders[0].root}"
    named += f" and {len(subjects) - _MOST} more" if len(subjects) > _MOST else ""
    if column == "AVRO" and not rule.overlooks:
        return f"{named} would answer 409 (error_code 40901) at level {level}, against {', '.join(versions)}"
    return f"{named} would take it: {rule.overlooks or rule.hides or _BLIND[column]}"


def subjects_of(version: Version) -> list[str]:
    """The subjects under which a type is registered; none for shared types, which are parts of others."""
    named = version.named
    topics = topics_of(named, travels(version.tree)) if isinstance(named, Record) else ()
    return [f"{topic}-{version.root}" for topic in topics]
