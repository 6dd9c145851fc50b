"""The measure itself: nDCG by hand, and a test that can tell a difference from none."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.evaluation.retrieval import ndcg, randomization, read


def test_ndcg_by_hand() -> None:
    assert ndcg(["a", "b"], {"a": 1}) == 1.0
    assert ndcg(["b", "a"], {"a": 1}) == pytest.approx(1 / 1.584962500721156)
    assert ndcg(["x"] * 10 + ["a"], {"a": 1}) == 0.0, "the eleventh does not count"
    assert ndcg(["a", "c"], {"a": 1, "b": 1}) == pytest.approx(1 / (1 + 0.6309297535714575))
    assert ndcg([], {"a": 1}) == 0.0


def test_a_difference_is_told_from_none() -> None:
    same = {str(n): n % 3 / 2 for n in range(200)}
    assert randomization(same, dict(same)) == 1.0
    better = {name: value + 0.1 for name, value in same.items()}
    assert randomization(better, same, 2_000) < 0.01
    mixed = {name: value + (0.1 if int(name) % 2 else -0.1) for name, value in same.items()}
    assert randomization(mixed, same, 2_000) > 0.5


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path)
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "text": "x"}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q"\n')
    with pytest.raises(InputError, match=r"queries.jsonl:1: the line is no JSON"):
        read(tmp_path)
