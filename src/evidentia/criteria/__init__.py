"""Criteria over findings: Rule + Chart -> Rationale. The one engine for policies, populations and conditions."""

from evidentia.criteria.engine import evaluate

__all__ = ["evaluate"]
