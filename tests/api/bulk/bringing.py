"""A shop that takes files of rows in: a real server, a store on the disk, a worker told when."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.bulk.importing import Importing
from api.media.settings import Media
from domain.shared.context import Actor
from tests.servers import open_directory
from tests.shop import Shop, staff
from tests.wire import Client, serving, to_ourselves

SHOWN = (
    "id status failure isPreview rowsDone itemsCreated itemsUpdated itemsUnchanged rowsFaulty"
    " percentDone faults { totalCount nodes { rowNumber column code message } }"
)


@dataclass
class Bringing:
    """Whoever brings files, and what became of them."""

    shop: Shop
    media: Media
    client: Client
    importing: Importing
    tardy: timedelta = field(default_factory=timedelta)  # by which the worker's clock is late

    async def way(self, content: bytes, who: Client | None = None, **more: Any) -> dict[str, Any]:
        """Ask for a way in; the payload."""
        asked = {"kind": "PRODUCTS", "format": "CSV", "byteSize": len(content)} | more
        return await (who or self.client).do(
            "catalogImportCreate", asked, "catalogImport { id status } upload { url }"
        )

    async def put(self, url: str, content: bytes, who: Client | None = None) -> httpx.Response:
        """Bring a file there."""
        async with to_ourselves() as http:
            address = f"{self.client.address}{url}"
            return await http.put(address, content=content, headers=(who or self.client).token())

    async def bring(self, text: str | bytes, **more: Any) -> str:
        """Ask for a way in, and take it; the id of the import."""
        content = text.encode() if isinstance(text, str) else text
        way = await self.way(content, **more)
        assert way["userErrors"] == []
        answer = await self.put(way["upload"]["url"], content)
        assert answer.status_code == 201, answer.text
        found: str = way["catalogImport"]["id"]
        return found

    async def imported(self, text: str | bytes, **more: Any) -> dict[str, Any]:
        """Bring a file and have it gone through; what became of it."""
        found = await self.bring(text, **more)
        assert await self.importing.once()
        return await self.shown(found)

    async def shown(self, import_id: str, who: Client | None = None) -> Any:
        """The import as it is now."""
        query = f"query($id: ID!) {{ catalogImport(id: $id) {{ {SHOWN} }} }}"
        return (await (who or self.client).ask(query, id=import_id))["catalogImport"]

    async def export(self, name: str, who: Client | None = None) -> httpx.Response:
        """What goes out."""
        async with to_ourselves() as http:
            address = f"{self.client.address}/catalog/exports/{name}"
            return await http.get(address, headers=(who or self.client).token())

    def objects(self) -> list[str]:
        """What lies in the store."""
        root = self.media.directory / "objects"
        return sorted(path.name for path in root.rglob("*") if path.is_file())

    def another(self, *scopes: str) -> Client:
        return Client(self.client.address, staff(*scopes))

    def nobody(self) -> Client:
        return Client(self.client.address)

    def customer(self, actor: Actor) -> Client:
        return Client(self.client.address, actor)


@asynccontextmanager
async def bringing(
    shop: Shop, database: dict[str, Any], directory: Path
) -> AsyncIterator[Bringing]:
    """A server with a store of its own, and somebody who may change the catalog."""
    media = Media(directory)
    async with serving(database, with_worker=False, media=media) as address:
        client = Client(address, staff("catalog:read", "catalog:write"))
        stage = Bringing(shop, media, client, None)  # type: ignore[arg-type]
        stage.importing = Importing(
            media.store(), media.scratch, clock=lambda: datetime.now(UTC) + stage.tardy
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
