"""Errors of the library: what, where, why it matters, what to do."""

from __future__ import annotations

from evidentia.content.errors import InputError


class LibraryError(InputError):
    """A library that cannot be opened or is in use; nothing was lost.

    >>> print(LibraryError("library", "another evidentia is adding to it", "two writers would undo each other", "wait for it"))
    library: another evidentia is adding to it. Two writers would undo each other. Wait for it.
    """


class Stopped(LibraryError):
    """The user stopped an ingest. What was reported as added is kept, and the next run goes on from there."""
