"""The JSON form of the types that msgspec alone would write or read otherwise: see schemas/JSON.md."""
