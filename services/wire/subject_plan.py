"""Subjects as the catalogue wants them, against subjects as the registry has them."""

import asyncio
from collections.abc import Iterable, Mapping

from msgspec import Struct

from services.wire.entry import Entry
from services.wire.errors import RegistryRefused
from services.wire.registry import Answer, Registry
from services.wire.startup import subject_of

History = Mapping[str, tuple[str, ...]]
"""Earlier published schemas by full name, oldest first, without the one that the catalogue has."""


class SubjectStep(Struct, frozen=True):
    """What is to be done about one subject; nothing if `schemas` is empty and the level is as wanted.

    `schemas` are the versions that the registry lacks, oldest first; `answer` is what it says of the first of them.
    """

    subject: str
    level: str
    level_now: str | None
    held: int
    schemas: tuple[str, ...]
    answer: Answer

    @property
    def is_done(self) -> bool:
        return not self.schemas and self.level == self.level_now

    @property
    def is_refused(self) -> bool:
        """Whether the registry would refuse; it may also be unable to say."""
        return self.answer.is_compatible is False

    @property
    def is_level_changed(self) -> bool:
        return self.held > 0 and self.level_now != self.level

    def line(self) -> str:
        """The step in one line: what is registered, at which level, and what the registry would answer."""
        level = self.level if self.level_now in (None, self.level) else f"{self.level_now} -> {self.level}"
        if not self.schemas:
            return f"schema {self.subject}: level {level}"
        last = self.held + len(self.schemas)
        numbers = f"version {last}" if len(self.schemas) == 1 else f"versions {self.held + 1} to {last}"
        return f"schema {self.subject}: {numbers}, level {level}; {self._answer()}"

    def _answer(self) -> str:
        match self.answer.is_compatible:
            case True if not self.held:
                return "a new subject"
            case True:
                return "the registry would accept it"
            case False:
                why = "; ".join(self.answer.messages) or "it does not say why: `just check` does"
                return f"the registry would refuse it: {why}"
            case None if self.is_level_changed:
                return "the registry can say whether it would accept it only at its new level"
            case None:
                return "this registry cannot say whether it would accept it"


async def plan_subjects(
    registry: Registry, entries: Iterable[Entry], history: History, prefix: str
) -> list[SubjectStep]:
    """Ask the registry about every schema on every topic it travels on. Nothing is changed."""
    wanted = [(subject_of(prefix, topic, entry.name), entry) for entry in entries for topic in entry.topics]
    return list(await asyncio.gather(*(_step(registry, subject, entry, history) for subject, entry in wanted)))


async def _step(registry: Registry, subject: str, entry: Entry, history: History) -> SubjectStep:
    found, level = await asyncio.gather(registry.find(subject, entry.schema), registry.level(subject))
    if found is not None:
        return SubjectStep(subject, entry.level, level, found.version, (), Answer(is_compatible=True))
    held = len(await registry.version_numbers(subject))
    wanted = (*history.get(entry.name, ()), entry.schema)
    missing = await _missing(registry, subject, wanted) if held else wanted
    answer = await registry.judge(subject, missing[0]) if held else Answer(is_compatible=True)
    if answer.is_compatible is False and _asked(level) - _asked(entry.level):
        # It judges by the level that it has, and `apply` sets one first that asks for less.
        answer = Answer(is_compatible=None)
    return SubjectStep(subject, entry.level, level, held, missing, answer)


def _asked(level: str | None) -> set[str]:
    """What a level asks for: a direction, and whether of more than the newest version."""
    way, _, reach = (level or "NONE").partition("_")
    ways = {"FULL": {"BACKWARD", "FORWARD"}, "NONE": set[str]()}.get(way, {way})
    return ways | ({f"{each}_{reach}" for each in ways} if reach else set())


async def _missing(registry: Registry, subject: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The versions behind the newest one that the registry has; one that it skipped is not brought in late."""
    for index in range(len(wanted) - 1, 0, -1):
        if await registry.find(subject, wanted[index - 1]) is not None:
            return wanted[index:]
    return wanted


async def apply_subjects(registry: Registry, steps: Iterable[SubjectStep]) -> list[str]:
    """Set levels and register versions; returns one line for each.

    Raises `RegistryRefused` before anything is done where the registry would refuse; and, should it refuse all the
    same, at that subject, with what had been done by then.
    """
    steps = [step for step in steps if not step.is_done]
    refused = [step.line() for step in steps if step.is_refused]
    if refused:
        raise RegistryRefused(
            "\n  ".join([f"{len(refused)} schemas would be refused; nothing was registered:", *refused])
        )
    done: list[str] = []
    for step in steps:
        try:
            done += await _apply(registry, step)
        except RegistryRefused as refusal:
            before = ["what was done before it:", *done] if done else ["nothing was done before it"]
            said = (
                f"{step.subject} at level {step.level}: {refusal} (`just check` explains an edit that breaks readers)"
            )
            raise RegistryRefused("\n  ".join([said, *before])) from refusal
    return done


async def _apply(registry: Registry, step: SubjectStep) -> list[str]:
    """The level is set before the version that it has to judge; without one it decides nothing."""
    lines = []
    if step.level != step.level_now:
        await registry.set_level(step.subject, step.level)
        if step.is_level_changed or not step.schemas:
            lines.append(f"schema {step.subject}: level {step.level}")
    for schema in step.schemas:
        schema_id = await registry.register(step.subject, schema)
        lines.append(f"schema {step.subject}: registered with id {schema_id}")
    return lines
