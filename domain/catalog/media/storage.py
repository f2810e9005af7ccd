"""Where bytes lie: a port, and the names of what lies there.

Names hold the content's hash and the id of the file: two lives of the same bytes have two places.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol
from uuid import UUID


class NothingThere(LookupError):
    """No object by this name."""


class Store(Protocol):
    """Objects by name. Nobody sees half of one, and putting one twice is putting it once.

    Names are ours alone: no part of one is what somebody typed.
    """

    async def put(self, name: str, path: Path) -> None:
        """Keep a copy of a file. When this returns, it outlives this process."""
        ...

    async def size(self, name: str) -> int:
        """How many bytes an object has.

        Raises:
            NothingThere: there is none by this name.
        """
        ...

    def read(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`, in parts.

        Raises:
            NothingThere: there is none by this name.
        """
        ...

    async def delete(self, prefix: str) -> None:
        """Take out all objects whose names begin so and go on with a slash, or are just this."""
        ...


def place_of(hash_: str, file_id: UUID) -> str:
    """Where all that belongs to a file lies."""
    return f"{hash_[:2]}/{hash_}/{file_id.hex}"


def source_of(hash_: str, file_id: UUID, upload_id: UUID) -> str:
    """Where the bytes lie that came in with an upload, until what is shown is made of them."""
    return f"{place_of(hash_, file_id)}/source-{upload_id.hex}"
