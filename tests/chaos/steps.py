"""The steps of a request's way at which a process can be made to die."""

AT_FEED = "feed announced, before its query"
GATEWAY = (
    "before the command is written",
    "command written, before the 202",
    AT_FEED,
    "reply read, before its frame",
    "change read, before its frame",
)
WORKER = (
    "decided, before the transaction",
    "in the transaction",
    "offsets sent, before the commit",
    "committed, before that is known",
    "committed, before the reply",
    "committed, before the change is told",
    "reply sent, before that is noted",
)
AT_START = "while the state is folded"
STEPS = (*GATEWAY, *WORKER, AT_START)
