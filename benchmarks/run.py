"""`make bench`: every number of the docs, each beside its anchor in the same run, in one table and results.json."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
EXAMPLE = ROOT / "examples" / "seed_complete.txt"
EVIDENTIA = [sys.executable, "-m", "evidentia.interfaces.cli.main"]


def main() -> int:
    """Run everything; exit 1 where a goal is missed, so that a table cannot be green by being ignored."""
    rows: list[dict[str, Any]] = [
        *cold(),
        *warm(),
        *batch(),
        *sameness(),
        *determinations(),
        *mutations(),
        *literature(),
    ]
    print(f"{'what':<58}{'measured':>14}{'goal':>12}{'':>8}")
    for row in rows:
        mark = "" if row["holds"] is None else "holds" if row["holds"] else "MISSED"
        print(f"{row['what']:<58}{row['measured']:>14}{row['goal']:>12}{mark:>8}")
    (ROOT / "benchmarks" / "results.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 1 if any(row["holds"] is False for row in rows) else 0


def row(
    what: str, value: float, goal: str = "", limit: float | None = None, unit: str = "", most: bool = True
) -> dict[str, Any]:
    holds = None if limit is None else (value <= limit if most else value >= limit)
    return {"what": what, "value": value, "measured": f"{value:.4g} {unit}".strip(), "goal": goal, "holds": holds}


def milliseconds(command: list[str], runs: int = 15) -> float:
    """Median wall time of a whole process."""
    times = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


def first_byte(command: list[str], runs: int = 10) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.read(1)
        times.append((time.perf_counter() - started) * 1000)
        process.stdout.read()
        process.wait()
    return statistics.median(times)


def cold() -> list[dict[str, Any]]:
    # as `make demo` leaves it: modules and content compiled
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "src")], check=True)
    subprocess.run([*EVIDENTIA, "topics"], stdout=subprocess.DEVNULL, check=True)
    assess = [*EVIDENTIA, "assess", str(EXAMPLE), "--as-of", "2026-01-05"]
    return [
        row("anchor: python -c pass", milliseconds([sys.executable, "-c", "pass"]), unit="ms"),
        row("anchor: import numpy", milliseconds([sys.executable, "-c", "import numpy"]), unit="ms"),
        row("cold start to complete article", milliseconds(assess), "<= 300 ms", 300, "ms"),
        row("cold start to first byte", first_byte(assess), "<= 150 ms", 150, "ms"),
    ]


def _rendered(assessment: Any, library: Any) -> int:
    from evidentia.answer.article import article
    from evidentia.answer.render import text
    from evidentia.model.assessment import Audience

    text.render(article(assessment, library, Audience.CLINICIAN))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _distinct(path: Path, number: int) -> Any:
    """A case whose chart differs in its last line, so that nothing that was read before is known already."""
    from evidentia.app import split_case
    from evidentia.batch import Case

    question, chart = split_case(path.read_text("utf-8"))
    return Case(question, (("chart.txt", f"{chart}\n\nPrinted {number}\n"),), date(2026, 1, 5))


def warm(runs: int = 60) -> list[dict[str, Any]]:
    from evidentia.batch import assess_all

    times = []
    for number in range(-3, runs):
        case = _distinct(EXAMPLE, number)
        started = time.perf_counter()
        list(assess_all([case], _rendered, workers=1))
        times.append((time.perf_counter() - started) * 1000)
    ours = statistics.median(times[3:])
    rows = [row("one assessment with its article, warm", ours, "<= 15 ms", 15, "ms")]
    theirs = medspacy()
    if theirs is not None:
        rows.append(row("anchor: medSpaCy on the same text", theirs, unit="ms"))
        rows.append(row("times as fast as medSpaCy", theirs / ours, ">= 20 x", 20, "x", most=False))
    return rows


def medspacy() -> float | None:
    """medSpaCy's milliseconds on the same text with the names of the same vocabulary; None where it is not installed."""
    python = ROOT / ".venv-anchors" / "bin" / "python"
    if not python.exists():
        print("not run: medSpaCy, because it is not installed (make anchors)", file=sys.stderr)
        return None
    from evidentia.content.loader import load

    vocabulary = load().vocabulary
    names = [
        (kind, str(name))
        for kind in ("drugs", "conditions", "analytes", "events")
        for concept, entry in vocabulary[kind].items()
        for name in (concept, *((entry.get("names") or ()) if isinstance(entry, dict) else ()))
    ]
    from evidentia.app import split_case

    with tempfile.TemporaryDirectory() as folder:
        chart, listed = Path(folder, "chart.txt"), Path(folder, "names.json")
        chart.write_text(split_case(EXAMPLE.read_text("utf-8"))[1], "utf-8")
        listed.write_text(json.dumps(names), "utf-8")
        command = [str(python), str(ROOT / "benchmarks" / "anchor_medspacy.py"), str(chart), str(listed)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return float(json.loads(done.stdout)["milliseconds"])


def batch(n: int = 1000) -> list[dict[str, Any]]:
    """The project's own labelled cases over and over, no chart twice; the start of the processes counts."""
    from evidentia.batch import assess_all

    paths = sorted((ROOT / "tests" / "cases" / "determinations").glob("*.txt"))
    rates: dict[int, float] = {}
    memory = 0.0
    for cores in sorted({1, min(2, os.cpu_count() or 1)}):
        cases = (_distinct(paths[k % len(paths)], k) for k in range(n))
        started = time.perf_counter()
        memory = max(memory, *(float(str(found)) / 1024 for found in assess_all(cases, _rendered, workers=cores)))
        rates[cores] = n / (time.perf_counter() - started)
    cores = max(rates)
    return [
        row(f"batch on {cores} cores", rates[cores], ">= 150 /s", 150, "/s", most=False),
        row("batch, gain from the second core", rates[cores] / rates[1], "", None, "x"),
        row("batch, resident memory of a process", memory, "<= 250 MB", 250, "MB"),
    ]


def sameness(n: int = 1000) -> list[dict[str, Any]]:
    from evidentia.answer.render import json as as_json
    from evidentia.app import assess, split_case
    from evidentia.model.assessment import Audience

    question, chart = split_case(EXAMPLE.read_text("utf-8"))
    outputs = {
        as_json.render(assess(question, [("chart.txt", chart)], as_of=date(2026, 1, 5)), Audience.CLINICIAN)
        for _ in range(n)
    }
    return [row(f"different outputs in {n} runs of one case", len(outputs), "1", 1)]


def determinations() -> list[dict[str, Any]]:
    from evidentia.content.loader import load
    from evidentia.evaluation.cases import read_cases
    from evidentia.evaluation.determinations import score

    rows = []
    folders = {
        "own cases": ROOT / "tests" / "cases" / "determinations",
        "open set": SHARED / "cases" / "determinations" / "open",
    }
    for name, folder in folders.items():
        if not folder.is_dir():
            print(f"not run: {name}, because {folder.name} is not beside the project", file=sys.stderr)
            continue
        rates = score(read_cases(folder), load()).as_json()["rates"]
        for key, goal in (("criteria", 0.97), ("recall_of_unknown", 0.98), ("outcome", 0.97), ("must_say", 1.0)):
            rows.append(
                row(f"{name}: {key.replace('_', ' ')}", rates[key] * 100, f">= {goal:.0%}", goal * 100, "%", most=False)
            )
        rows.append(row(f"{name}: met without evidence", rates["false_met"], "0", 0))
        rows.append(row(f"{name}: said what must not be said", rates["must_not_say"], "0", 0))
    return rows


def literature() -> list[dict[str, Any]]:
    """The local library's search, with plain BM25 and bm25s beside it; needs ../shared."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import literature as harness

    if not harness.DATA.is_dir():
        print("not run: the library's search, because ../shared is not beside the project", file=sys.stderr)
        return []
    quality, (fast,) = harness.retrieval(harness.DATA), harness.speed(harness.DATA).values()
    rows = []
    for name, scores in quality.items():
        rows += [
            row(f"anchor: {name}, {s['system']}, nDCG@10", s["ndcg@10"])
            for s in scores[:-1]
            if s["system"] != "evidentia"
        ]
    claims = quality["SciFact, test claims"][-1]
    rows.append(row("SciFact, test claims, nDCG@10", claims["ndcg@10"], ">= .71", 0.71, most=False))
    held = quality["BioASQ, the half not tuned on"]
    gain = held[-2]["ndcg@10"] - held[0]["ndcg@10"]
    rows.append(row("BioASQ, untuned half, gain over BM25", gain, ">= .04", 0.04, most=False))
    rows.append(row("BioASQ, untuned half, p of the gain", held[-2]["p"], "< .05", 0.05))
    for key in ("search, plain tantivy", "search, bm25s"):
        rows.append(row(f"anchor: {key}, p50 at 50,000", fast[key]["p50_ms"], unit="ms"))
    rows.append(row("search at 50,000, p50", fast["search, evidentia with synonyms"]["p50_ms"], "<= 1 ms", 1, "ms"))
    rows.append(row("search at 50,000, p99", fast["search, evidentia with synonyms"]["p99_ms"], "<= 5 ms", 5, "ms"))
    rows.append(
        row("anchor: indexing by bm25s", fast["indexing by bm25s, passages"]["a processor second"], unit="/CPU s")
    )
    rows.append(
        row(
            "indexing of abstracts, a wall second",
            fast["abstracts through the index"]["a wall second"],
            ">= 15,000 /s",
            15_000,
            "/s",
            most=False,
        )
    )
    return rows


def mutations() -> list[dict[str, Any]]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import mutations as harness

    result = harness.measure()
    return [
        row(
            f"mutations caught ({result['mutations']} of 12 kinds)",
            result["caught_percent"],
            ">= 99.9 %",
            99.9,
            "%",
            most=False,
        ),
        row(f"false alarms ({result['statements']} statements)", result["false_alarm_percent"], "<= 0.1 %", 0.1, "%"),
    ]


if __name__ == "__main__":
    sys.exit(main())
