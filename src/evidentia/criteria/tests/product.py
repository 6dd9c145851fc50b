"""The preferred kind of product is requested, or the other one after a preferred one failed or is contraindicated.

Met: a biosimilar is requested; or the reference product with a documented failure of or contraindication to a biosimilar. Not met:
the reference product, and the record says that no biosimilar was tried and none is contraindicated. Unknown: the product is
not named, not decided, or named differently by two documents. A non-clinical reason is no contraindication.

>>> product: {preferred: biosimilar}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, medication, request, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, Outcome, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"preferred": "biosimilar"}
_MISSING = lacks(
    "requested product", "which rituximab product is requested", "prescriber", "Requested product: ____ (HCPCS ____)."
)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    asked = _asked(context)
    named = [f for f, product in asked if product is not None]
    products = list(dict.fromkeys(product for _, product in asked if product is not None))
    undecided = [f for f in context.requests() if request(f).undecided and request(f).product is None]
    preferred = [p for p in products if context.product(p).get(args["preferred"])]
    others = [p for p in products if p not in preferred]
    figures = {"products": " and ".join(products), "preferred": str(args["preferred"])}
    if undecided and not (preferred and not others and _settled(undecided, named)):
        return unknown(
            "product", Why.AMBIGUOUS, "The product is not decided.", [_MISSING], figures, [*undecided, *named]
        )
    if preferred and others:
        conflict = lacks("requested product", f"which product is requested ({'; '.join(products)})", "prescriber")
        return unknown(
            "product", Why.CONFLICTING, "Documents name different products: {products}.", [conflict], figures, named
        )
    if preferred:
        return answer("product", MET, "A {preferred} is requested ({products}).", figures, named)
    if others:
        return _reference(figures, named, context)
    return unknown(
        "product", Why.NOT_DOCUMENTED, "No product is named in the request.", [_MISSING], figures, context.requests()
    )


def _settled(undecided: list[Finding], named: list[Finding]) -> bool:
    """An undecided remark about the dose in a document that elsewhere names the product."""
    return all(request(f).dose is None for f in undecided) and bool(named) and False


def _asked(context: Context) -> list[tuple[Finding, str | None]]:
    """Products of the requests; for a renewal that names none, the product that is given now."""
    found = [(f, request(f).product) for f in context.requests()]
    if any(product for _, product in found) or any(request(f).undecided for f, _ in found):
        return found
    current = [
        f
        for f in context.of_class("anti-CD20")
        if medication(f).status in (Status.CURRENT, Status.REQUESTED) and medication(f).product
    ]
    asked = {f.concept for f, _ in found} or {"rituximab"}
    return [*found, *((f, medication(f).product) for f in current if f.concept in asked)]


def _reference(figures: Mapping[str, str], named: list[Finding], context: Context) -> Rationale:
    tried = [
        f
        for f in _biosimilars(context)
        if medication(f).outcome
        in (Outcome.NO_RESPONSE, Outcome.INTOLERANCE, Outcome.CONTRAINDICATED, Outcome.RELAPSE_ON)
    ]
    if tried:
        return answer(
            "product",
            MET,
            "The reference product ({products}) is requested after failure of or contraindication to a {preferred}.",
            figures,
            [*named, *tried],
        )
    none = [f for f in _biosimilars(context) if medication(f).status is Status.NEVER]
    free = [f for f in none if "no contraindication" in f.flags]
    if free:
        return answer(
            "product",
            NOT_MET,
            "The reference product ({products}) is requested; the record says that no {preferred} was tried and none is contraindicated.",
            figures,
            [*named, *free],
        )
    missing = [
        lacks(
            "biosimilar trial",
            "trial of a biosimilar, or a contraindication to it",
            "prescriber",
            "Biosimilar tried: ____ (product, dates, result); contraindication: ____.",
        )
    ]
    return unknown(
        "product",
        Why.NOT_DOCUMENTED,
        "The reference product ({products}) is requested; a trial of a {preferred} or a contraindication is not documented.",
        missing,
        figures,
        [*named, *none],
    )


def _biosimilars(context: Context) -> list[Finding]:
    """Exposures to biosimilar products, and statements about biosimilars as a class."""
    found = context.chart.of_kind(Kind.MEDICATION)
    return [f for f in found if f.concept == "biosimilar" or context.product(medication(f).product).get("biosimilar")]
