"""Draws `images/live.svg`, what a subscriber sees, from a recording of a running server.

`python -m docs.picture record --token …` listens to a server and writes `images/live.json`;
`python -m docs.picture draw` draws that; `--check` only looks whether the drawing is fresh.
"""

import asyncio
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.text import Text

IMAGES = Path(__file__).parent / "images"
RECORDING = IMAGES / "live.json"
PICTURE = IMAGES / "live.svg"
WIDTH = 104  # characters
ITEMS = 22  # lines of the picture

ORDERS = """
subscription {
  orderFeed {
    occurredAt
    event { type data }
    order { number status total { amount currencyCode } }
  }
}
"""
WARNINGS = """
subscription {
  stockAlertFeed {
    occurredAt
    event { type data }
    alert { quantity level { warehouse { name } variant { product { name } } } }
  }
}
"""
COLORS = {
    "placed": "bold white",
    "recorded": "yellow",
    "confirmed": "cyan",
    "completed": "bold green",
    "canceled": "red",
    "opened": "bold red",
    "resolved": "green",
}
# Rich would have the viewer fetch a font; the viewer's own will do.
FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


@app.command()
def record(
    token: Annotated[str, typer.Option(envvar="AGENT", help="A service agent's token.")],
    address: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8000",
    items: Annotated[int, typer.Option(help="How many items to wait for.")] = ITEMS,
) -> None:
    """Listen to a running server, keep what it sends, and draw it."""
    recorded = asyncio.run(_listen(address, token, items))
    RECORDING.write_text(
        json.dumps(recorded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    PICTURE.write_text(drawn(recorded), encoding="utf-8")


@app.command()
def draw(
    check: Annotated[bool, typer.Option(help="Fail when live.svg is stale.")] = False,
) -> None:
    """Draw the recording."""
    picture = drawn(json.loads(RECORDING.read_text(encoding="utf-8")))
    if not check:
        PICTURE.write_text(picture, encoding="utf-8")
    elif PICTURE.read_text(encoding="utf-8") != picture:
        raise SystemExit("docs/images/live.svg is stale: draw it anew with `make docs`.")


def drawn(recorded: list[dict[str, Any]]) -> str:
    """A recording as a picture of a terminal."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), color_system="truecolor")
    for item in recorded:
        console.print(_line(item), no_wrap=True, overflow="ellipsis")
    picture = console.export_svg(title="orderFeed, stockAlertFeed", unique_id="live")
    return FONT_FACE.sub("", picture)


async def _listen(address: str, token: str, items: int) -> list[dict[str, Any]]:
    """The first so many items of both subscriptions, as they come."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_follow(address, token, document, heard))
            for document in (ORDERS, WARNINGS)
        ]
        recorded = [await heard.get() for _ in range(items)]
        for task in tasks:
            task.cancel()
    return recorded


async def _follow(
    address: str, token: str, document: str, heard: asyncio.Queue[dict[str, Any]]
) -> None:
    """One subscription over server-sent events."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    async with (
        httpx.AsyncClient(timeout=None, trust_env=False) as http,
        http.stream(
            "POST", f"{address}/graphql", json={"query": document}, headers=headers
        ) as answer,
    ):
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line.startswith("data: {"):
                (item,) = json.loads(line.removeprefix("data: "))["data"].values()
                heard.put_nowait(item)


def _line(item: dict[str, Any]) -> Text:
    """One item as one line: when, about what, what happened, and where it stands."""
    what = item["event"]["data"].get("what") or item["event"]["type"].partition(".")[2]
    line = Text(f"{datetime.fromisoformat(item['occurredAt']):%H:%M:%S}  ", style="bright_black")
    subject, detail = _order(item) if "order" in item else _warning(item)
    line.append(f"{subject:<12}")
    line.append(f"{what.replace('_', ' '):<35}", style=COLORS.get(what.rpartition("_")[2], "blue"))
    return line.append(detail)


def _order(item: dict[str, Any]) -> tuple[str, str]:
    order = item["order"]
    total = f"{order['total']['amount']} {order['total']['currencyCode']}"
    return order["number"], f"{order['status']:<11}{total:>12}"


def _warning(item: dict[str, Any]) -> tuple[str, str]:
    level = item["alert"]["level"]
    product, warehouse = level["variant"]["product"]["name"], level["warehouse"]["name"]
    return "stock", f"{item['alert']['quantity']} x {product} ({warehouse})"


if __name__ == "__main__":
    app()
