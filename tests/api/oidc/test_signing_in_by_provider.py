"""Staff sign in through an identity provider: over real sockets, and with all that can be wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.oidc import provider as asking
from api.simulation.identity_provider import Claims, Fault, SimulatedProvider
from domain.identity.attempts import BY_PROVIDER_PER_ADDRESS
from domain.identity.models import SessionRow, StaffMember
from domain.shared import sql
from tests.api.oidc.browsing import (
    ADA,
    CALLBACK,
    CLIENT_SECRET,
    PUBLIC_URL,
    START,
    Browser,
    code_of,
    open_to_staff_of,
    providing,
)
from tests.shop import Shop
from tests.wire import Client, serving

INVALID = (400, "SIGN_IN_INVALID")
NOT_ADMITTED = (403, "NOT_ADMITTED")
AWAY = (503, "PROVIDER_UNAVAILABLE")
BAD_TOKENS = [
    Fault.WRONG_NONCE,
    Fault.NO_NONCE,
    Fault.WRONG_AUDIENCE,
    Fault.FOREIGN_PARTY,
    Fault.WRONG_ISSUER,
    Fault.EXPIRED,
    Fault.FROM_THE_FUTURE,
    Fault.NO_SUBJECT,
    Fault.WRONG_ACCESS_TOKEN,
    Fault.WRONG_SIGNATURE,
    Fault.ALG_NONE,
    Fault.ALG_HS256,
    Fault.NO_TOKEN,
]
OUT_OF_ORDER = [Fault.ANSWERS_500, Fault.ANSWERS_NONSENSE, Fault.ANSWERS_LONG, Fault.REDIRECTS]


@pytest.fixture
async def provider() -> AsyncIterator[SimulatedProvider]:
    """A provider at which Ada is signed in."""
    async with providing() as provider:
        yield provider


@pytest.fixture
async def ada(shop: Shop) -> StaffMember:
    """Somebody who works here, and has no password."""
    member = await shop.colleague(name="Ada")
    await StaffMember.filter(id=member.id).update(email=ADA)
    return member


@pytest.fixture
async def address(
    ada: StaffMember, provider: SimulatedProvider, database: dict[str, Any]
) -> AsyncIterator[str]:
    """A shop whose staff are known there."""
    async with open_to_staff_of(provider, database) as address:
        yield address


@pytest.fixture
async def browser(address: str) -> AsyncIterator[Browser]:
    """Ada's browser."""
    async with Browser(address) as browser:
        yield browser


async def trail() -> list[tuple[str, str, str | None]]:
    rows = await sql.rows("SELECT kind, actor, code FROM audit_entry ORDER BY id")
    return [(row["kind"], row["actor"], row["code"]) for row in rows]


async def test_whoever_the_provider_vouches_for_has_a_session_like_any_other(
    browser: Browser, ada: StaffMember
) -> None:
    answer = await browser.sign_in()

    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    given = answer.json()
    me = Client(browser.address, Authorization=f"Bearer {given['accessToken']}")
    seen = await me.ask("{ viewer { kind name } sessions { nodes { id isCurrent method } } }")
    assert seen["viewer"] == {"kind": "STAFF", "name": "Ada"}
    assert seen["sessions"]["nodes"] == [
        {"id": given["session"]["id"], "isCurrent": True, "method": "OIDC"}
    ]
    again = {"refreshToken": given["refreshToken"]}
    refreshed = await me.do("sessionRefresh", again, "session { id } accessToken")
    assert refreshed["session"]["id"] == given["session"]["id"]
    assert await trail() == [("signed_in", f"staff:{ada.id}", None)]
    (started,) = await sql.rows("SELECT payload FROM event WHERE aggregate_type = 'session'")
    assert ADA not in str(started)


async def test_the_provider_is_asked_for_a_code_with_pkce_and_told_one_way_back(
    browser: Browser,
) -> None:
    asked = {
        name: values[0] for name, values in parse_qs(urlsplit(await browser.start()).query).items()
    }

    assert len(asked.pop("state")) == len(asked.pop("nonce")) == 43
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "response_type": "code",
        "client_id": "tradegraph",
        "redirect_uri": PUBLIC_URL + CALLBACK,
        "scope": "openid email",
        "code_challenge_method": "S256",
    }


