"""Policy in force + chart -> Determination: criteria with proofs, what is missing, and what would change it."""

from evidentia.coverage.determination import determine

__all__ = ["determine"]
