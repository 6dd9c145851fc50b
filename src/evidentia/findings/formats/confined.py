"""A program run on a file that nobody has checked, in a process of its own with limits on time and memory.

Parsers in C++ (PDFium, Tesseract) cannot be stopped from within; a process can. A crash there is a message here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from evidentia.content.errors import InputError

MEMORY = 1_000_000_000  # bytes of address space


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package; `-P` keeps a chart's folder off the module path."""
    return [sys.executable, "-P", "-m", module, *arguments]


def run(command: Sequence[str], data: bytes, *, seconds: float, name: str, what: str) -> bytes:
    """What a program writes for `data` on standard input. `seconds` is processor time; the wall has four times that.

    Errors: InputError where it takes too long, ends by a crash, or reports that the file is of no use.
    """
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_THREAD_LIMIT": "1"}
    limited = [*python("evidentia.findings.formats.limited", str(int(seconds)), str(MEMORY)), *command]
    try:
        done = subprocess.run(limited, input=data, capture_output=True, timeout=4 * seconds, env=env, check=False)
    except subprocess.TimeoutExpired:
        raise _too_long(name, seconds) from None
    except OSError as error:
        raise InputError(
            name, f"the reader of {what} cannot be started ({error.strerror})", "", "export the file as text"
        ) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode in (-24, -9, 152, 137):  # SIGXCPU, SIGKILL: the limit of the operating system
        raise _too_long(name, seconds)
    raise InputError(
        name,
        f"it cannot be read as {what}",
        "the file is damaged, or needs more memory than a chart may",
        "export it again, or as text",
    )


def _too_long(name: str, seconds: float) -> InputError:
    return InputError(
        name,
        f"reading it takes longer than {seconds:.0f} s",
        "it is too large or damaged",
        "split it, or export it as text",
    )
