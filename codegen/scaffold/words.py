"""English for names: the event that a command leads to, and the words of a name."""

import re

_WORD = re.compile(r"[A-Z][a-z0-9]*")
_IRREGULAR = {
    "Begin": "Begun", "Bring": "Brought", "Build": "Built", "Buy": "Bought", "Choose": "Chosen", "Cut": "Cut",
    "Do": "Done", "Draw": "Drawn", "Drive": "Driven", "Find": "Found", "Forget": "Forgotten", "Get": "Got",
    "Give": "Given", "Hide": "Hidden", "Hold": "Held", "Keep": "Kept", "Leave": "Left", "Lend": "Lent", "Let": "Let",
    "Lose": "Lost", "Make": "Made", "Meet": "Met", "Pay": "Paid", "Put": "Put", "Quit": "Quit", "Read": "Read",
    "Rise": "Risen", "Run": "Run", "Say": "Said", "Seek": "Sought", "Sell": "Sold", "Send": "Sent", "Set": "Set",
    "Show": "Shown", "Shut": "Shut", "Spend": "Spent", "Split": "Split", "Take": "Taken", "Teach": "Taught",
    "Tell": "Told", "Understand": "Understood", "Undo": "Undone", "Win": "Won", "Withdraw": "Withdrawn",
    "Write": "Written",
}  # fmt: skip
_DOUBLED = frozenset({"Cancel", "Label", "Refer", "Transfer", "Submit", "Permit", "Admit", "Commit", "Prefer", "Begin"})
_VOWELS = "aeiou"


def words(name: str) -> list[str]:
    """The words of a PascalCase name: `PostNote` becomes Post, Note."""
    return _WORD.findall(name)


def past_tense(verb: str) -> str:
    """What an imperative has become once it happened: Post, Posted; Stop, Stopped; Send, Sent."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(rf"[^{_VOWELS}]y$", verb):
        return f"{verb[:-1]}ied"
    is_short = re.fullmatch(rf"[B-DF-HJ-NP-TV-Z][^{_VOWELS}]*[{_VOWELS}][^{_VOWELS}wxy]", verb)
    return f"{verb}{verb[-1]}ed" if is_short or verb in _DOUBLED else f"{verb}ed"


def event_of(command: str) -> str:
    """The event that a command leads to: `PostNote` becomes `NotePosted`, `Rename` becomes `Renamed`."""
    verb, *rest = words(command)
    return "".join(rest) + past_tense(verb)


def phrase(name: str) -> str:
    """A name in lower-case words: `NotePosted` becomes "note posted"."""
    return " ".join(words(name)).lower()


def kebab(name: str) -> str:
    """A name as a path segment: `PostNote` becomes `post-note`."""
    return "-".join(words(name)).lower()
