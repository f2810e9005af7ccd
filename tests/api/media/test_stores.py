"""One contract, two stores: files on a disk, and objects in a server that speaks S3 and checks who
signs. The server is rclone's, in a process of its own."""

import asyncio
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from obstore.exceptions import PermissionDeniedError

from api.media.disk import Disk
from api.media.s3 import S3, BadBucket, Bucket
from domain.catalog.media.storage import NothingThere, Store
from tests.wire import DEADLINE_SECONDS

KEY, SECRET = "tests", "opens nothing but a test"
BEGINNING = b"a film, or so"


@asynccontextmanager
async def speaking_s3(directory: Path) -> AsyncIterator[str]:
    """A server with one bucket, `media`; its address."""
    (directory / "media").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rclone = shutil.which("rclone", path=str(Path(sys.executable).parent))
    assert rclone
    server = await asyncio.create_subprocess_exec(
        rclone,
        *("serve", "s3", str(directory), "--addr", f"127.0.0.1:{port}"),
        *("--auth-key", f"{KEY},{SECRET}", "--config", str(directory / "none"), "--quiet"),
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not _answers(port):  # noqa: ASYNC110  # another process, which tells nobody
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        await server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def bucket(address: str, secret: str = SECRET) -> Bucket:
    return Bucket(S3.read(f"s3://media/shop?endpoint={address}&region=eu-north-1", KEY, secret))


@pytest.fixture(params=["disk", "S3"])
async def store(request: pytest.FixtureRequest, media_dir: Path) -> AsyncIterator[Store]:
    if request.param == "disk":
        yield Disk(media_dir / "objects")
        return
    async with speaking_s3(media_dir) as address:
        yield bucket(address)


async def content(store: Store, name: str, start: int, end: int) -> bytes:
    return b"".join([part async for part in store.read(name, start, end)])


async def test_what_is_put_can_be_read_in_parts_and_taken_out(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "film"
    whole = BEGINNING + bytes(6 * 1024 * 1024)  # more than goes in one part
    file.write_bytes(whole)

    await store.put("ab/abcd/1/file.mp4", file)
    await store.put("ab/abcd/1/file.mp4", file)  # as by somebody who died in between
    file.write_bytes(b"another")
    await store.put("ab/abcd/1/source-1", file)
    await store.put("ab/abcd/12/file.mp4", file)

    assert await store.size("ab/abcd/1/file.mp4") == len(whole)
    assert await content(store, "ab/abcd/1/file.mp4", 0, len(whole)) == whole
    assert await content(store, "ab/abcd/1/file.mp4", 2, 6) == BEGINNING[2:6]
    await store.delete("ab/abcd/1/source-1")
    with pytest.raises(NothingThere):
        await store.size("ab/abcd/1/source-1")
    await store.delete("ab/abcd/1")
    await store.delete("ab/abcd/1")
    with pytest.raises(NothingThere):
        await content(store, "ab/abcd/1/file.mp4", 0, 1)
    assert await store.size("ab/abcd/12/file.mp4") == len(b"another"), "and nothing else went"


async def test_who_has_another_key_gets_nothing(media_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "film"
    file.write_bytes(BEGINNING)
    async with speaking_s3(media_dir) as address:
        with pytest.raises(PermissionDeniedError):
            await bucket(address, secret="guessed").put("film", file)


async def test_no_name_leads_out_of_the_directory(media_dir: Path) -> None:
    (media_dir / "secret").write_bytes(b"secret")

    with pytest.raises(NothingThere):
        await Disk(media_dir / "objects").size("../secret")


@pytest.mark.parametrize(
    "url", ["s3://", "https://host/bucket", "s3://bucket?endpoint=x&color=red", "media"]
)
def test_what_names_no_bucket_is_no_address(url: str) -> None:
    with pytest.raises(BadBucket):
        S3.read(url, None, None)


def test_half_a_key_is_none() -> None:
    with pytest.raises(BadBucket):
        S3.read("s3://bucket", "key", None)