async def test_no_header_and_no_parameter_leads_a_browser_elsewhere(
    browser: Browser, provider: SimulatedProvider
) -> None:
    elsewhere = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=e"}

    answer = await browser.http.get(
        browser.address + START,
        params={"redirect_uri": "https://evil.example", "next": "https://evil.example"},
        headers=elsewhere,
    )

    assert answer.headers["location"].startswith(f"{provider.issuer}/authorize?")
    assert "evil" not in answer.headers["location"]


async def test_what_the_browser_keeps_tells_nothing_and_goes_nowhere_else(
    browser: Browser,
) -> None:
    answer = await browser.http.get(browser.address + START)

    name, _, rest = answer.headers["set-cookie"].partition("=")
    sealed, *said = rest.split("; ")
    assert name == "tradegraph-sign-in"
    assert {each.lower() for each in said} == {
        "httponly",
        "max-age=600",
        "path=/auth/oidc",
        "samesite=lax",
    }
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert not any(asked[each][0] in sealed for each in ("state", "nonce"))
    ended = await browser.sign_in()
    assert "max-age=0" in ended.headers["set-cookie"].lower(), "it is used up"


@pytest.mark.parametrize("fault", BAD_TOKENS, ids=str)
async def test_a_token_that_is_not_for_us_now_and_signed_lets_nobody_in(
    browser: Browser, provider: SimulatedProvider, fault: Fault
) -> None:
    provider.fault = fault

    answer = await browser.sign_in()

    assert code_of(answer) == INVALID
    assert "accessToken" not in answer.text
    assert not await SessionRow.exists()


@pytest.mark.parametrize("fault", OUT_OF_ORDER, ids=str)
async def test_a_provider_that_is_out_of_order_is_said_to_be(
    browser: Browser, provider: SimulatedProvider, fault: Fault
) -> None:
    provider.fault = fault

    answer = await browser.sign_in()

    assert code_of(answer) == AWAY
    assert answer.json()["errors"][0]["extensions"]["retryable"]
    provider.fault = None
    assert (await browser.sign_in()).status_code == 200


async def test_a_provider_that_does_not_answer_keeps_nobody_waiting_and_no_row(
    browser: Browser, provider: SimulatedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "TOTAL_SECONDS", 0.5)
    provider.fault = Fault.SLOW
    back = await browser.at_the_provider(await browser.start())

    waiting = asyncio.create_task(browser.come_back(back))
    await provider.has_somebody_waiting()
    open_ones = await sql.value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state LIKE 'idle in transaction%'"
    )

    assert open_ones == 0, "nobody holds a transaction meanwhile"
    assert code_of(await waiting) == AWAY


async def test_whom_the_shop_does_not_know_is_told_the_same_as_who_left_and_who_is_not_verified(
    browser: Browser, provider: SimulatedProvider, ada: StaffMember
) -> None:
    said = set()
    for who in (
        Claims("eve@staff.test"),
        Claims(ADA, email_verified=False),
        Claims(ADA, email_verified="true"),
        Claims(ADA, email_verified=None),
        Claims("ada@\u017ftaff.test"),  # in small letters of another script
        Claims(""),
        Claims("a" * 300),
    ):
        provider.who = who
        answer = await browser.sign_in()
        assert code_of(answer) == NOT_ADMITTED, who
        said.add(answer.json()["errors"][0]["message"])
    provider.who = Claims(ADA)
    await StaffMember.filter(id=ada.id).update(is_active=False)
    said.add((await browser.sign_in()).json()["errors"][0]["message"])

    assert said == {"Nobody may sign in here with this account."}
    assert not await SessionRow.exists()
    chinese = await browser.sign_in(**{"Accept-Language": "zh"})
    assert chinese.json()["errors"][0]["message"] == "此账号不能在这里登录。"


async def test_an_address_in_capitals_is_the_same(
    browser: Browser, provider: SimulatedProvider
) -> None:
    provider.who = Claims("Ada@Staff.TEST")

    assert (await browser.sign_in()).status_code == 200


