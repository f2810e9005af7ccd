"""Memory of a worker that is asked many documents, most of them a few times and never again."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from itertools import product as every

import psutil

from api.embedded.scratch import scratch_directory
from bench import cores
from bench.loads.asking import Askers, posting
from bench.production import Api
from bench.progress import Say
from bench.readers import product
from bench.rows import Row, at_most
from bench.screens import screens
from bench.server import OURS
from bench.year import year

REQUESTS = 100_000
DOCUMENTS = 5_000
PARTS = 50  # of the run; each brings documents that nobody has asked before
POPULAR = 50  # documents that are asked again and again
MOST = 400  # MB
MORE_MOST = 16  # MB, from the middle of the run to its end
FIELDS = ("id", "slug", "status", "version", "description", "publishedAt", "createdAt", "updatedAt")
HOW = (
    f"RSS of a fresh server that is asked {REQUESTS:,} times, 16 connections: {DOCUMENTS:,}"
    f" distinct documents come evenly over the run, the others are {POPULAR} popular ones in turns;"
    " 1 MB is 1,000,000 bytes"
)


def measure(say: Say) -> list[Row]:
    """RSS at the beginning, in the middle, at the end."""
    with year(say) as found, scratch_directory(OURS) as directory, ExitStack() as stack:
        api = stack.enter_context(product(found, directory, keeps_answers=True))
        slug = asyncio.run(screens(found, api)).slugs[0]
        fresh = documents(slug)
        popular = _requests(api, fresh, POPULAR)
        server = psutil.Process(api.pid)
        Askers(api.address, popular).ask(times=10 * POPULAR)
        sizes = [server.memory_info().rss]
        each = REQUESTS // PARTS
        for number in range(PARTS):
            say(f"{number * each:,} of {REQUESTS:,} requests, {sizes[-1] / 1e6:,.0f} MB")
            new = _requests(api, fresh, (DOCUMENTS - POPULAR) // PARTS)
            mixed = new + (popular * (each // POPULAR + 1))[: each - len(new)]
            Askers(api.address, mixed).ask(times=each)
            sizes.append(server.memory_info().rss)
    told = ", ".join(f"{size / 1e6:,.0f}" for size in sizes[:: PARTS // 5])
    how = f"MB after each fifth: {told}; {HOW}; {cores.HOW}"
    figure = f"memory of a worker after {REQUESTS:,} requests, {DOCUMENTS:,} distinct documents"
    more = (sizes[-1] - sizes[PARTS // 2]) / 1e6
    return [
        at_most(figure, sizes[-1] / 1e6, MOST, "MB", how),
        at_most(f"{figure}: more than in the middle", more, MORE_MOST, "MB", how),
    ]


def documents(slug: str) -> Iterator[str]:
    """Documents of which no two are equal, by what they select and what they call it."""
    for number, taken in enumerate(every((False, True), repeat=len(FIELDS))):
        fields = " ".join(name for name, is_taken in zip(FIELDS, taken, strict=True) if is_taken)
        for alias in range(DOCUMENTS // 2 ** len(FIELDS) + 1):
            yield f'{{ product(slug: "{slug}") {{ a{alias}x{number}: name {fields} }} }}'


def _requests(api: Api, fresh: Iterator[str], number: int) -> list[bytes]:
    return [posting(api.graphql, document, {}) for document in islice(fresh, number)]
