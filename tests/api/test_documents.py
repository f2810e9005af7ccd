"""Documents by their hash, and the list of those that customers and strangers may run."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.documents import BYTES_MAX, LENGTH_MAX, DocumentRefused, Documents, hash_of, read_list
from api.negotiation import EVENT_STREAM, GRAPHQL_JSON
from api.settings import BadSetting, read_settings
from domain.shared.context import Actor, ActorKind
from tests.api.raw import INIT, connected
from tests.shop import Shop
from tests.wire import DEADLINE_SECONDS, Client, serving

COUNT = "{ brands { totalCount } }"
COUNTED = {"brands": {"totalCount": 0}}
NODE = "query Node($id: ID!) { node(id: $id) { id } }"
INTROSPECTION = "{ __schema { queryType { name } } }"
FEED = "subscription { orderFeed { kind } }"
PUBLISHED = {hash_of(document): document for document in (COUNT, FEED)}


def by_hash(document: str, **fields: Any) -> dict[str, Any]:
    """A request that names a document by its hash."""
    called = {"persistedQuery": {"version": 1, "sha256Hash": hash_of(document)}}
    return {"extensions": called, **fields}


def code_of(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    assert set(answer.json()) == {"errors"}
    code: str = error["extensions"]["code"]
    return code


@pytest.fixture
async def http(shop: Shop, database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who talks to a server without a list."""
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


