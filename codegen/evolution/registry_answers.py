"""What a schema registry would say to the same change, and why it says less."""

from codegen.model import Record

from .context import Use
from .contracts import home_of
from .rule import Rule
from .verdicts import Column
from .versions import Version

_BLIND: dict[Column, str] = {
    "LOGICAL": "it does not look at what data mean",
    "JSON": "it knows nothing of JSON",
    "PYTHON": "it compiles nothing",
    "TYPESCRIPT": "it compiles nothing",
    "CONTRACT": "it never sees the `millrace` attribute",
    "AVRO": "it allows what fails when it is read",
}


def answer(column: Column, rule: Rule, named: Version, use: Use, level: str, versions: tuple[str, ...]) -> str:
    """One sentence about the subject of the type, for a break in one column."""
    subject = subject_of(named, use)
    if column == "AVRO" and not rule.overlooks:
        return f"{subject} would answer 409 (error_code 40901) at level {level}, against {', '.join(versions)}"
    return f"{subject} would take it: {rule.overlooks or rule.hides or _BLIND[column]}"


def subject_of(current: Version, use: Use) -> str:
    """The subject under which a type is registered; shared types are parts of others."""
    topic = home_of(current.named) if isinstance(current.named, Record) else None
    if topic is None and use.is_answer:
        topic = "replies"
    return f"{topic}-{current.root}" if topic else f"a subject that holds {current.root}"
