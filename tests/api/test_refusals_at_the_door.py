"""Whoever cannot even begin is told why in their own language too, under the same code."""

import ast
import re
from typing import Any

import httpx
import pytest

from api.settings import PROJECT
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
