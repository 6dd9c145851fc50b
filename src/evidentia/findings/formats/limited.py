"""`python -m … SECONDS BYTES COMMAND …`: set the limits of this process, then become the command. Used by `confined`."""

from __future__ import annotations

import os
import runpy
import sys


def main(arguments: list[str]) -> None:
    """Lower the limits where the system has them; a module of this package runs here, another program takes over."""
    seconds, memory, command = int(arguments[0]), int(arguments[1]), arguments[2:]
    try:
        import resource
    except ImportError:  # Windows: the caller's clock is the limit
        pass
    else:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if command[0] == sys.executable:
        module = command[command.index("-m") + 1]
        sys.argv = command[command.index("-m") + 1 :]
        runpy.run_module(module, run_name="__main__")
    else:
        os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
