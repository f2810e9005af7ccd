"""Documents by their hash: automatic persisted queries, and the list of those that are trusted.

With a list, whoever is not of the house runs the documents on it and no others; they send the hash,
or the very text. Without one, a client may send a hash in place of a document that this process has
seen before. Another process may not know it yet: the client is told so, and sends the text once
more, as Apollo's protocol has it.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from cross_web import HTTPException

from domain.shared.context import ActorKind

BYTES_MAX = 16 * 1024 * 1024  # of all documents that are remembered
LENGTH_MAX = 32 * 1024  # bytes; a longer document is run, and not remembered
VERSION = 1  # of the protocol
RESTRICTED = frozenset({ActorKind.ANONYMOUS, ActorKind.CUSTOMER})  # by a list of trusted documents
APOLLO_FORMAT = "apollo-persisted-query-manifest"
BAD_REQUEST = 400


class DocumentRefused(Exception):
    """A document that is not known, or not trusted; nothing was run."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Documents:
    """What this process knows by hash."""

    def __init__(self, trusted: Mapping[str, str] | None = None) -> None:
        """`trusted` are documents by hash; None where there is no list."""
        self._trusted = trusted
        self._texts = frozenset(trusted.values()) if trusted is not None else frozenset()
        self._seen: OrderedDict[str, str] = OrderedDict()
        self._size = 0  # bytes

    def wanted(
        self, query: object, extensions: object, kind: ActorKind, is_sound: Callable[[str], bool]
    ) -> object:
        """The document to run: the one that was sent, or the one that a hash stands for.

        What is sent with its hash is remembered if it `is_sound`.

        Raises:
            DocumentRefused: nobody knows the hash, or the document is not on the list.
            HTTPException: the hash is that of another document, or of another protocol.
        """
        hash = _hash_in(extensions)
        if hash is not None:
            query = self._by_hash(query, hash, kind, is_sound)
        if isinstance(query, str) and query:
            self.must_be_trusted(query, kind)
        return query

    def must_be_trusted(self, query: str, kind: ActorKind) -> None:
        """Nothing where there is no list, or whoever asks is of the house.

        Raises:
            DocumentRefused: it is not on the list.
        """
        if self._trusted is not None and kind in RESTRICTED and query not in self._texts:
            raise DocumentRefused(
                "PERSISTED_QUERY_REQUIRED", "Only documents that were published beforehand are run."
            )

    def _by_hash(
        self, query: object, hash: str, kind: ActorKind, is_sound: Callable[[str], bool]
    ) -> str:
        if isinstance(query, str) and query:
            if hash_of(query) != hash:
                raise HTTPException(BAD_REQUEST, "The hash is that of another document.")
            if hash not in self._seen and (self._trusted is None or kind not in RESTRICTED):
                self._remember(hash, query, is_sound)
            return query
        if self._trusted is not None and hash in self._trusted:
            return self._trusted[hash]
        if self._trusted is not None and kind in RESTRICTED:
            raise DocumentRefused(
                "PERSISTED_QUERY_NOT_IN_LIST", "No document of this hash was published."
            )
        found = self._seen.get(hash)
        if found is None:
            # The very words that older clients look for.
            raise DocumentRefused("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        self._seen.move_to_end(hash)
        return found

    def _remember(self, hash: str, query: str, is_sound: Callable[[str], bool]) -> None:
        if len(query.encode()) > LENGTH_MAX or not is_sound(query):
            return
        self._seen[hash] = query
        self._size += _size(query)
        while self._size > BYTES_MAX:
            _, forgotten = self._seen.popitem(last=False)
            self._size -= _size(forgotten)

    @property
    def size(self) -> int:
        """Bytes of all documents that are remembered."""
        return self._size


def hash_of(document: str) -> str:
    """The hash by which a document is called."""
    return hashlib.sha256(document.encode()).hexdigest()


def read_list(path: Path) -> dict[str, str]:
    """Trusted documents by hash, from a file: an object of texts by hash, or Apollo's manifest.

    Raises:
        ValueError: it is no such file, or a hash is not that of its document; the message says so.
    """
    try:
        found = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError:
        raise ValueError(f"{path} is no JSON") from None
    if isinstance(found, dict) and found.get("format") == APOLLO_FORMAT:
        found = {each.get("id"): each.get("body") for each in found.get("operations", ())}
    if not isinstance(found, dict):
        raise ValueError(f"{path} must hold an object: documents by their hash")
    for hash, document in found.items():
        if not isinstance(document, str) or hash_of(document) != hash:
            raise ValueError(f"{path}: {hash!r} is not the SHA-256 of its document")
    return found


def _hash_in(extensions: Any) -> str | None:
    """The hash that a client sent, if it sent one.

    Raises:
        HTTPException: it is none, or of another protocol.
    """
    given = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if given is None:
        return None
    if not isinstance(given, dict) or given.get("version") != VERSION:
        raise HTTPException(BAD_REQUEST, "Documents by hash have version 1 of the protocol.")
    hash = given.get("sha256Hash")
    if not isinstance(hash, str) or not hash:
        raise HTTPException(BAD_REQUEST, "The sha256Hash must be a string, and not empty.")
    return hash.lower()


def _size(document: str) -> int:
    return len(document.encode())
