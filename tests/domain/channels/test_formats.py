"""What channels write, and what we read of it: pure, without a database. The messages are built
after the public documentation of each format.
"""

import base64
import hashlib
import hmac
from typing import Any

import pytest

from domain.channels.formats import Terms, normalize
from domain.channels.formats.shopify import is_signed
from domain.channels.normalized import Rejected
from domain.channels.states import ChannelFormat, MessageKind, RejectReason
from tests.world.channels import generic, shopify, taobao

USD, CNY = Terms("USD"), Terms("CNY")
G, S, T = ChannelFormat.GENERIC, ChannelFormat.SHOPIFY, ChannelFormat.TAOBAO
NEW = MessageKind.CREATED


def test_taxes_on_top_are_part_of_what_is_paid_for_a_line() -> None:
    line = {
        "sku": "A",
        "quantity": 3,
        "price": "10.00",
        "discount_allocations": [{"amount": "2.00"}],
        "tax_lines": [{"price": "2.45"}],
    }
    order = normalize(
        S,
        shopify(
            line_items=[line],
            taxes_included=False,
            total_price="35.45",
            shipping_lines=[
                {"price": "5.00", "discounted_price": "4.50", "tax_lines": [{"price": "0.50"}]}
            ],
        ),
        NEW,
        USD,
    )

    [found] = order.lines
    assert (found.total_minor, order.shipping_minor, order.total_minor) == (3045, 500, 3545)
    assert found.unit_price_minor * 3 - found.discount_minor == 3045


def test_a_line_that_was_removed_is_none() -> None:
    lines = [
        {"sku": "A", "quantity": 1, "current_quantity": 0, "price": "1.00"},
        {"sku": "B", "quantity": 2, "current_quantity": 1, "price": "9.99"},
    ]
    order = normalize(
        S, shopify(line_items=lines, current_total_price="14.99"), MessageKind.UPDATED, USD
    )

    assert [(line.sku, line.quantity) for line in order.lines] == [("B", 1)]


def test_an_export_is_read_by_the_names_that_a_person_gave() -> None:
    row = taobao()
    row["货号"] = row.pop("商家编码")

    order = normalize(T, [row], NEW, Terms("CNY", {"sku": "货号"}))

    assert [line.sku for line in order.lines] == ["THEIRS-1"]
    assert order.placed_at.isoformat() == "2026-03-02T08:30:00+00:00"
    assert order.address is not None
    assert (order.address["city"], order.address["phone"]) == ("杭州市", "13800001234")


@pytest.mark.parametrize(
    ("format", "message", "reason", "field"),
    [
        (G, [], RejectReason.UNREADABLE, None),
        (G, generic(units=10_001), RejectReason.UNREADABLE, "lines.0.quantity"),
        (G, generic(total="NaN"), RejectReason.UNREADABLE, "total"),
        (G, generic(total="9.999"), RejectReason.UNREADABLE, "total"),
        (G, generic(paid="10.00"), RejectReason.TOTAL_DIFFERS, "paid"),
        (G, generic(id="x" * 65), RejectReason.UNREADABLE, "id"),
        (G, generic(lines=[{}]), RejectReason.UNREADABLE, "lines.0.sku"),
        (G, generic(placedAt="2026-03-02T08:30:00"), RejectReason.UNREADABLE, "placedAt"),
        (S, shopify(total_price="1.00"), RejectReason.TOTAL_DIFFERS, "total"),
        (S, shopify(financial_status="voided"), RejectReason.NOT_TO_IMPORT, "financial_status"),
        (S, shopify(line_items=None), RejectReason.UNREADABLE, "line_items"),
        (S, shopify(sku=""), RejectReason.UNREADABLE, "line_items.0.sku"),
        (T, [taobao(购买数量="0")], RejectReason.UNREADABLE, "购买数量"),
        (T, [taobao(订单状态="等待买家付款")], RejectReason.NOT_TO_IMPORT, "订单状态"),
        (T, [taobao(订单状态="什么")], RejectReason.UNREADABLE, "订单状态"),
        (T, [taobao(订单创建时间="昨天")], RejectReason.UNREADABLE, "订单创建时间"),
        (T, [taobao(商家编码="")], RejectReason.UNREADABLE, "商家编码"),
    ],
)
def test_what_makes_no_sense_is_named(
    format: ChannelFormat, message: Any, reason: RejectReason, field: str | None
) -> None:
    with pytest.raises(Rejected) as refused:
        normalize(format, message, NEW, CNY if format is T else USD)

    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_an_export_whose_rows_are_all_closed_cancels() -> None:
    order = normalize(T, [taobao(订单状态="交易关闭")], NEW, CNY)

    assert order.kind is MessageKind.CANCELED


def test_a_signature_is_over_the_very_bytes() -> None:
    body = b'{"id": 1}'
    signature = base64.b64encode(hmac.new(b"s", body, hashlib.sha256).digest()).decode()

    assert is_signed(body, signature, "s")
    assert not is_signed(body + b" ", signature, "s")
    assert not is_signed(body, signature, "t")
    assert not is_signed(body, "", "s")
