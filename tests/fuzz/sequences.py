"""Registers, logs in, posts, edits, deletes, follows and leaves, in any order, and knows what must come of it."""

from collections import Counter
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from services.testing.stack import Stack
from services.wire.generated.accounts import LoginRefused, NameTaken, Registered
from services.wire.generated.board import NoSuchNote, Note, NoteDeleted, NoteEdited, NotePosted, VersionConflict
from services.wire.generated.sessions import SessionReady
from services.wire.generated.wire import ProblemType
from tests.fuzz.audience import SESSION
from tests.fuzz.people import Board, Following, Person, changed, removed
from tests.fuzz.thread import LoopThread

PEOPLE = st.sampled_from([0, 1])
BOARDS = st.sampled_from([0, 1])
NAMES = st.sampled_from(["ada", "bob"])
PASSWORDS = st.sampled_from(["correct horse", "battery staple"])
TEXTS = st.sampled_from(["one", "two", "\u2028", "x" * 500])
CHOICES = st.integers(0, 5)
SELDOM = st.sampled_from([0, 0, 0, 1])
_EXAMPLES = count(1)


class Sequence(RuleBasedStateMachine):
    """Two people, two names and two boards, which nobody used before."""

    def __init__(self, loop: LoopThread, url: str, seen: Counter[str]) -> None:
        """`seen` counts what came of what was asked."""
        super().__init__()
        self._loop, self._url, self._seen = loop, url, seen
        self._suffix = f"-{next(_EXAMPLES)}-{uuid4().hex[:8]}"
        self._stack = Stack(url)
        self.people = [Person(self._run(self._stack.visitor())) for _ in range(2)]
        self.boards = [Board(f"board-{number}{self._suffix}") for number in range(2)]
        self.passwords: dict[str, str] = {}
        self.deleted: list[UUID] = []

    def teardown(self) -> None:
        """Let everybody go."""
        for person in self.people:
            self._unfollow(person)
        self._run(self._stack.__aexit__(None, None, None))

    @rule(who=PEOPLE, name=NAMES, password=PASSWORDS)
    def register(self, who: int, name: str, password: str) -> None:
        name += self._suffix
        outcome = self._ask(self.people[who], "accounts", "register", name=name, password=password)

        if name in self.passwords:
            assert outcome == NameTaken(name=name)
        else:
            assert isinstance(outcome, Registered)
            assert outcome.name == name
            self.passwords[name] = password

    @rule(who=PEOPLE, name=NAMES, password=PASSWORDS)
    def log_in(self, who: int, name: str, password: str) -> None:
        name += self._suffix
        outcome = self._ask(self.people[who], "accounts", "login", name=name, password=password)

        is_right = self.passwords.get(name) == password
        assert isinstance(outcome, SessionReady if is_right else LoginRefused)
        self.people[who].pickup = name if is_right else None

    @rule(who=PEOPLE)
    def begin_session(self, who: int) -> None:
        person = self.people[who]
        self._unfollow(person)
        before = person.cookie(SESSION)
        outcome = self._run(person.outcome(person.visitor.transport.begin_session()))

        if person.pickup is None:
            assert outcome == ProblemType.LOGIN_NOT_READY
        else:
            assert outcome is None
            person.left += [before] if before is not None else []
            person.name, person.pickup = person.pickup, None

    @initialize(are_members=st.sampled_from([True, True, False]))
    def arrive(self, are_members: bool) -> None:
        """Most begin with what others have to come to."""
        for who, name in enumerate(("ada", "bob") if are_members else ()):
            self.become(who, name)

    @rule(who=PEOPLE, name=NAMES)
    def become(self, who: int, name: str) -> None:
        """The way that people usually go."""
        self.register(who, name, "correct horse")
        self.log_in(who, name, self.passwords[name + self._suffix])
        self.begin_session(who)

    @rule(who=PEOPLE, now=SELDOM)
    def log_out(self, who: int, now: int) -> None:
        """Twice does no harm. Seldom, or nobody would be there to post."""
        person = self.people[who]
        if not now and person.name is not None:
            return
        self._unfollow(person)
        person.left += [token] if (token := person.cookie(SESSION)) is not None else []
        self._run(person.visitor.transport.end_session())
        person.pickup = person.pickup if person.name is None else None
        person.name = None

    @rule(who=PEOPLE, at=BOARDS, text=TEXTS)
    def post(self, who: int, at: int, text: str) -> None:
        person, board = self.people[who], self.boards[at]
        outcome = self._ask(person, "board", "post_note", board_id=board.id, text=text)

        if person.name is None:
            assert outcome == ProblemType.SESSION_REQUIRED
            return
        assert isinstance(outcome, NotePosted)
        assert (outcome.board_id, outcome.text, outcome.author, outcome.version) == (board.id, text, person.name, 1)
        assert outcome.note_id not in board.notes
        self._tell(board, changed(board, Note(note_id=outcome.note_id, text=text, author=person.name, version=1)))

    @rule(who=PEOPLE, which=CHOICES, text=TEXTS, off=SELDOM, elsewhere=SELDOM)
    def edit(self, who: int, which: int, text: str, off: int, elsewhere: int) -> None:
        """A note of anybody, of another board, of none; as it stands, or as it does not."""
        person, (board, note) = self.people[who], self._note(which, elsewhere)
        asked = {"board_id": board.id, "note_id": note.note_id, "text": text, "version": note.version + off}
        outcome = self._ask(person, "board", "edit_note", **asked)

        if not self._is_refused(person, board, note, off, outcome):
            assert isinstance(outcome, NoteEdited)
            assert (outcome.note_id, outcome.text, outcome.version) == (note.note_id, text, note.version + 1)
            self._tell(board, changed(board, replace(note, text=text, version=note.version + 1)))

    @rule(who=PEOPLE, which=CHOICES, off=SELDOM, elsewhere=SELDOM)
    def delete(self, who: int, which: int, off: int, elsewhere: int) -> None:
        person, (board, note) = self.people[who], self._note(which, elsewhere)
        asked = {"board_id": board.id, "note_id": note.note_id, "version": note.version + off}
        outcome = self._ask(person, "board", "delete_note", **asked)

        if not self._is_refused(person, board, note, off, outcome):
            assert outcome == NoteDeleted(board_id=board.id, note_id=note.note_id, version=note.version)
            self.deleted.append(note.note_id)
            self._tell(board, removed(board, note.note_id))

    @rule(who=PEOPLE, at=BOARDS, text=TEXTS, off=SELDOM, elsewhere=SELDOM)
    def be_busy(self, who: int, at: int, text: str, off: int, elsewhere: int) -> None:
        """The way that most notes go, which chance seldom takes from one end to the other."""
        self.post(who, at, "first")
        self.edit(who, 0, text, off, elsewhere)
        self.delete(1 - who, 0, off, elsewhere)
        self.edit(who, 5, text, 0, elsewhere)

    @rule(who=PEOPLE, at=BOARDS)
    def follow(self, who: int, at: int) -> None:
        person = self.people[who]
        self._unfollow(person)
        person.following = self._run(_followed(person, self.boards[at]))

    @rule(who=PEOPLE)
    def unfollow(self, who: int) -> None:
        self._unfollow(self.people[who])

    @precondition(lambda self: any(person.name for person in self.people))
    @rule(who=PEOPLE)
    def steal(self, who: int) -> None:
        """Another's session on one's own socket."""
        victim = self.people[1 - who]
        token = victim.cookie(SESSION)
        if victim.name is not None and token is not None:
            problem = self._run(self.people[who].post_as(self._url, token, self.boards[0].id))
            self._seen["stolen"] += 1
            assert problem in ("subscriber-rebind", "subscriber-foreign")

    @precondition(lambda self: any(person.left for person in self.people))
    @rule(who=PEOPLE)
    def come_back(self, who: int) -> None:
        """With the cookie of a session that is over."""
        for token in [token for person in self.people for token in person.left][-1:]:
            problem = self._run(self.people[who].post_as(self._url, token, self.boards[0].id))
            self._seen["came back"] += 1
            assert problem in ("session-required", "subscriber-foreign")

    @invariant()
    def everybody_is_who_they_are(self) -> None:
        for person in self.people:
            session = self._run(person.visitor.transport.read_session())
            assert (None if session is None else session.name) == person.name
            assert (person.cookie(SESSION) is not None) == (person.name is not None)

    @invariant()
    def followers_hear_everything_in_order_and_nothing_else(self) -> None:
        for person in self.people:
            if person.following is not None:
                assert self._run(person.following.caught_up()) == person.following.expected

    def _is_refused(self, person: Person, board: Board, note: Note, off: int, outcome: Any) -> bool:
        """Whether the model refuses a change; asserts that the platform did so in the same way."""
        standing = board.notes.get(note.note_id)
        if person.name is None:
            assert outcome == ProblemType.SESSION_REQUIRED
        elif standing is None:
            assert outcome == NoSuchNote(note_id=note.note_id)
        elif off:
            assert outcome == VersionConflict(current=standing)
        else:
            return False
        return True

    def _note(self, which: int, elsewhere: int) -> tuple[Board, Note]:
        """One that stands, and its board or the other one; or one that does not stand any more or never did."""
        standing = [(at, note) for at, board in enumerate(self.boards) for note in board.notes.values()]
        if standing and which < 5:
            at, note = standing[which % len(standing)]
            return self.boards[at ^ elsewhere], note
        gone = [*self.deleted, uuid4()]
        return self.boards[elsewhere], Note(note_id=gone[which % len(gone)], text="", author="", version=1)

    def _tell(self, board: Board, message: Any) -> None:
        for person in self.people:
            if person.following is not None and person.following.board is board:
                person.following.expected.append(message)

    def _ask(self, person: Person, domain: str, what: str, **asked: Any) -> Any:
        outcome = self._run(person.outcome(getattr(getattr(person.visitor, domain), what)(**asked)))
        self._seen[f"{what} {getattr(outcome, 'value', type(outcome).__name__)}"] += 1
        return outcome

    def _unfollow(self, person: Person) -> None:
        if person.following is not None:
            self._run(person.following.end())
            person.following = None

    def _run(self, work: Any) -> Any:
        return self._loop.run(work)


async def _followed(person: Person, board: Board) -> Following:
    return Following(person.visitor, board)
