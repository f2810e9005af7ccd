"""Work that is asked for and done by a worker: waited for, and its file fetched."""

import asyncio
import time
from typing import Any

import orjson

from bench.life.cast import Cast
from bench.life.seeing import Stuck

WAIT_SECONDS, POLL_SECONDS = 300, 0.5
JOB = """
query($id: ID!) { job(id: $id) { status download { url }
  items(first: 50) { nodes { status code order { id number } } } } }
"""


async def ended(all_: Cast, asked: dict[str, Any]) -> dict[str, Any]:
    """A job, once it has come to its end with everything done.

    Raises:
        Stuck: it has not, or refused something.
    """
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        job: dict[str, Any] = (await all_.admin.ask(JOB, id=asked["id"]))["job"]
        if job["status"] == "COMPLETED" and not any(item["code"] for item in job["items"]["nodes"]):
            return job
        if job["status"] not in ("QUEUED", "RUNNING"):
            break
        await asyncio.sleep(POLL_SECONDS)
    raise Stuck(f"the job ended otherwise: {job}")


async def all_orders(all_: Cast) -> list[dict[str, Any]]:
    """The rows of a file of all orders."""
    asked = {"format": "JSONL", "idempotencyKey": all_.key("file")}
    job = await ended(all_, await all_.admin.do("orderExport", asked, "job { id }"))
    file = await all_.admin.client.fetch(job["download"]["url"])
    return [orjson.loads(line) for line in file.splitlines()]
