"""Whoever cannot even begin is told why in their own language too, under the same code."""

import ast
import re
from typing import Any

import httpx
import pytest

from api.plain import Plain
from api.settings import PROJECT
from domain.shared import sql
from schema.shared.chinese_door import AT_THE_DOOR
from tests.shop import Shop
from tests.wire import serving

JSON_TYPE = {"content-type": "application/json"}
REFUSED = {
    "no JSON": {"content": b"x", "headers": JSON_TYPE},
    "a batch": {"content": b"[]", "headers": JSON_TYPE},
    "twice": {"content": b'{"query": "{a}", "query": "{b}"}', "headers": JSON_TYPE},
    "a form": {"content": b"a=b", "headers": {"content-type": "text/plain"}},
    "aliases": {
        "json": {"query": "{ viewer { " + " ".join(f"a{i}: kind" for i in range(60)) + "}}"}
    },
    "tokens": {"json": {"query": "{ " + "a " * 4_000 + "}"}},
}


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED.keys())
async def test_it_is_said_in_chinese(
    shop: Shop, database: dict[str, Any], request_: dict[str, Any]
) -> None:
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
    ):
        said = []
        for locale in ("en", "zh-CN"):
            headers = {**request_.get("headers", {}), "accept-language": locale}
            answer = await http.post("/graphql", **{**request_, "headers": headers})
            said.append(answer.json()["errors"][0])

    english, chinese = said
    assert english["message"].isascii()
    assert re.search("[\u4e00-\u9fff]", chinese["message"])
    assert english["extensions"]["code"] == chinese["extensions"]["code"]


def test_every_refusal_of_the_edge_has_its_chinese() -> None:
    """Those whose words stand where they are raised."""
    spoken = set()
    for path in (PROJECT / "api").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "HTTPException":
                words = node.args[1]
                if isinstance(words, ast.Constant):
                    spoken.add(words.value)

    assert spoken
    assert spoken <= set(AT_THE_DOOR)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "NOT_FOUND"),
        ("GET", "/webhooks/in/shop", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/healthz", 405, "METHOD_NOT_ALLOWED"),
    ],
)
async def test_beside_the_graph_it_is_said_in_the_same_shape(
    shop: Shop, database: dict[str, Any], method: str, path: str, status: int, code: str
) -> None:
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
    ):
        answer = await http.request(method, path, headers={"accept-language": "zh-CN"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, code)
    assert re.search("[\u4e00-\u9fff]", error["message"])
    assert error["extensions"]["requestId"]
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize("path", ["/graphql", "/healthz"])
async def test_what_fails_unforeseen_says_so_and_not_why(
    shop: Shop,
    database: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    path: str,
) -> None:
    async def fail(*given: object, **named: object) -> None:
        raise RuntimeError("the secret word")

    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as http,
    ):
        monkeypatch.setattr(Plain, "answer", fail)
        monkeypatch.setattr(sql, "value", fail)
        answer = await http.get(path, params={"query": "{ __typename }"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert "secret" not in answer.text
    assert "the secret word" in caplog.text + capfd.readouterr().err
