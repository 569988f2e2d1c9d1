"""What msgspec alone would write or read otherwise (see schemas/JSON.md), written by `just generate`."""
