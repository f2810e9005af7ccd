"""Databases as settings name them, and as drivers take them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from api.settings import BadSetting


def credentials_of(url: str) -> dict[str, Any]:
    """A PostgreSQL address as the ORM's credentials.

    Raises:
        BadSetting: no database is named, or the port is no number.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    database = unquote(parts.path.removeprefix("/"))
    if not database:
        raise BadSetting("DATABASE_URL must name a database: postgres://user@host/name.")
    try:
        port = parts.port or 5432
    except ValueError:
        raise BadSetting("DATABASE_URL has a port that is no number.") from None
    host = options.pop("host", None) or parts.hostname or "127.0.0.1"
    ssl = {"ssl": options["sslmode"]} if "sslmode" in options else {}
    return {
        "host": host,
        "port": port,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": database,
        **ssl,
    }


def url_of(credentials: Mapping[str, Any]) -> str:
    """Credentials as the PostgreSQL address that `credentials_of` reads."""
    who = quote(credentials["user"], safe="")
    if credentials["password"] is not None:
        who += ":" + quote(credentials["password"], safe="")
    where = urlencode({"host": credentials["host"]})
    database = quote(credentials["database"], safe="")
    return f"postgresql://{who}@:{credentials['port']}/{database}?{where}"
