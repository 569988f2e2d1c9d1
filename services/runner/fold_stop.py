"""Why a partition cannot be folded, where, and what mends it."""

from services.wire.broker import Record
from services.wire.errors import DecodeError, FoldStopped, TypeUnknown, UnknownEvent

_NEWER = (
    "A newer version wrote it: deploy that version of this worker, and the partition goes on where it stands. "
    "Readers go first"
)
_UNREADABLE = "Deploy a version of this worker that reads it; `just versions` tells which versions the topic holds"
_MEND = "Mend that function, and deploy it"


def fold_stop(record: Record, error: Exception) -> FoldStopped:
    """Put in words what folding an event led to. Whatever a function raises is named by its class alone."""
    type_name = ""
    match error:
        case TypeUnknown(name=type_name):
            why = f"an event of {type_name}, which is not known here. {_NEWER}"
        case UnknownEvent():
            why = f"{error}. {_NEWER}"
        case DecodeError():
            why = f"{error}. {_UNREADABLE}"
        case _:
            why = f"EVOLVE or PROJECT raised {type(error).__name__}. {_MEND}"
    return FoldStopped(why, topic=record.topic, partition=record.partition, offset=record.offset, type_name=type_name)
