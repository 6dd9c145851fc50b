"""Rate limits: so many of a kind a minute, for an account or an address. In memory: they begin anew with the process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping

LIMITS: Mapping[str, int] = {"login": 20, "ask": 60, "write": 240, "read": 1200, "api": 600}  # a minute


class Rates:
    """Counts what happened in the last minute.

    >>> rates = Rates({"login": 1}, clock=lambda: 0.0)
    >>> rates.allow("login", "a"), rates.allow("login", "a"), rates.allow("login", "b")
    (True, False, True)
    """

    def __init__(self, limits: Mapping[str, int] = LIMITS, clock: object = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._seen: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def allow(self, kind: str, who: str) -> bool:
        now = self._clock()  # type: ignore[operator]
        with self._lock:
            if len(self._seen) > 10_000:
                self._seen = {key: times for key, times in self._seen.items() if times and times[-1] > now - 60}
            times = self._seen.setdefault((kind, who), deque())
            while times and times[0] <= now - 60:
                times.popleft()
            if len(times) >= self._limits[kind]:
                return False
            times.append(now)
            return True