async def test_the_same_answer_twice_is_refused_the_second_time(
    browser: Browser, provider: SimulatedProvider
) -> None:
    back = await browser.at_the_provider(await browser.start())
    kept = dict(browser.http.cookies)

    first = await browser.come_back(back)
    without = await browser.come_back(back)
    browser.http.cookies.update(kept)
    with_it = await browser.come_back(back)

    assert first.status_code == 200
    assert code_of(without) == code_of(with_it) == INVALID
    assert provider.asked["token"] == 1, "the provider is not even asked"


async def test_of_many_at_once_with_the_same_answer_one_comes_in(
    browser: Browser, provider: SimulatedProvider
) -> None:
    back = await browser.at_the_provider(await browser.start())
    cookie = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())

    async with httpx.AsyncClient(trust_env=False) as http:
        answers = await asyncio.gather(
            *(
                http.get(browser.address + CALLBACK, params=back, headers={"Cookie": cookie})
                for _ in range(10)
            )
        )

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    assert provider.asked["token"] == await SessionRow.all().count() == 1


async def test_an_answer_without_what_this_browser_began_is_refused(
    browser: Browser, address: str, provider: SimulatedProvider
) -> None:
    """Login CSRF: somebody makes Ada's browser bring an answer of their own."""
    async with Browser(address) as eve:
        provider.who = Claims("eve@staff.test")
        eves = await eve.at_the_provider(await eve.start())

    assert code_of(await browser.come_back(eves)) == INVALID, "nothing was begun here"
    await browser.start()
    assert code_of(await browser.come_back(eves)) == INVALID, "another state"
    assert provider.asked["token"] == 0


@pytest.mark.parametrize("fault", [None, Fault.NO_PKCE], ids=["PKCE", "nonce"])
async def test_a_code_of_somebody_else_is_worth_nothing_here(
    browser: Browser, address: str, provider: SimulatedProvider, fault: Fault | None
) -> None:
    """Code injection: with the right state, so PKCE stops it, and where that fails, the nonce."""
    provider.fault = fault
    eves = await browser.at_the_provider(await browser.start())
    async with Browser(address) as eve:
        stolen = await eve.at_the_provider(await eve.start())

    answer = await browser.come_back({**eves, "code": stolen["code"]})

    assert code_of(answer) == INVALID
    assert provider.asked["token"] == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": None},
        {"state": "\u00e9"},
        {"code": None},
        {"code": ""},
        {"code": "c" * 5_000},
        {"code": None, "error": "access_denied"},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"code": ["one", "two"]},
    ],
    ids=str,
)
async def test_an_answer_that_was_tampered_with_is_refused(
    browser: Browser, provider: SimulatedProvider, changed: dict[str, Any]
) -> None:
    back = await browser.at_the_provider(await browser.start())
    query = {name: value for name, value in {**back, **changed}.items() if value is not None}

    assert code_of(await browser.come_back(query)) == INVALID
    assert provider.asked["token"] == 0
    assert not await SessionRow.exists()


@pytest.mark.parametrize("kept", ["", "nonsense", "é", "x" * 2_000, "gAAAAA" + "A" * 200])
async def test_a_cookie_that_is_not_ours_is_refused(browser: Browser, kept: str) -> None:
    back = await browser.at_the_provider(await browser.start())
    cookie = f"tradegraph-sign-in={kept}".encode("latin-1")

    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(
            browser.address + CALLBACK, params=back, headers={b"Cookie": cookie}
        )

    assert code_of(answer) == INVALID


async def test_a_new_key_of_the_provider_is_found_but_not_looked_for_each_time(
    browser: Browser, provider: SimulatedProvider
) -> None:
    assert (await browser.sign_in()).status_code == 200
    assert provider.asked == {"description": 1, "token": 1, "keys": 1}
    provider.rotate()
    found = await browser.sign_in()  # its keys were read just now
    assert code_of(found) == INVALID
    assert provider.asked["keys"] == 1


