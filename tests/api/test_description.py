"""The API keeps what it says of itself, whatever is sent to it."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from digest import api
from digest.model.access import Scope
from digest.runtime import Runtime
from tests.api.conftest import Program
from tests.web import house

PLACES = ("path", "query")
KINDS = {"string": str, "integer": int, "array": list, "object": dict, "boolean": bool, "null": type(None)}
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["example", "morning", "2026-03-10", "0" * 32, house.story_id(1), "..", "\0", "'\"\\", "💥" * 30, "ada@example.com"]
)
NAMES = TEXTS.filter(lambda text: text not in ("", ".", "..") and not {"/", "\n"} & set(text))
"""What is one part of a path; where one holds the end of a line, no app of ours is asked."""
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
ANYTHING = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)
BODIES = ANYTHING | st.fixed_dictionaries(
    {"email": st.just("ada@example.com") | TEXTS},
    optional={
        "name": TEXTS,
        "preferences": st.dictionaries(
            st.sampled_from(["topics", "hour", "timezone", "pace", "locale", "length", "theme", "muted_topics"]),
            ANYTHING,
            max_size=3,
        ),
    },
)


@pytest.fixture
def anybody(program: Program) -> TestClient:
    return program(*Scope)


@pytest.fixture
def document(runtime: Runtime) -> Any:
    return json.loads(json.dumps(api.openapi(runtime)))


def test_the_document_is_there_for_all_and_keeps_its_references(client, document):
    answer = client.get("/api/v1/openapi.json")
    assert answer.json() == document
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": f"{house.PUBLIC_URL}/api"}]
    schemas = document["components"]["schemas"]
    for name in re.findall(r'"#/components/schemas/([^"]+)"', answer.text):
        assert name in schemas
    assert "HTTPValidationError" not in answer.text
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_every_call_is_described_in_words_and_has_a_name_of_its_own(document):
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"] == [{"token": []}]
        assert all(parameter["description"] for parameter in operation.get("parameters", ()))


def test_whatever_is_sent_the_answer_is_one_that_is_described(anybody, document):
    @given(request=_requests(document))
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    def answered(request: Request) -> None:
        answer = anybody.request(request.method, request.address, params=request.query, **request.body)
        assert str(answer.status_code) in request.said, answer.text
        assert answer.status_code < 500
        _fits(answer, request.said[str(answer.status_code)], document)

    answered()


@given(body=st.binary(max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_body_that_is_no_json_is_refused(anybody, body):
    for kind in ("application/json", "text/plain", "multipart/form-data"):
        answer = anybody.post("/api/v1/lists/example/subscribers", content=body, headers={"Content-Type": kind})
        assert answer.status_code in {400, 422}
        assert answer.headers["content-type"] == "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A call as the description allows it, with anything in its places; `said` are the answers it may get."""

    method: str
    address: str
    query: dict[str, str]
    body: dict[str, Any]
    said: dict[str, Any]


def _requests(document: dict[str, Any]) -> st.SearchStrategy[Request]:
    return st.one_of(
        [
            _call(path, method, operation)
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        ]
    )


def _call(path: str, method: str, operation: dict[str, Any]) -> st.SearchStrategy[Request]:
    names = {place: [p["name"] for p in operation.get("parameters", ()) if p["in"] == place] for place in PLACES}

    def made(values: dict[str, str], query: dict[str, str], body: object) -> Request:
        quoted = {name: quote(value, safe="") for name, value in values.items()}
        return Request(
            method=method.upper(),
            address=f"/api{path.format(**quoted)}",
            query=query,
            body={"json": body} if "requestBody" in operation else {},
            said=operation["responses"],
        )

    return st.builds(
        made,
        st.fixed_dictionaries(dict.fromkeys(names["path"], NAMES)),
        st.fixed_dictionaries({}, optional=dict.fromkeys(names["query"], TEXTS | st.integers(-2, 300).map(str))),
        BODIES,
    )


def _fits(answer: Any, said: dict[str, Any], document: dict[str, Any]) -> None:
    if "content" not in said:
        assert answer.content == b""
        return
    ((kind, content),) = said["content"].items()
    assert answer.headers["content-type"] == kind
    _is_of(answer.json(), content["schema"], document)


def _is_of(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    """As much of JSON Schema as our description uses."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        fitting = [each for each in schema["anyOf"] if "type" not in each or isinstance(value, KINDS[each["type"]])]
        assert fitting, (value, schema)
        _is_of(value, fitting[0], document)
        return
    if "type" in schema:
        assert isinstance(value, KINDS[schema["type"]]), (value, schema)
    assert value in schema.get("enum", [value])
    for name in schema.get("required", ()):
        assert name in value
    if schema.get("additionalProperties") is False:
        assert set(value) <= set(schema["properties"])
    for name, part in schema.get("properties", {}).items():
        if name in value:
            _is_of(value[name], part, document)
    for each in value if "items" in schema else ():
        _is_of(each, schema["items"], document)
