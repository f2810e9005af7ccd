"""Keys: one signs, those before it count until they are retired, and no token chooses its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode

from api import keys as module
from api.keyring import done, run
from api.keys import Keys
from api.settings import BadSetting, read_settings
from domain.identity.keys import KeyRing
from domain.identity.models import SigningKey
from domain.identity.signing_keys import ensure_key, kept_keys, retire_key, rotate_key
from domain.identity.tokens import ACCESS_LIFETIME, issue_access_token, issue_token, read_token
from domain.shared.context import Actor, ActorKind
from domain.shared.ids import new_id
from tests.api.raw import INIT, connected
from tests.realtime.world import until
from tests.shop import Shop
from tests.statements import count_statements
from tests.wire import DEADLINE_SECONDS, SECRET, serving

CLEO = Actor(ActorKind.CUSTOMER, new_id(), "Cleo")
WHO = {"query": "{ viewer { kind } }"}
FOLLOW = {"query": "subscription { ticketQueueFeed { cursor } }"}


@pytest.fixture
async def http(shop: Shop, database: dict[str, Any]) -> AsyncIterator[httpx.AsyncClient]:
    """A server, and the way to it."""
    async with (
        serving(database, with_worker=False) as address,
        httpx.AsyncClient(base_url=address, trust_env=False, timeout=DEADLINE_SECONDS) as client,
    ):
        yield client


async def ring() -> KeyRing:
    """The keys as any process knows them now."""
    kept, found = await kept_keys(SECRET), KeyRing(SECRET)
    found.take(kept.keys, with_secret=kept.with_secret)
    return found


async def access_token() -> str:
    return issue_access_token(await ring(), CLEO, new_id(), datetime.now(UTC))


async def status(http: httpx.AsyncClient, token: str) -> int:
    answer = await http.post("/graphql", json=WHO, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code == 200:
        assert answer.json()["data"]["viewer"]["kind"] == "CUSTOMER"
    return answer.status_code


async def test_public_halves_are_published_and_check_our_tokens(http: httpx.AsyncClient) -> None:
    token = await access_token()

    answer = await http.get("/.well-known/jwks.json")

    (shown,) = answer.json()["keys"]
    assert set(shown) == {"kid", "kty", "crv", "x", "y", "alg", "use"}
    key = jwt.PyJWK(shown)
    claims = jwt.decode(token, key, algorithms=["ES256"], audience="tradegraph")
    assert claims["sub"] == str(CLEO.id)
    assert SECRET not in answer.text


async def test_rotation_logs_nobody_out_and_no_process_restarts(http: httpx.AsyncClient) -> None:
    before = await access_token()

    name = await rotate_key(SECRET, datetime.now(UTC))

    after = await access_token()
    assert jwt.get_unverified_header(after)["kid"] == name
    assert [await status(http, token) for token in (before, after)] == [200, 200]


async def test_a_retired_key_counts_no_more_within_seconds(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await access_token()
    name = jwt.get_unverified_header(token)["kid"]
    assert await status(http, token) == 200
    await rotate_key(SECRET, datetime.now(UTC))
    await retire_key(name, datetime.now(UTC), lifetime=ACCESS_LIFETIME, at_once=True)

    await status(http, await access_token())  # under a key not known there: the table is read

    assert await status(http, token) == 401


async def test_keys_are_read_again_though_nobody_asks(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BELIEVED_SECONDS", 0.02)
    keys = Keys(SECRET)
    await keys.start()
    token = issue_access_token(keys.ring, CLEO, new_id(), datetime.now(UTC))
    name = jwt.get_unverified_header(token)["kid"]

    await rotate_key(SECRET, datetime.now(UTC))
    await retire_key(name, datetime.now(UTC), lifetime=ACCESS_LIFETIME, at_once=True)

    await until(lambda: keys.ring.find(name) is None)
    with pytest.raises(Exception, match="not valid"):
        read_token(keys.ring, token, datetime.now(UTC))
    await keys.stop()


async def test_names_that_are_invented_have_the_table_read_together(shop: Shop) -> None:
    keys = Keys(SECRET)
    await keys.start()
    try:
        async with count_statements() as statements:
            await asyncio.gather(*(keys.look_again() for _ in range(50)))
        assert len(statements.sent) == 1
    finally:
        await keys.stop()


async def test_of_many_processes_that_begin_at_once_one_makes_the_key(shop: Shop) -> None:
    await asyncio.gather(*(ensure_key(SECRET, shop.now) for _ in range(8)))

    assert await SigningKey.all().count() == 1


async def test_a_private_half_is_worth_nothing_without_the_secret(shop: Shop) -> None:
    await ensure_key(SECRET, shop.now)
    row = await SigningKey.get()

    assert (await kept_keys("another secret of thirty-two bytes!")).keys == []
    await SigningKey.create(name=new_id().hex, private_half=row.private_half, created_at=shop.now)
    assert [key.name for key in (await kept_keys(SECRET)).keys] == [row.name]


async def test_the_bare_secret_can_be_retired_too(http: httpx.AsyncClient) -> None:
    token = issue_token(SECRET, CLEO, datetime.now(UTC))
    assert await status(http, token) == 200

    await retire_key("secret", datetime.now(UTC), lifetime=ACCESS_LIFETIME, at_once=False)
    await rotate_key(SECRET, datetime.now(UTC))
    await status(http, await access_token())

    assert await status(http, token) == 401


# What is forged, as the token it makes of the claims and the server's own key.
Forge = Callable[[dict[str, Any], KeyRing], str]
THIEF = ec.generate_private_key(ec.SECP256R1())


def signed(claims: dict[str, Any], keys: KeyRing, **header: Any) -> str:
    """Rightly signed, with whatever else in the header."""
    key = keys.signer
    return jwt.encode(claims, key.signs, algorithm="ES256", headers={"kid": key.name, **header})


def changed(**changes: Any) -> Forge:
    return lambda claims, keys: signed({**claims, **changes}, keys)


def by_thief(**header: Any) -> Forge:
    """Signed by somebody else, who says where their key is to be found."""
    return lambda claims, keys: jwt.encode(
        claims, THIEF, algorithm="ES256", headers={"kid": keys.signer.name, **header}
    )


def confused(form: PublicFormat, encoding: Encoding) -> Forge:
    """HMAC under what everybody can read: our public key."""

    def forge(claims: dict[str, Any], keys: KeyRing) -> str:
        public = keys.signer.checks.public_bytes(encoding, form)
        header = {"alg": "HS256", "typ": "JWT", "kid": keys.signer.name}
        return raw(header, claims, public)

    return forge


def raw(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """Signed with HMAC, whatever libraries think of the secret."""
    import hmac

    head = b".".join(base64url_encode(json.dumps(part).encode()) for part in (header, claims))
    return (head + b"." + base64url_encode(hmac.digest(secret, head, "sha256"))).decode()


def named(name: Any) -> Forge:
    return lambda claims, keys: raw({"alg": "HS256", "kid": name}, claims, SECRET.encode())


PAST, FUTURE = -timedelta(hours=1), timedelta(hours=1)
JWK = jwt.algorithms.ECAlgorithm.to_jwk(THIEF.public_key(), as_dict=True)
FORGED: dict[str, Forge] = {
    "no algorithm": lambda claims, keys: jwt.encode(claims, None, algorithm="none"),
    "no algorithm, under a key's name": lambda claims, keys: jwt.encode(
        claims, None, algorithm="none", headers={"kid": keys.signer.name}
    ),
    "no signature": lambda claims, keys: signed(claims, keys).rpartition(".")[0] + ".",
    "the public key as a secret": confused(PublicFormat.SubjectPublicKeyInfo, Encoding.PEM),
    "the public key as a secret, in DER": confused(PublicFormat.SubjectPublicKeyInfo, Encoding.DER),
    "the public key as a secret, as a point": confused(
        PublicFormat.UncompressedPoint, Encoding.X962
    ),
    "another's key under our name": by_thief(),
    "another's key, brought along": by_thief(jwk=JWK),
    "another's key, from an address": by_thief(jku="http://127.0.0.1:9/keys.json"),
    "another's certificate": by_thief(x5u="http://127.0.0.1:9/cert.pem", x5c=["MIIB"]),
    "an unknown key": lambda claims, keys: signed(claims, keys, kid="unknown"),
    "a file as a key": named("../../../../dev/null"),
    "a statement as a key": named("x' UNION SELECT 'secret"),
    "the secret by its name in lists": named("secret"),
    "an empty name": named(""),
    "a name that is no text": named(7),
    "the secret under a key's name": lambda claims, keys: raw(
        {"alg": "HS256", "kid": keys.signer.name}, claims, SECRET.encode()
    ),
    "a key pair without its name": lambda claims, keys: jwt.encode(
        claims, keys.signer.signs, algorithm="ES256"
    ),
    "something critical": lambda claims, keys: signed(claims, keys, crit=["exp"], exp=1),
    "another issuer": changed(iss="https://elsewhere.example"),
    "another audience": changed(aud="tradegraph-tracking"),
    "many audiences but ours": changed(aud=["a", "b"]),
    "nobody": changed(sub=None),
    "the system": changed(kind="system"),
    "a session that is no id": changed(sid="mine"),
    "not yet": changed(nbf=int((datetime.now(UTC) + FUTURE).timestamp())),
    "good for ever": changed(exp="9" * 400),
    "too long": changed(name="x" * 10_000),
    "three dots": lambda claims, keys: "...",
}
REFUSED = {"This token is not valid."}


def claims() -> dict[str, Any]:
    begins = int((datetime.now(UTC) + PAST).timestamp())
    return {
        "iss": "tradegraph",
        "aud": "tradegraph",
        "iat": begins,
        "nbf": begins,
        "exp": begins + 7_200,
        "sub": str(CLEO.id),
        "kind": "customer",
        "name": "Cleo",
        "roles": [],
        "scopes": [],
    }


async def test_what_is_forged_opens_no_door_and_is_told_nothing(http: httpx.AsyncClient) -> None:
    keys = await ring()
    assert await status(http, signed(claims(), keys)) == 200  # what they all begin with
    assert await status(http, raw({"alg": "HS256"}, claims(), SECRET.encode())) == 200
    await rotate_key(SECRET, datetime.now(UTC))
    spoken = {}

    for kind, forge in FORGED.items():
        token = f"Bearer {forge(claims(), keys)}"
        spoken[kind] = await heard_by(http, token)

    assert spoken == dict.fromkeys(FORGED, ("UNAUTHENTICATED", *REFUSED))


async def test_what_was_good_once_says_so(http: httpx.AsyncClient) -> None:
    token = changed(exp=int(datetime.now(UTC).timestamp()))(claims(), await ring())

    assert (await heard_by(http, f"Bearer {token}"))[0] == "TOKEN_EXPIRED"


async def heard_by(http: httpx.AsyncClient, authorization: str) -> tuple[str, str]:
    """What the bearer is told: the same over HTTP and as a stream; a socket just closes."""
    answer = await http.post("/graphql", json=WHO, headers={"Authorization": authorization})
    stream = await http.post(
        "/graphql",
        json=FOLLOW,
        headers={"Authorization": authorization, "Accept": "text/event-stream"},
    )
    for each in (answer, stream):
        assert each.status_code == 401
    (error,), (same,) = answer.json()["errors"], stream.json()["errors"]
    assert {**error["extensions"], "requestId": ""} == {**same["extensions"], "requestId": ""}
    assert error["message"] == same["message"]
    async with connected(str(http.base_url).rstrip("/")) as raw_socket:
        await raw_socket.say({**INIT, "payload": {"authorization": authorization}})
        assert await raw_socket.closed() == (4403, "Forbidden")
    return error["extensions"]["code"], error["message"]


async def test_keys_are_seen_to_from_the_command_line(shop: Shop) -> None:
    await done(SECRET, "rotate")
    await done(SECRET, "rotate")
    old, new = [key.name for key in await SigningKey.all().order_by("created_at")]

    for name, words in [(new, "signs"), (old, "still good"), ("nothing", "no key")]:
        with pytest.raises(BadSetting, match=words):
            await done(SECRET, "retire", name)
    for _ in range(2):
        await done(SECRET, "retire", old, at_once=True)

    lines = await done(SECRET, "list")
    assert [line.split()[0] for line in lines] == ["secret", old, new]
    assert "retired" in lines[1]
    assert lines[2].endswith("signs")


@pytest.mark.parametrize("words", [("sign", ""), ("retire", ""), ("list", "secret")])
def test_what_the_command_does_not_know_it_says(words: tuple[str, str]) -> None:
    with pytest.raises(BadSetting, match="keys rotate"):
        run(read_settings({}), {}, *words, at_once=False)
