"""Decisions of external review as precedents: read, found, and shown with both outcomes. A precedent is never a verdict."""

from __future__ import annotations

from evidentia.precedents.comparable import Comparison, comparison
from evidentia.precedents.decision import Decision, digest_of

__all__ = ["Comparison", "Decision", "comparison", "digest_of"]