@pytest.fixture
async def strict(shop: Shop, database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who talks to a server with a list."""
    async with (
        serving(database, with_worker=False, trusted=PUBLISHED) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


async def test_a_document_that_was_sent_once_is_known_by_its_hash(http: httpx.AsyncClient) -> None:
    unknown = await http.post("/graphql", json=by_hash(COUNT))
    sent = await http.post("/graphql", json=by_hash(COUNT, query=COUNT))
    known = await http.post("/graphql", json=by_hash(COUNT))

    assert code_of(unknown) == "PERSISTED_QUERY_NOT_FOUND"
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert sent.json()["data"] == known.json()["data"] == COUNTED


async def test_what_is_not_known_is_no_success_for_the_newer_media_type(
    http: httpx.AsyncClient,
) -> None:
    older = await http.post("/graphql", json=by_hash(COUNT))
    newer = await http.post("/graphql", json=by_hash(COUNT), headers={"accept": GRAPHQL_JSON})

    assert (older.status_code, newer.status_code) == (200, 400)
    assert code_of(newer) == "PERSISTED_QUERY_NOT_FOUND"


async def test_an_address_asks_by_hash_with_variables(http: httpx.AsyncClient) -> None:
    variables = {"id": "x"}
    await http.post("/graphql", json=by_hash(NODE, query=NODE, variables=variables))
    fields = by_hash(NODE, variables=variables, operationName="Node")
    parameters = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in fields.items()
    }

    answer = await http.get("/graphql", params=parameters)

    assert answer.json()["data"] == {"node": None}


async def test_an_address_changes_nothing_by_hash_either(http: httpx.AsyncClient) -> None:
    mutation = 'mutation { brandCreate(input: {name: "Leaf"}) { userErrors { code } } }'
    posted = await http.post("/graphql", json=by_hash(mutation, query=mutation))

    answer = await http.get(
        "/graphql", params={"extensions": json.dumps(by_hash(mutation)["extensions"])}
    )

    assert code_of_any(posted) == "UNAUTHENTICATED"
    assert answer.status_code == 405


def code_of_any(answer: httpx.Response) -> str:
    code: str = answer.json()["errors"][0]["extensions"]["code"]
    return code


@pytest.mark.parametrize(
    "given",
    [
        by_hash(NODE, query=COUNT),
        {"query": COUNT, "extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a"}}},
        {"query": COUNT, "extensions": {"persistedQuery": {"version": 1}}},
        {"query": COUNT, "extensions": {"persistedQuery": "a"}},
    ],
    ids=["of another document", "of another version", "no hash", "no object"],
)
async def test_a_wrong_hash_is_refused(http: httpx.AsyncClient, given: dict[str, Any]) -> None:
    answer = await http.post("/graphql", json=given)

    assert answer.status_code == 400
    assert code_of(answer) == "BAD_REQUEST"


async def test_a_faulty_document_is_not_remembered(http: httpx.AsyncClient) -> None:
    faulty = "{ nobodyKnows }"
    sent = await http.post("/graphql", json=by_hash(faulty, query=faulty))

    answer = await http.post("/graphql", json=by_hash(faulty))

    assert code_of(sent) == "BAD_REQUEST"
    assert code_of(answer) == "PERSISTED_QUERY_NOT_FOUND"


async def test_another_process_is_told_once_more(
    http: httpx.AsyncClient, database: dict[str, Any]
) -> None:
    await http.post("/graphql", json=by_hash(COUNT, query=COUNT))
    async with serving(database, with_worker=False) as other:
        unknown = await http.post(f"{other}/graphql", json=by_hash(COUNT))
        sent = await http.post(f"{other}/graphql", json=by_hash(COUNT, query=COUNT))

    assert code_of(unknown) == "PERSISTED_QUERY_NOT_FOUND"
    assert sent.json()["data"] == COUNTED


async def test_a_list_lets_customers_and_strangers_run_what_is_on_it(
    shop: Shop, strict: httpx.AsyncClient
) -> None:
    cleo = Actor(ActorKind.CUSTOMER, (await shop.customer()).id, "Cleo")
    for who in (None, cleo):
        token = Client("", who).token()
        by_name = await strict.post("/graphql", json=by_hash(COUNT), headers=token)
        by_text = await strict.post("/graphql", json={"query": COUNT}, headers=token)
        other_text = await strict.post("/graphql", json={"query": COUNT + " "}, headers=token)
        other_hash = await strict.post("/graphql", json=by_hash(NODE), headers=token)
        sent = await strict.post("/graphql", json=by_hash(NODE, query=NODE), headers=token)
        curious = await strict.post("/graphql", json={"query": INTROSPECTION}, headers=token)

        assert by_name.json()["data"] == by_text.json()["data"] == COUNTED
        assert code_of(other_text) == "PERSISTED_QUERY_REQUIRED"
        assert code_of(other_hash) == "PERSISTED_QUERY_NOT_IN_LIST"
        assert code_of(sent) == "PERSISTED_QUERY_REQUIRED"
        assert code_of(curious) == "PERSISTED_QUERY_REQUIRED"


async def test_a_list_is_not_for_the_house(shop: Shop, strict: httpx.AsyncClient) -> None:
    token = Client("", shop.admin).token()
    request = {"json": by_hash(INTROSPECTION, query=INTROSPECTION), "headers": token}

    answer = await strict.post("/graphql", **request)
    stranger = await strict.post("/graphql", json=by_hash(INTROSPECTION))

    assert answer.json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    assert code_of(stranger) == "PERSISTED_QUERY_NOT_IN_LIST"


async def test_a_list_holds_for_streams_and_sockets(strict: httpx.AsyncClient) -> None:
    accept = {"accept": EVENT_STREAM}
    streamed = await strict.post("/graphql", json={"query": "{ __typename }"}, headers=accept)
    by_name = await strict.post("/graphql", json=by_hash(COUNT), headers=accept)
    async with connected(str(strict.base_url).rstrip("/")) as raw:
        await raw.say(INIT)
        await raw.hear()
        await raw.say({"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}})
        refused = await raw.hear()
        await raw.say({"id": "1", "type": "subscribe", "payload": {"query": COUNT}})
        heard = await raw.hear()

    assert (streamed.status_code, code_of(streamed)) == (400, "PERSISTED_QUERY_REQUIRED")
    assert by_name.text.startswith('event: next\ndata: {"data":{"brands":{"totalCount":0}}')
    assert refused["type"] == "error"
    assert refused["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_REQUIRED"
    assert heard["payload"]["data"] == COUNTED


def test_what_is_remembered_is_bounded() -> None:
    documents, stranger = Documents(), ActorKind.ANONYMOUS
    texts = [f"{number:06}" * (LENGTH_MAX // 6) for number in range(BYTES_MAX // LENGTH_MAX + 50)]

    for text in [*texts, "x" * (LENGTH_MAX + 1)]:
        documents.wanted(text, by_hash(text)["extensions"], stranger, lambda document: True)

    assert documents.size <= BYTES_MAX
    assert documents.wanted(None, by_hash(texts[-1])["extensions"], stranger, lambda _: True)
    with pytest.raises(DocumentRefused):
        documents.wanted(None, by_hash(texts[0])["extensions"], stranger, lambda _: True)


def test_a_list_is_an_object_of_texts_or_apollos_manifest(tmp_path: Path) -> None:
    plain, manifest = tmp_path / "plain.json", tmp_path / "manifest.json"
    plain.write_text(json.dumps(PUBLISHED))
    operations = [{"id": hash, "name": "A", "body": body} for hash, body in PUBLISHED.items()]
    manifest.write_text(
        json.dumps(
            {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
        )
    )

    assert read_list(plain) == read_list(manifest) == PUBLISHED


@pytest.mark.parametrize("text", ["", "[]", json.dumps({hash_of(NODE): COUNT})])
def test_a_list_that_cannot_be_one_ends_the_program_with_a_sentence(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "list.json"
    path.write_text(text)

    with pytest.raises(BadSetting, match=r"^TRUSTED_DOCUMENTS: .*list\.json"):
        read_settings({"TRUSTED_DOCUMENTS": str(path)})


def test_a_list_that_is_not_there_ends_it_too(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        read_settings({"TRUSTED_DOCUMENTS": str(tmp_path / "none.json")})
