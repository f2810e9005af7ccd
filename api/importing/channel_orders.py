"""Files of a channel's orders in: read as a stream, written into the inbox batch by batch, and
taken in as they come. A file that is read again adds nothing, and one whose reader was killed goes
on.

Our own shape is JSON Lines, one order each. An export is CSV in UTF-8 or GBK, one row for each
sub-order; rows of an order that stand together are one message.
"""

import asyncio
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import orjson
from tortoise import Tortoise

from domain.channels.formats import taobao
from domain.channels.keep_manifest import Counted, keep_manifest
from domain.channels.messages import Message, terms_of
from domain.channels.models import SalesChannel
from domain.channels.normalized import Rejected, instant_of, minor_of
from domain.channels.receive_messages import receive_messages
from domain.channels.states import ChannelFormat
from domain.identity.scopes import Scope
from domain.processes.take_in_channel_orders import take_in_channel_orders
from domain.shared.context import Actor, ActorKind, Context
from domain.shared.database import orm_config

BATCH = 500  # messages
EXTERNAL_ID_LENGTH_MAX = 64  # characters
ACTOR = Actor(
    ActorKind.INTEGRATION,
    name="channel files",
    scopes=frozenset({Scope.ORDERS_READ, Scope.ORDERS_WRITE}),
)


@dataclass(slots=True)
class Report:
    """What came of a file: messages by what became of them now, and lines nobody can read."""

    received: int = 0
    known: int = 0
    faults: int = 0


class BadFile(Exception):
    """A file that nothing can be read of; the text says why."""


def messages_of(
    path: Path, channel: SalesChannel, faults: Callable[[int], None]
) -> Iterator[Message]:
    """The messages of a file, one after the other; `faults` is told the row of what is none.

    Raises:
        BadFile: it is in no encoding that we know, or has not the columns of an order.
    """
    if channel.format is ChannelFormat.TAOBAO:
        yield from _exported(path, channel, faults)
    else:
        yield from _lines(path, faults)


def _lines(path: Path, faults: Callable[[int], None]) -> Iterator[Message]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                order = orjson.loads(line)
            except orjson.JSONDecodeError:
                order = None
            name = order.get("id") if isinstance(order, dict) else None
            if not isinstance(name, str) or not 0 < len(name) <= EXTERNAL_ID_LENGTH_MAX:
                faults(number)
                continue
            yield Message(line.decode().strip(), name, row_number=number)


def encoding_of(path: Path) -> str:
    """UTF-8 if all of the file is, else GBK, in which exports mostly come.

    Raises:
        BadFile: it is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadFile("The file is neither in UTF-8 nor in GBK.")


def _exported(
    path: Path, channel: SalesChannel, faults: Callable[[int], None]
) -> Iterator[Message]:
    columns = taobao.columns_of(terms_of(channel))
    with path.open(encoding=encoding_of(path), newline="") as file:
        reader = csv.DictReader(_without_nul(file))
        headers = {header.strip() for header in reader.fieldnames or ()}
        if missing := sorted(
            columns[name] for name in taobao.REQUIRED if columns[name] not in headers
        ):
            raise BadFile(f"The file has no column {missing[0]}.")
        wanted = set(columns.values())
        rows = (
            (number, {key.strip(): value or "" for key, value in row.items() if key in wanted})
            for number, row in enumerate(reader, start=2)
        )
        for name, group in groupby(rows, key=lambda found: _id(found[1], columns)):
            found = list(group)
            if not 0 < len(name) <= EXTERNAL_ID_LENGTH_MAX:
                faults(found[0][0])
                continue
            text = orjson.dumps([row for _, row in found], option=orjson.OPT_SORT_KEYS)
            yield Message(text.decode(), name, row_number=found[0][0])


def _without_nul(file: io.TextIOBase) -> Iterator[str]:
    return (line.replace("\x00", "") for line in file)


def _id(row: Mapping[str, str], columns: Mapping[str, str]) -> str:
    return taobao.cell(row.get(columns["orderId"], ""))


async def take_in_file(
    channel: SalesChannel,
    path: Path,
    *,
    now: Callable[[], datetime],
    progress: Callable[[int], None],
) -> Report:
    """Bring a file in, and whatever else of channels waits; what came of it."""
    report = Report()

    def fault(row: int) -> None:
        report.faults += 1

    found = messages_of(path, channel, fault)
    while batch := list(islice(found, BATCH)):
        ctx = Context(ACTOR, now())
        received = await receive_messages(ctx, channel, channel.format, batch)
        report.received += len(received.ids)
        report.known += received.known
        if received.ids:
            await take_in_channel_orders(Context(ACTOR, now()))
        progress(report.received + report.known)
    while (await take_in_channel_orders(Context(ACTOR, now()))).found:
        pass
    return report


def manifest_of(path: Path, currency: str) -> list[Counted]:
    """A channel's own list: lines of JSON with `id`, `total` and `placedAt`.

    Raises:
        BadFile: a line is none of an order.
    """
    counted = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                entry: dict[str, Any] = orjson.loads(line)
                counted.append(
                    Counted(
                        str(entry["id"]),
                        minor_of(entry["total"], currency, "total"),
                        instant_of(entry["placedAt"], "placedAt"),
                    )
                )
            except (orjson.JSONDecodeError, KeyError, TypeError, Rejected):
                raise BadFile(f"Line {number} of the list is no order of its own.") from None
    return counted


def run(
    code: str,
    path: Path,
    credentials: Mapping[str, Any],
    *,
    is_manifest: bool = False,
    progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Bring a file of orders in, or a channel's own list.

    Raises:
        BadFile: there is no such channel, or nothing can be read of the file.
    """

    def now() -> datetime:
        return datetime.now(UTC)

    async def work() -> Report:
        context = await Tortoise.init(config=orm_config(credentials), _enable_global_fallback=True)
        try:
            channel = await SalesChannel.get_or_none(code=code)
            if channel is None:
                raise BadFile(f"There is no channel {code!r}.")
            if is_manifest:
                counted = manifest_of(path, channel.currency)
                return Report(await keep_manifest(Context(ACTOR, now()), channel.id, counted))
            return await take_in_file(channel, path, now=now, progress=progress)
        finally:
            await context.close_connections()

    return asyncio.run(work())
