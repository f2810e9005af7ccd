"""Files of channels: read as a stream, in either encoding, and again without any effect."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from api.importing.channel_orders import BadFile, manifest_of, messages_of, take_in_file
from domain.channels.states import ChannelFormat
from domain.orders.models import Order
from tests.shop import Shop
from tests.world.channels import generic, taobao


def quiet(count: int) -> None:
    """Nobody looks on."""


def export(path: Path, *rows: dict[str, str], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
async def test_rows_of_an_order_are_one_and_a_file_read_again_adds_nothing(
    shop: Shop, tmp_path: Path, encoding: str
) -> None:
    channel = await shop.marketplace(format=ChannelFormat.TAOBAO)
    rows = [taobao("1"), taobao("1"), taobao('="2"'), taobao("", 购买数量="1")]
    path = export(tmp_path / "orders.csv", *rows, encoding=encoding)
    before = await shop.rows()

    reports = [
        await take_in_file(channel, path, now=lambda: datetime.now(UTC), progress=quiet)
        for _ in range(2)
    ]

    assert [(one.received, one.known, one.faults) for one in reports] == [(2, 0, 1), (0, 2, 1)]
    assert (await shop.rows())["order_line"] - before["order_line"] == 3
    assert {row.external_id for row in await Order.all()} == {"1", "2"}


async def test_lines_of_json_that_nobody_can_read_are_counted(shop: Shop, tmp_path: Path) -> None:
    channel = await shop.marketplace()
    path = tmp_path / "orders.jsonl"
    path.write_bytes(b"\n".join([orjson.dumps(generic()), b"{", b"[]", b'{"id": 7}', b""]))
    faults: list[int] = []

    messages = list(messages_of(path, channel, faults.append))

    assert [(one.external_id, one.row_number) for one in messages] == [("A-1", 1)]
    assert faults == [2, 3, 4]


async def test_a_file_of_other_columns_is_none(shop: Shop, tmp_path: Path) -> None:
    channel = await shop.marketplace(format=ChannelFormat.TAOBAO)
    path = export(tmp_path / "other.csv", {"a": "1"}, encoding="utf-8")

    with pytest.raises(BadFile):
        list(messages_of(path, channel, quiet))


def test_a_list_is_lines_of_id_total_and_time(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"id": "A", "total": "9.99", "placedAt": "2026-03-02T08:30:00Z"}\n')
    [entry] = manifest_of(path, "USD")
    assert (entry.external_id, entry.total_minor) == ("A", 999)

    path.write_text('{"id": "A", "total": "9.99"}\n')
    with pytest.raises(BadFile):
        manifest_of(path, "USD")
