"""What may be set: which identity provider staff sign in through."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.settings import BadSetting, read_settings
from tests.api.oidc.browsing import CLIENT_ID, CLIENT_SECRET, PUBLIC_URL, START, providing
from tests.api.processes import DEADLINE_SECONDS, running, url_of
from tests.shop import Shop

GIVEN = {
    "OIDC_ISSUER": "https://id.example/realms/staff",
    "OIDC_CLIENT_ID": CLIENT_ID,
    "OIDC_CLIENT_SECRET": CLIENT_SECRET,
    "PUBLIC_URL": "https://shop.example/",
}


def test_by_default_nobody_is_asked() -> None:
    assert read_settings({}).oidc is None
    assert read_settings({"PUBLIC_URL": "https://shop.example"}).oidc is None


def test_a_provider_is_read_and_its_secret_is_not_shown() -> None:
    settings = read_settings(GIVEN)

    assert settings.oidc is not None
    assert settings.oidc.issuer == GIVEN["OIDC_ISSUER"]
    assert settings.oidc.client_secret == CLIENT_SECRET
    assert settings.oidc.callback == "https://shop.example/auth/oidc/callback"
    assert CLIENT_SECRET not in repr(settings)


@pytest.mark.parametrize("missing", GIVEN)
def test_half_of_it_is_refused(missing: str) -> None:
    with pytest.raises(BadSetting, match="belong together") as refused:
        read_settings({**GIVEN, missing: ""})

    assert CLIENT_SECRET not in str(refused.value)


@pytest.mark.parametrize("name", ["OIDC_ISSUER", "PUBLIC_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://id.example",
        "http://127.0.0.1.id.example",
        "http://127.0.0.1@id.example",
        "https://clerk:word@id.example",
        "https://id.example?x=1",
        "https://id.example#x",
        "https://id.example:port",
        "https://id.example\n",
        "https://",
        "id.example",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_safe_address_is_refused_by_name(name: str, url: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({**GIVEN, name: url})


def test_where_browsers_find_us_has_no_path() -> None:
    with pytest.raises(BadSetting, match="PUBLIC_URL"):
        read_settings({**GIVEN, "PUBLIC_URL": "https://shop.example/below"})


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost:8000"])
def test_on_this_machine_it_need_not_be_https(host: str) -> None:
    given = {**GIVEN, "OIDC_ISSUER": f"http://{host}", "PUBLIC_URL": f"http://{host}"}
    oidc = read_settings(given).oidc

    assert oidc is not None
    assert not oidc.is_https
    assert oidc.may_be_asked(f"http://{host}/token")
    assert not oidc.may_be_asked("http://id.example/token")


async def test_a_server_that_is_told_of_a_provider_sends_browsers_there(
    shop: Shop, database: dict[str, Any], tmp_path: Path
) -> None:
    async with providing() as provider:
        settings = {
            **GIVEN,
            "OIDC_ISSUER": provider.issuer,
            "PUBLIC_URL": PUBLIC_URL,
            "DATABASE_URL": url_of(database),
            "DATA_DIR": str(tmp_path),
        }
        async with running("serve", **settings) as process:
            address = await process.address()
            async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_SECONDS) as http:
                answer = await http.get(address + START)
            process.terminate()
            await process.ends()

    assert answer.headers["location"].startswith(f"{provider.issuer}/authorize?")
    assert CLIENT_SECRET not in process.output
    assert "Deprecation" not in process.output
