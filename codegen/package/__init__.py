"""Packages of the generated clients: a wheel and an npm tarball, each with the transport that is shipped with it."""
