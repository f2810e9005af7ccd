"""A body on its way to the disk: of just the size that was announced, hashed, and in time."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from starlette.requests import ClientDisconnect, Request

from api.http import PATIENCE
from api.media.refusals import Turned

SILENCE_SECONDS_MAX = 10.0  # between two parts of a body
PART_SECONDS = 30.0  # for any body, and for each further piece of this size
PIECE = 2 * 1024 * 1024  # bytes; so whoever sends less than 70 kB/s sends too slowly


def must_be_plain(request: Request, byte_size: int) -> None:
    """Refuse what is encoded, or says itself that it has another size.

    Raises:
        Turned: it does.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Turned(415, "UNSUPPORTED_MEDIA_TYPE", "Send the body as it is, not encoded.")
    length = request.headers.get("content-length")
    if length is not None and length != str(byte_size):
        raise _other_size(byte_size)


def _other_size(byte_size: int) -> Turned:
    return Turned(413, "CONTENT_TOO_LARGE", f"This way in is for {byte_size} bytes.")


async def receive(request: Request, byte_size: int, path: Path) -> str:
    """The body on the disk, and its hash. Never a byte more than was announced is written.

    Raises:
        Turned: it has another size, or does not come in time.
    """
    patience: Callable[[float], None] | None = request.scope.get("extensions", {}).get(PATIENCE)
    seconds = PART_SECONDS * (1 + byte_size / PIECE)
    if patience is not None:
        patience(seconds)
    digest, taken = hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = request.stream()
    with path.open("wb") as file:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    async with asyncio.timeout(SILENCE_SECONDS_MAX):
                        part = await anext(parts, None)
                    if part is None:
                        break
                    taken += len(part)
                    if taken > byte_size:
                        raise _other_size(byte_size)
                    digest.update(part)
                    await asyncio.to_thread(file.write, part)
        except (TimeoutError, ClientDisconnect):
            raise Turned(
                408, "REQUEST_TIMEOUT", "The file took too long to arrive.", retryable=True
            ) from None
    if taken < byte_size:
        raise Turned(400, "BAD_REQUEST", f"This way in is for {byte_size} bytes.")
    return digest.hexdigest()
