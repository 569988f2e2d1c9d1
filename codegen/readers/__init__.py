"""Readers are contracts too: who reads which fields of which types, taken from their code."""
