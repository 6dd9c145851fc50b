"""No biopsy shows another disease.

Not met: the latest one does. Met: it does not, or there is none; silence is enough. For criteria that can be shown without a
biopsy, so that only a biopsy to the contrary counts against them.

>>> biopsy_not_other: {organ: kidney, concept: membranous nephropathy}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer
from evidentia.criteria.tests import biopsy_shows
from evidentia.criteria.tests.biopsy_shows import ARGS as ARGS
from evidentia.criteria.tests.biopsy_shows import check as check  # the same arguments
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    shown = biopsy_shows.evaluate(args, context)
    if shown.truth.is_not_met:
        return Rationale("biopsy_not_other", shown.truth, shown.because, shown.findings)
    return answer("biopsy_not_other", MET, "")
