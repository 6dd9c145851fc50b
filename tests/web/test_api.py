"""The JSON API: what it promises in OpenAPI, tried with many inputs, and a program's way through it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from starlette.testclient import TestClient

from evidentia.desk.desk import Desk
from evidentia.desk.package import replay
from evidentia.interfaces.web.app import create_app
from evidentia.review.rights import Role
from tests.desks import NOON, seed
from tests.web.conftest import PLENTY, case_of, key_of


@pytest.fixture(scope="module")
def served(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, dict[str, str], str]]:
    """One application for all tried inputs, a key, and an assessment to ask about."""
    from argon2 import PasswordHasher

    from evidentia.store import accounts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        data = tmp_path_factory.mktemp("api") / "data"
        shutil.copytree(begun, data)
        desk = Desk(data, clock=lambda: NOON)
        app = create_app(desk, rates=PLENTY)
        kept = case_of(desk, Path(__file__).resolve().parents[2])
        yield app, key_of(app, Role.AUTHOR), kept.id
        desk.close()


def test_whatever_is_sent_the_answer_is_one_that_was_promised(served: tuple[FastAPI, dict[str, str], str]) -> None:
    app, key, assessment = served
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 11
    for operation in operations:

        @hypothesis.settings(
            max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(hypothesis.HealthCheck)
        )  # fmt: skip
        @hypothesis.given(case=operation.as_strategy(), there=st.booleans())
        def try_it(case: schemathesis.Case, there: bool) -> None:
            if there and "assessment_id" in case.path_parameters:
                case.path_parameters["assessment_id"] = assessment
            # that no route opens without a key is tried for every route in test_every_route
            # a schema cannot say which years, policies and facts there are, so a valid one may be refused with 422
            case.call_and_validate(headers=key, excluded_checks=[ignored_auth, positive_data_acceptance])

        try_it()


def test_a_programs_way(app: FastAPI, desk: Desk, root: Path) -> None:
    client, key = TestClient(app, base_url="http://desk"), key_of(app, Role.AUTHOR)
    request, documents = seed(root)
    body = {
        "question": request.question,
        "documents": [{"name": "note.txt", "text": documents[0].text}],
        "as_of": "2026-01-05",
    }
    made = client.post("/api/assessments", headers=key, json=body)
    assert made.status_code == 201 and made.json()["verdict"] == "supported"
    place = f"/api/assessments/{made.json()['id']}"
    assert client.get(place, headers=key).json()["schema"] == "evidentia-assessment/1"
    asked = client.post(f"{place}/follow-ups", headers=key, json={"question": "why not obinutuzumab?"})
    assert asked.status_code == 201 and asked.json()["lines"]
    branch = client.post(f"{place}/what-ifs", headers=key, json={"add": "HBsAg positive"})
    assert (
        branch.status_code == 201
        and branch.json()["hypothetical"]
        and branch.json()["case_id"] == made.json()["case_id"]
    )
    assert client.post(f"{place}/submission", headers=key, json={"due": "2026-01-09"}).json()["state"] == "submitted"
    assert client.get(f"{place}/review", headers=key).json()["badge"] == "Submitted, not yet under review"
    assert replay(client.get(f"{place}/package", headers=key).content).same
    assert [item["state"] for item in client.get("/api/work", headers=key).json()] == ["submitted"]
    assert {"id", "title", "version"} == set(client.get("/api/policies", headers=key).json()[0])
    again = client.post(f"{place}/versions", headers=key, json={**body, "as_of": "2025-01-05"})
    assert (again.json()["number"], again.json()["case_id"]) == (3, made.json()["case_id"])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"question": " "}, "the question: it is empty"),
        ({"question": "q", "as_of": "1066-01-01"}, "outside 1980 to 2100"),
        ({"question": "q", "policies": ["acme/none"]}, "1 of them are not known"),
        ({"question": "q", "kind": "denial"}, "body.kind: string pattern mismatch"),
        ({"question": "q", "documents": [{"name": "a", "text": " "}]}, "one of them is empty"),
        ({"question": "q", "more": "Zebedee"}, "body.more: extra forbidden"),
    ],
)
def test_what_cannot_be_used_is_said_without_repeating_it(app: FastAPI, body: dict[str, object], detail: str) -> None:
    response = TestClient(app).post("/api/assessments", headers=key_of(app, Role.AUTHOR), json=body)
    assert response.status_code == 422 and detail in response.json()["detail"]
    assert "Zebedee" not in response.text
