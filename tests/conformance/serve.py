"""The product on a scratch database, for suites that know nothing but its address.

    python -m tests.conformance.serve

Prints what the suites want to know as lines for a shell, then answers until Ctrl-C. Nothing is
left behind.
"""

import asyncio
import os
import secrets
import signal
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from api.database import database
from api.migrations import migrate
from api.serving import listen, serve
from api.settings import Settings
from domain.identity.tokens import issue_token
from domain.shared.database import orm_config
from tests import servers
from tests.conformance.shop import Cast, open_shop

READY = "READY"


def main() -> None:
    """Serve a fresh shop until told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    origin = f"http://127.0.0.1:{_free_port()}"
    with servers.open_directory() as directory:
        settings = Settings(
            host="127.0.0.1",
            port=int(os.environ.get("PORT") or 0),
            data_dir=directory / "data",
            database_url=None,
            redis_url=None,
            secret=os.environ.get("JWT_SECRET") or secrets.token_urlsafe(32),
            allowed_origins=(origin,),
            payment_sandbox=True,
            developer_tools=True,  # the suites ask what the schema is
        )
        with listen(settings) as listening, database(settings) as credentials:
            asyncio.run(migrate(credentials))
            cast = asyncio.run(_furnished(credentials))
            serve(
                settings,
                credentials,
                listening,
                ready=lambda address: _tell(
                    BASE_URL=address,
                    HARNESS_CONFIG=str(Path(__file__).with_name("config.json")),
                    JWT_SECRET=settings.signing_secret(),
                    ALLOWED_ORIGIN=origin,
                    SERVER_PID=str(os.getpid()),
                    **_tokens(settings.signing_secret(), cast),
                ),
            )


async def _furnished(credentials: dict[str, Any]) -> Cast:
    context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
    try:
        return await open_shop()
    finally:
        await context.close_connections()


def _tokens(secret: str, cast: Cast) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "TOKEN_CUSTOMER_A": issue_token(secret, cast.customer_a, now),
        "TOKEN_CUSTOMER_B": issue_token(secret, cast.customer_b, now),
        "TOKEN_STAFF": issue_token(secret, cast.staff, now),
    }


def _tell(**variables: str) -> None:
    for name, value in variables.items():
        print(f"export {name}={value}")
    print(f"# {READY}", flush=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
