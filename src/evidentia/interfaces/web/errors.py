"""What a reader sees when something cannot be done. No page repeats an address, an input or a word of a chart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Stop(Exception):
    """A request that ends here, with what its page says."""

    status: int
    title: str
    text: str
    location: str = ""  # for a redirection


def not_found() -> Stop:
    return Stop(404, "Not found", "There is nothing here that you may see.")


def forbidden() -> Stop:
    return Stop(403, "Not allowed", "Your role does not allow this.")


def too_many() -> Stop:
    return Stop(429, "Too many requests", "Wait a minute and try again.")


def sign_in(path: str) -> Stop:
    return Stop(303, "Sign in", "Sign in first.", f"/login?next={path}")
