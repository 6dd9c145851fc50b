"""Evidentia: is this treatment medically necessary and standard of care for this patient, and how do we know?

>>> from datetime import date
>>> from evidentia import assess
>>> assess("Is rituximab medically necessary for lupus nephritis?", as_of=date(2026, 1, 5)).verdict
<Verdict.MORE_INFORMATION_NEEDED: 'more_information_needed'>
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Assessment", "assess"]

if TYPE_CHECKING:
    from evidentia.app import assess
    from evidentia.model.assessment import Assessment


def __getattr__(name: str) -> Any:
    """Loaded when first used, so that `import evidentia` costs nothing."""
    if name == "assess":
        from evidentia.app import assess

        return assess
    if name == "Assessment":
        from evidentia.model.assessment import Assessment

        return Assessment
    raise AttributeError(f"module evidentia has no attribute {name!r}")
