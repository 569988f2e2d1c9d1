"""Runs the whole platform on one machine, from package registries alone."""
