"""No secret is in the repository, and none reaches the log."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from domain.identity.tokens import issue_token
from tests.api.processes import DEADLINE_SECONDS, running, url_of
from tests.architecture.project import read, tracked
from tests.shop import Shop
from tests.wire import Client, Refused

BINARY = {".png", ".ico", ".parquet"}
LOCKS = {".lock"}  # hashes
# Names of what services give out, and what looks like a key of ours beside a name for one.
LOOKS_SECRET = re.compile(
    "|".join(
        [
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}",
            r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
            r"\bgh[pousr]_[A-Za-z0-9]{30,}",
            r"\bxox[abprs]-[A-Za-z0-9-]{20,}",
            r"\b(?:sk|rk)_live_[A-Za-z0-9]{20,}",
            r"\bAIza[0-9A-Za-z_-]{35}",
            r"\bglpat-[0-9A-Za-z_-]{20}",
            r"\bwhsec_[A-Za-z0-9+/=]{24,}",
            r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
            # With digits in it, for a sentence in quotes is no key.
            r"(?i:password|passwd|secret|token|api_?key|private_?key|backup_?key)\w*\s*[:=]\s*"
            r"[\"'](?=[^\"']*\d[^\"']*\d)[A-Za-z0-9+/_=-]{24,}[\"']",
        ]
    )
)
PLANTED = [
    "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "ghp_" + "a1B2" * 9,
    "whsec_" + "a1B2" * 8,
    "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlLW9mLWl0",
    'TRADEGRAPH_SECRET = "' + "Zq3vT9xLw0Kf" * 3 + '"',
    "BACKUP_KEY: '" + "Zq3vT9xLw0Kf" * 3 + "'",
]
PASSWORD = "pass-word-4-the-database"
OURS = "signs-tokens-of-this-test-0123456789"


def secrets_in(text: str) -> list[str]:
    return [hit.group()[:12] for hit in LOOKS_SECRET.finditer(text)]


def test_no_file_holds_what_looks_like_a_secret() -> None:
    found = {
        str(path): hits
        for path in tracked()
        if path.suffix not in BINARY | LOCKS and (hits := secrets_in(read(path)))
    }

    assert found == {}


@pytest.mark.parametrize("text", PLANTED, ids=range(len(PLANTED)))
def test_one_that_was_put_in_would_be_found(text: str) -> None:
    assert secrets_in(f"x = 1\n{text}\n") != []


def test_what_holds_secrets_is_kept_out_of_the_repository() -> None:
    ignored = read(".gitignore").splitlines()

    assert {".env", ".data/", "/bench/results/"} <= set(ignored)
    assert not any(path.name == ".env" or path.parts[0] == ".data" for path in tracked())


async def test_no_token_no_secret_and_no_password_reaches_the_log(
    shop: Shop, database: dict[str, Any], tmp_path: Path
) -> None:
    url = url_of(database | {"password": PASSWORD})
    settings = {"DATABASE_URL": url, "TRADEGRAPH_SECRET": OURS, "DATA_DIR": str(tmp_path)}
    asked = "{ viewer { kind } }"
    async with running("serve", **settings) as process:
        address = await process.address()
        good, strange = token_of(shop, OURS), token_of(shop, "x" * 40)
        stale = token_of(shop, OURS, lifetime=timedelta(seconds=-5))
        async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
            for token in (good, strange, stale, "nonsense.of.somebody"):
                for headers in ({"authorization": f"Bearer {token}"}, {"authorization": token}):
                    body = {"query": asked, "variables": {"token": token}}
                    await http.post(f"{address}/graphql", json=body, headers=headers)
                await http.get(f"{address}/graphql", params={"query": asked, "access_token": token})
                await try_to_follow(address, token)
        process.terminate()
        await process.ends()

    for hidden in (good, strange, stale, "nonsense.of.somebody", OURS, PASSWORD):
        assert hidden not in process.output


async def test_a_database_that_refuses_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgres://clerk:{PASSWORD}@127.0.0.1:9/shop"

    async with running("migrate", DATABASE_URL=url, DATA_DIR=str(tmp_path)) as process:
        assert await process.ends() == 2

    assert "no PostgreSQL answers at 127.0.0.1:9/shop" in process.output
    assert PASSWORD not in process.output


def token_of(shop: Shop, secret: str, **options: timedelta) -> str:
    return issue_token(secret, shop.admin, datetime.now(UTC), **options)


async def try_to_follow(address: str, token: str) -> None:
    client = Client(address)
    client.token = lambda: {"Authorization": f"Bearer {token}"}  # type: ignore[method-assign]
    with suppress(Refused, AssertionError, websockets.WebSocketException):  # most are refused
        async with client.follow("subscription { orderFeed { kind } }"):
            pass
