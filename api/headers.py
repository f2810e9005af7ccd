"""The headers of a request, and what they say of the answer that is wanted.

Clients send the same few texts again and again: what follows from one is remembered.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from starlette.types import Scope

from api.negotiation import GRAPHQL_JSON, JSON, choose, read_accept
from domain.shared.context import DEFAULT_LOCALE, LOCALES
from domain.shared.ids import new_name

REQUEST_ID_LENGTH_MAX = 64  # characters
KEPT_MAX = 1_000  # texts of one header
KEPT_LENGTH_MAX = 500  # characters; a longer one is read each time

Found = TypeVar("Found")
Headers = Mapping[str, str]


def remembered(read: Callable[[str], Found]) -> Callable[[str], Found]:
    """The same function, which remembers what it found in short texts."""
    kept = lru_cache(KEPT_MAX)(read)

    def look(text: str) -> Found:
        return kept(text) if len(text) <= KEPT_LENGTH_MAX else read(text)

    return look


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers by their names in lower case; of several with one name the first."""
    return {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in reversed(scope["headers"])
    }


def locale_of(headers: Headers) -> str:
    """The language that the client wants most of those we speak, whatever the country."""
    return _locale(headers.get("accept-language", ""))


def media_type_of(headers: Headers) -> str | None:
    """Which of our two kinds of JSON is wanted; None where neither will do."""
    return _media_type(headers.get("accept", ""))


def request_id_of(headers: Headers) -> str:
    """What the client calls this request, else a name of ours."""
    given = headers.get("x-request-id")
    if not given or len(given) > REQUEST_ID_LENGTH_MAX:
        return new_name()
    return given if given.isascii() and given.isprintable() else new_name()


@remembered
def _locale(wanted: str) -> str:
    for each in read_accept(wanted):
        for locale in LOCALES:
            if _language(each.media_type) == _language(locale):
                return locale
    return DEFAULT_LOCALE


@remembered
def _media_type(accept: str) -> str | None:
    return choose(accept, [JSON, GRAPHQL_JSON])


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()
