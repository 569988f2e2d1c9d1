"""The whole platform inside one process, for tests of those who build on it."""
