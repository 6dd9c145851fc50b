"""Mutations of real files of every kind -> how many were read, refused, crashed, and the slowest.

Run: python benchmarks/fuzz_files.py [N a kind, 200] [seed, 1]. Exit 1 where anything but an InputError came out, or a
file took more than two seconds of processor time in this process or more than four on the clock.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.findings.formats import making  # noqa: E402

from evidentia.content.errors import InputError  # noqa: E402
from evidentia.findings.formats import from_bytes  # noqa: E402

# kind -> (what is altered, what is then made of it): packed files are altered inside too, where no checksum guards
TARGETS: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    **{kind: (make(), bytes) for kind, make in making.KINDS.items()},
    "docx/xml": (
        zipfile.ZipFile(io.BytesIO(making.as_docx())).read("word/document.xml"),
        lambda data: making.zipped({"word/document.xml": data}),
    ),
    "pdf/page": (making.as_pdf(packed=False), bytes),
    "zip/pdf": (making.as_pdf(), lambda data: making.zipped({"a.pdf": data})),
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to twelve changes: bits, runs, cuts, copies, lengths."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(out)) if out else 0
        kind = chance.randrange(6)
        if kind == 0 and out:
            out[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            out[place : place + 1] = chance.randbytes(chance.randint(0, 8))
        elif kind == 2:
            del out[place : place + chance.randint(1, 64)]
        elif kind == 3:
            out[place:place] = out[place : place + chance.randint(1, 400)] * chance.randint(1, 200)
        elif kind == 4:
            out[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"9999", b"\x80\0\0\0"))
        elif chance.random() < 0.2:
            del out[place:]
    return bytes(out)


def main(count: int = 200, seed: int = 1) -> int:
    chance = random.Random(seed)
    failures = 0
    print(f"{'kind':8} {'files':>6} {'read':>6} {'refused':>8} {'crashed':>8} {'slowest, s':>11} {'median, s':>10}")
    for kind, (whole, made) in TARGETS.items():
        times, read, crashed = [], 0, 0
        for number in range(count):
            data = made(mutated(whole, chance))
            clock, processor = time.perf_counter(), time.process_time()
            try:
                read += bool(from_bytes("fuzz", data))
            except InputError:
                pass
            except BaseException as error:
                crashed += 1
                print(f"{kind} {number}: {type(error).__name__}: {error}", file=sys.stderr)
            times.append(time.perf_counter() - clock)
            failures += times[-1] > 4 or time.process_time() - processor > 2
        failures += crashed
        times.sort()
        refused = count - read - crashed
        print(f"{kind:8} {count:6} {read:6} {refused:8} {crashed:8} {times[-1]:11.3f} {times[len(times) // 2]:10.4f}")
    here, below = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"most memory: {here:.0f} MB here, {below:.0f} MB in a reader of its own")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
