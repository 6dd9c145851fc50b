"""The anchor of the warm assessment: medSpaCy on the same text, in an environment of its own (`make anchors`).

medSpaCy finds sentences, sections, the names of the same vocabulary and their context (negated, historical, family); it
reads no doses, dates or values, and decides nothing. Prints milliseconds a text, as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import medspacy
from loguru import logger
from medspacy.ner import TargetRule

logger.remove()  # its debugging lines would be half of its time


def main(chart: str, names: str) -> None:
    pipeline = medspacy.load(medspacy_enable="default")
    pipeline.add_pipe("medspacy_sectionizer")
    rules = [TargetRule(name, concept) for concept, name in json.loads(Path(names).read_text("utf-8"))]
    pipeline.get_pipe("medspacy_target_matcher").add(rules)
    text = Path(chart).read_text("utf-8")
    found = pipeline(text).ents
    times = []
    for _ in range(15):
        started = time.perf_counter()
        pipeline(text)
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"milliseconds": statistics.median(times), "rules": len(rules), "entities": len(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
