"""One writer at a time: a lock on a file, which falls with the process that holds it, however that ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidentia.library.errors import LibraryError


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of a library. Errors: LibraryError where another process holds it, or the folder cannot be written."""
    try:
        handle = open(folder / "lock", "w")  # noqa: SIM115 - closed below, whatever the lock says
    except OSError as error:
        raise LibraryError(str(folder), f"it cannot be written ({error.strerror})", "", "check your rights") from None
    with handle:
        try:
            _lock(handle.fileno())
        except OSError:
            raise LibraryError(
                str(folder),
                "another evidentia is adding to it",
                "two writers would undo each other",
                "wait for it to end",
            ) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
