"""The requested product is one that carries the use on its label on the as-of date, or the record gives a reason for another.

Met: it is, or a reason for the product is documented. Unknown: no product is named or decided, documents name different ones, or
another product is asked for and nothing says why. `products` has the day since which each label names the use, where it is known.

>>> labelled_product: {ingredient: immune globulin, products: {Privigen: 2017-09-14, Gamunex-C: null}, or_reason: product choice}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evidentia.criteria.context import Context, answer, medication, request, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, Why

ARGS = {
    "ingredient": "a drug of vocabulary/drugs.yaml",
    "products": "product -> the day since which its label names the use, or null",
    "or_reason?": "a step of vocabulary/steps.yaml: a reason for another product",
}
_MISSING = lacks(
    "requested product", "which product is requested", "prescriber", "Requested product: ____ (HCPCS ____)."
)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    asked = _asked(str(args["ingredient"]), context)
    named = [(f, p) for f, p in asked if p is not None]
    products = list(dict.fromkeys(p for _, p in named))
    figures = {"products": " and ".join(str(p) for p in products), "as_of": str(context.as_of)}
    cited = [f for f, _ in named]
    if not products:
        findings = [f for f, _ in asked]
        return unknown(
            "labelled_product", Why.NOT_DOCUMENTED, "No product is named in the request.", [_MISSING], figures, findings
        )
    on_label = [p for p in products if _is_labelled(str(p), args["products"], context.as_of)]
    if len(on_label) == len(products):
        return answer("labelled_product", MET, "{products} carries the use on its label on {as_of}.", figures, cited)
    if on_label:
        conflict = [
            lacks("requested product", f"which product is requested ({'; '.join(map(str, products))})", "prescriber")
        ]
        return unknown(
            "labelled_product",
            Why.CONFLICTING,
            "Documents name different products: {products}.",
            conflict,
            figures,
            cited,
        )
    reasons = context.chart.of_kind(Kind.REASON, str(args.get("or_reason", "")))
    if reasons:
        template = "{products} does not carry the use on its label on {as_of} by what was read; the record gives a reason for it."
        return answer("labelled_product", MET, template, figures, [*cited, *reasons[:2]])
    missing = [
        lacks(
            "reason for the product",
            f"a reason for {figures['products']} in place of a product with the use on its label",
            "prescriber",
        )
    ]
    template = (
        "{products} is not among the products whose label names the use on {as_of}; no reason for it is documented."
    )
    return unknown("labelled_product", Why.NOT_DOCUMENTED, template, missing, figures, cited)


def _asked(ingredient: str, context: Context) -> list[tuple[Finding, str | None]]:
    """Products of the requests; for a renewal that names none, the product that is given now."""
    found = [(f, request(f).product) for f in context.requests() if f.concept == ingredient]
    if any(product for _, product in found) or any(request(f).undecided for f, _ in found):
        return found
    current = [f for f in context.medications(ingredient) if medication(f).status in (Status.CURRENT, Status.REQUESTED)]
    return [*found, *((f, medication(f).product) for f in current if medication(f).product)]


def _is_labelled(product: str, products: Mapping[str, Any], as_of: date) -> bool:
    if product not in products:
        return False
    since = products[product]
    return since is None or date.fromisoformat(str(since)) <= as_of


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    drug = vocabulary.get("drugs", {}).get(args.get("ingredient"))
    if drug is None:
        yield f'"{args.get("ingredient")}" is no drug of vocabulary/drugs.yaml'
        return
    for name, since in (args.get("products") or {}).items():
        if name not in (drug.get("products") or {}):
            yield f'"{name}" is no product of {args["ingredient"]} in vocabulary/drugs.yaml'
        if since is not None:
            try:
                date.fromisoformat(str(since))
            except ValueError:
                yield f'"{since}" is no day; write YYYY-MM-DD'
    if "or_reason" in args and args["or_reason"] not in vocabulary.get("steps", {}):
        yield f'"{args["or_reason"]}" is no step of vocabulary/steps.yaml'