async def test_a_new_key_is_found_once_it_may_be_looked_for(
    browser: Browser, provider: SimulatedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AGAIN_SECONDS", 0.0)
    assert (await browser.sign_in()).status_code == 200
    provider.rotate()

    assert (await browser.sign_in()).status_code == 200
    assert (await browser.sign_in()).status_code == 200

    assert provider.asked["keys"] == 2
    assert provider.asked["description"] == 1


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
async def test_a_provider_may_sign_otherwise_too(
    browser: Browser, provider: SimulatedProvider, algorithm: str
) -> None:
    provider.rotate(algorithm)

    assert (await browser.sign_in()).status_code == 200


async def test_keys_of_the_provider_that_are_none_do_not_count(
    browser: Browser, provider: SimulatedProvider
) -> None:
    own = {"kid": provider.key_id}
    provider.also_listed = [
        {**own, "kty": "oct", "k": "c2VjcmV0"},
        {**own, "kty": "RSA"},
        {**own, "kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
        {**own, "kty": "RSA", "use": "enc"},
        {"kty": "of tomorrow"},
        "no key",
        None,
    ]

    assert (await browser.sign_in()).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
    ids=str,
)
async def test_a_provider_that_describes_itself_wrongly_is_not_believed(
    browser: Browser, provider: SimulatedProvider, said: dict[str, Any]
) -> None:
    provider.says_of_itself = said

    answer = await browser.http.get(browser.address + START)
    again = await browser.http.get(browser.address + START)

    assert code_of(answer) == code_of(again) == AWAY
    assert "set-cookie" not in answer.headers
    assert provider.asked["description"] == 1, "it is not asked at once again"


async def test_who_is_not_let_in_is_in_the_trail_by_a_code(
    ada: StaffMember, provider: SimulatedProvider, database: dict[str, Any]
) -> None:
    async with open_to_staff_of(provider, database) as address, Browser(address) as browser:
        provider.who = Claims("eve@staff.test")
        await browser.sign_in()
        provider.fault = Fault.WRONG_NONCE
        await browser.sign_in()
    # the notebook is written when its process ends

    assert sorted(await trail()) == [
        ("sign_in_refused", "anonymous", "NOT_ADMITTED"),
        ("sign_in_refused", "anonymous", "SIGN_IN_INVALID"),
    ]


async def test_from_one_address_it_is_tried_as_often_as_passwords_are(
    browser: Browser, provider: SimulatedProvider
) -> None:
    provider.who = Claims("eve@staff.test")
    await browser.sign_in()
    await sql.execute(
        "UPDATE attempt_count SET attempts = $1 WHERE window_ends_at < $2",
        BY_PROVIDER_PER_ADDRESS.attempts - 1,
        datetime.now(UTC) + BY_PROVIDER_PER_ADDRESS.window,
    )

    last, beyond = await browser.sign_in(), await browser.sign_in()

    assert code_of(last) == NOT_ADMITTED
    assert code_of(beyond) == (429, "TOO_MANY_ATTEMPTS")
    assert 0 < int(beyond.headers["retry-after"]) <= 60
    assert provider.asked["token"] == 2


async def test_head_uses_nothing_up(browser: Browser) -> None:
    back = await browser.at_the_provider(await browser.start())
    looked = await browser.http.head(browser.address + CALLBACK, params=back)

    assert (looked.status_code, looked.headers["allow"]) == (405, "GET")
    assert (await browser.come_back(back)).status_code == 200


async def test_without_a_provider_there_is_nothing(shop: Shop, database: dict[str, Any]) -> None:
    async with serving(database, with_worker=False) as address, Browser(address) as browser:
        for path in (START, CALLBACK):
            answer = await browser.http.get(address + path)
            assert code_of(answer) == (404, "NOT_FOUND")
            assert answer.headers["content-type"].startswith("application/json")
            chinese = await browser.http.get(address + path, headers={"Accept-Language": "zh"})
            assert chinese.json()["errors"][0]["message"] == "此处没有内容。"
            assert "set-cookie" not in answer.headers


async def test_neither_codes_nor_secrets_reach_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        back = await browser.at_the_provider(await browser.start())
        given = (await browser.come_back(back)).json()

    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("api")
    )
    for hidden in (back["code"], CLIENT_SECRET, given["accessToken"], given["refreshToken"]):
        assert hidden not in ours


async def test_over_https_the_cookie_goes_over_nothing_else(
    ada: StaffMember, provider: SimulatedProvider, database: dict[str, Any]
) -> None:
    shop = open_to_staff_of(provider, database, public_url="https://shop.example/")
    async with shop as address, Browser(address) as browser:
        answer = await browser.http.get(address + START)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Secure-tradegraph-sign-in=")
    assert cookie.lower().endswith("; secure")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == ["https://shop.example/auth/oidc/callback"]
