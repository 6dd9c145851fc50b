"""Frozen values behave as the dataclasses that a reader takes them for."""

from __future__ import annotations

import dataclasses
import pickle
from copy import deepcopy

import pytest

from evidentia.model.finding import Chart, Span
from evidentia.model.frozen import changed, field, frozen, names_of
from evidentia.model.when import When


@frozen
class Dose:
    value: int
    unit: str = "mg"
    notes: dict[str, str] = field(default_factory=dict, repr=False)
    key: str = field(default="k", compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    value: int
    unit: str = "mg"
    notes: dict[str, str] = dataclasses.field(default_factory=dict, repr=False)
    key: str = dataclasses.field(default="k", compare=False)


@pytest.mark.parametrize("arguments", [(5,), (5, "g"), (5, "g", {"a": "b"}), (5, "g", {}, "x")])
def test_it_is_what_a_dataclass_is(arguments: tuple[object, ...]) -> None:
    ours, theirs = Dose(*arguments), Standard(*arguments)  # type: ignore[arg-type]
    assert repr(ours) == repr(theirs).replace("Standard", "Dose")
    assert [getattr(ours, n) for n in names_of(Dose)] == [getattr(theirs, f.name) for f in dataclasses.fields(theirs)]
    assert (ours == Dose(5)) == (theirs == Standard(5))
    assert ours != theirs


def test_a_factory_makes_a_value_for_each() -> None:
    assert Dose(1).notes is not Dose(1).notes


def test_equal_values_have_one_hash_and_other_fields_do_not_count() -> None:
    assert hash(When(2025, 3)) == hash(When(2025, 3, None))
    assert Dose(1, key="a") == Dose(1, key="b")


def test_nothing_can_be_set_added_or_deleted() -> None:
    when = When(2025)
    for name in ("year", "other"):
        with pytest.raises(AttributeError, match="When is frozen"):
            setattr(when, name, 2026)
    with pytest.raises(AttributeError, match="When is frozen"):
        del when.year
    assert not hasattr(when, "__dict__")


def test_a_missing_or_unknown_field_is_an_error() -> None:
    with pytest.raises(TypeError):
        Dose()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="no field gauge"):
        changed(Dose(1), gauge=2)


def test_checks_after_init_run_when_made_and_when_changed() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        When(2025, day=3)
    with pytest.raises(ValueError, match="needs its month"):
        changed(When(2025, 3, 4), month=None)


@pytest.mark.parametrize("value", [When(2025, 3), Span("doc1", 0, 4), Chart((), ())])
def test_values_travel_between_processes(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value == deepcopy(value)


def test_spans_stand_in_the_order_of_the_document() -> None:
    spans = [Span("b", 0, 1), Span("a", 5, 9), Span("a", 5, 7)]
    assert sorted(spans) == [Span("a", 5, 7), Span("a", 5, 9), Span("b", 0, 1)]


def test_a_field_may_have_any_name() -> None:
    assert changed(Dose(1), value=2) == Dose(2)
