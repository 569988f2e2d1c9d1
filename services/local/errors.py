"""What can go wrong with the local servers."""


class LocalError(Exception):
    """A local server cannot be had, started or found; the message says which, why and what to do."""
