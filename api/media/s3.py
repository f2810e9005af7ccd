"""Media in a store that speaks S3: Amazon's, or one of the many that do as it does."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import GenericError
from obstore.store import S3Store

from domain.catalog.media.storage import NothingThere

PART = 1024 * 1024  # bytes that are handed on at once


class BadBucket(ValueError):
    """An address that names no bucket. The message says why."""


@dataclass(frozen=True, slots=True)
class S3:
    """A bucket, below which prefix, and with which key it is opened."""

    bucket: str
    prefix: str
    endpoint: str | None  # Amazon's own for the region, if none is named
    region: str
    key_id: str | None
    secret: str | None = field(repr=False)

    @classmethod
    def read(cls, url: str, key_id: str | None, secret: str | None) -> "S3":
        """The bucket of an address: `s3://bucket/prefix?endpoint=https://host&region=name`.

        Raises:
            BadBucket: it names none, or only half a key was given.
        """
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.scheme != "s3" or not parts.hostname or set(options) - {"endpoint", "region"}:
            raise BadBucket("it must be s3://bucket/prefix?endpoint=https://host&region=name")
        if bool(key_id) is not bool(secret):
            raise BadBucket("MEDIA_BUCKET_KEY and MEDIA_BUCKET_SECRET belong together")
        return cls(
            parts.hostname,
            parts.path.strip("/"),
            options.get("endpoint"),
            options.get("region", "us-east-1"),
            key_id or None,
            secret or None,
        )


class Bucket:
    """Objects in a bucket. Requests are signed, repeated where that helps, and large ones parted
    by the client: a library in Rust, which has threads of its own.
    """

    def __init__(self, where: S3) -> None:
        named = {
            name: value
            for name, value in {
                "endpoint": where.endpoint,
                "access_key_id": where.key_id,
                "secret_access_key": where.secret,
                "prefix": where.prefix,
            }.items()
            if value
        }
        is_plain = (where.endpoint or "").startswith("http://")
        self._store = S3Store(
            where.bucket,
            region=where.region,
            client_options={"allow_http": is_plain},
            **named,  # type: ignore[arg-type]  # all of them are text
        )

    async def put(self, name: str, path: Path) -> None:
        """Keep a copy of a file."""
        await obstore.put_async(self._store, name, path)

    async def size(self, name: str) -> int:
        """How many bytes an object has.

        Raises:
            NothingThere: there is none by this name.
        """
        try:
            return (await obstore.head_async(self._store, name))["size"]
        except FileNotFoundError:
            raise NothingThere(name) from None

    async def read(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`, in parts.

        Raises:
            NothingThere: there is none by this name.
        """
        if start >= end:
            return
        try:
            found, place = await self._get(name, start, end)
        except FileNotFoundError:
            raise NothingThere(name) from None
        async for part in found.stream(min_chunk_size=PART):
            wanted = bytes(part)[max(0, start - place) : end - place]
            place += len(part)
            if wanted:
                yield wanted
            if place >= end:
                return

    async def _get(self, name: str, start: int, end: int) -> "tuple[obstore.GetResult, int]":
        """A part, and at which byte it begins. A server may answer with all there is, and some do;
        the library takes that for a fault, and is asked for all then.
        """
        try:
            return await obstore.get_async(
                self._store, name, options={"range": (start, end)}
            ), start
        except GenericError as fault:
            if "non-partial" not in str(fault):
                raise
            return await obstore.get_async(self._store, name), 0

    async def delete(self, prefix: str) -> None:
        """Take out the object of this name, and all below it."""
        names: list[str] = []
        async for found in obstore.list(self._store, prefix=prefix):
            names += [each["path"] for each in found]
        for name in names or [prefix]:
            try:
                await obstore.delete_async(self._store, name)
            except FileNotFoundError:
                continue  # it is gone, which is what was wanted
