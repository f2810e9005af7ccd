"""A shop that takes files in: a real server, a store on the disk, a worker that is told when."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from api.media.processing import Processing
from api.media.rendering import render
from api.media.settings import Media
from domain.catalog.models import Product
from domain.shared.context import Actor
from schema.shared.ids import global_id
from tests.servers import open_directory
from tests.shop import Shop, staff
from tests.wire import Client, serving, to_ourselves

SHOWN = "media { nodes { id kind status failure url alt width height position } }"


def picture(width: int = 60, height: int = 40, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture, the left half of it red."""
    image = Image.new(options.pop("mode", "RGB"), (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def box(name: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4) + name + body


def film(*, told: bytes = b"") -> bytes:
    """The bones of an MP4; `told` stands where cameras write down where they were."""
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", told))
    return box(b"ftyp", b"isom" + bytes(4) + b"isom") + moov + box(b"mdat", b"frames")


def paper(objects: bytes = b"1 0 obj<</Type/Catalog>>endobj\n") -> bytes:
    return b"%PDF-1.7\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Bringing:
    """Whoever brings files, and what became of them."""

    shop: Shop
    media: Media
    client: Client
    product: Product
    processing: Processing
    tardy: timedelta = field(default_factory=timedelta)  # by which the worker's clock is late

    async def way(
        self, byte_size: int, kind: str = "IMAGE", *, who: Client | None = None, **more: Any
    ) -> dict[str, Any]:
        """Ask for a way in; the payload."""
        asked = {"productId": global_id("Product", self.product.id), "kind": kind} | more
        return await (who or self.client).do(
            "mediaUploadCreate",
            {**asked, "byteSize": byte_size},
            "upload { url byteSize expiresAt }",
        )

    async def put(
        self, url: str, content: Any, *, who: Client | None = None, **headers: str
    ) -> httpx.Response:
        """Bring a file there."""
        token = (who or self.client).token()
        async with to_ourselves() as http:
            return await http.put(
                f"{self.client.address}{url}", content=content, headers={**token, **headers}
            )

    async def bring(self, content: bytes, kind: str = "IMAGE", **more: Any) -> httpx.Response:
        """Ask for a way in, and take it."""
        way = await self.way(len(content), kind, **more)
        assert way["userErrors"] == []
        return await self.put(way["upload"]["url"], content)

    async def open(self) -> int:
        """Let the worker do all there is to do; how many files it took up."""
        done = 0
        while await self.processing.once():
            done += 1
        return done

    async def shown(self, who: Client | None = None, fields: str = SHOWN) -> list[dict[str, Any]]:
        """The product's media."""
        data = await (who or self.client).ask(
            f"query($id: ID) {{ product(id: $id) {{ {fields} }} }}",
            id=global_id("Product", self.product.id),
        )
        nodes: list[dict[str, Any]] = data["product"]["media"]["nodes"]
        return nodes

    async def brought(self, content: bytes, kind: str = "IMAGE") -> dict[str, Any]:
        """Bring a file and have it opened; what is shown of it."""
        answer = await self.bring(content, kind)
        assert answer.status_code == 201, answer.text
        await self.open()
        (media,) = [
            each for each in await self.shown() if each["id"] == answer.json()["media"]["id"]
        ]
        return media

    async def get(self, url: str, method: str = "GET", **headers: str) -> httpx.Response:
        """What stands at an address."""
        async with to_ourselves() as http:
            return await http.request(method, f"{self.client.address}{url}", headers=headers)

    def objects(self) -> list[str]:
        """What lies in the store, by the last part of its name."""
        root = self.media.directory / "objects"
        return sorted(path.name for path in root.rglob("*") if path.is_file())

    def on_its_way(self) -> list[str]:
        """What lies about outside of it."""
        scratch = self.media.scratch
        return sorted(path.name for path in scratch.iterdir()) if scratch.is_dir() else []

    def another(self, actor: Actor) -> Client:
        return Client(self.client.address, actor)


@asynccontextmanager
async def bringing(
    shop: Shop, database: dict[str, Any], directory: Path, **options: Any
) -> AsyncIterator[Bringing]:
    """A server with a store of its own, and somebody who may change the catalog."""
    media = Media(directory)
    product = await shop.product()
    async with serving(database, with_worker=False, media=media, **options) as address:
        client = Client(address, staff("catalog:read", "catalog:write"))
        stage = Bringing(shop, media, client, product, None)  # type: ignore[arg-type]
        stage.processing = Processing(
            media.store(), render, media.scratch, clock=lambda: datetime.now(UTC) + stage.tardy
        )
        yield stage


@pytest.fixture
async def stage(shop: Shop, database: dict[str, Any], media_dir: Path) -> AsyncIterator[Bringing]:
    async with bringing(shop, database, media_dir) as found:
        yield found


@pytest.fixture
def media_dir() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory
